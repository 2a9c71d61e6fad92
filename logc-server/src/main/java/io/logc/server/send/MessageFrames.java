package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.MessageProtocol;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frames that the load generator sends: HELLO, and one MESSAGE after another that differ in their ids only. Belongs to
 * one event loop.
 */
final class MessageFrames {
    private static final int CODE_OFFSET = MessageProtocol.LENGTH_FIELD_LENGTH;
    private static final int ID_OFFSET = CODE_OFFSET + 1;
    private static final int NAME_OFFSET = ID_OFFSET + Long.BYTES;

    private final CRC32C crc = new CRC32C();
    private final byte[] message;
    private final ByteBuffer fields;
    private final int crcOffset;

    /**
     * Makes the frame of all messages.
     *
     * @param name of the messages
     * @param payloadLength bytes of letters
     */
    MessageFrames(final String name, final int payloadLength) {
        final byte[] nameBytes = name.getBytes(UTF_8);
        crcOffset = NAME_OFFSET + 1 + nameBytes.length + payloadLength;
        message = new byte[crcOffset + Integer.BYTES];
        fields = ByteBuffer.wrap(message);
        fields.putInt(0, message.length - MessageProtocol.LENGTH_FIELD_LENGTH);
        fields.put(CODE_OFFSET, MessageProtocol.MESSAGE);
        fields.put(NAME_OFFSET, (byte) nameBytes.length);
        fields.put(NAME_OFFSET + 1, nameBytes);
        for (int i = 0; i < payloadLength; i++) {
            message[NAME_OFFSET + 1 + nameBytes.length + i] = (byte) ('a' + i % 26);
        }
    }

    int messageLength() {
        return message.length;
    }

    void writeMessage(final ByteBuf out, final long id) {
        fields.putLong(ID_OFFSET, id);
        crc.reset();
        crc.update(message, CODE_OFFSET, crcOffset - CODE_OFFSET);
        fields.putInt(crcOffset, (int) crc.getValue());
        out.writeBytes(message);
    }

    static void writeHello(final ByteBuf out, final String clientId, final byte[] user, final byte[] secret) {
        final byte[] id = clientId.getBytes(UTF_8);
        final int length = 1 + Short.BYTES + 1 + 1 + id.length + 1 + user.length + Short.BYTES + secret.length;
        out.ensureWritable(MessageProtocol.LENGTH_FIELD_LENGTH + length)
                .writeInt(length)
                .writeByte(MessageProtocol.HELLO)
                .writeShort(MessageProtocol.VERSION)
                .writeByte(MessageProtocol.ID_TEXT)
                .writeByte(id.length)
                .writeBytes(id)
                .writeByte(user.length)
                .writeBytes(user)
                .writeShort(secret.length)
                .writeBytes(secret);
    }
}
