package io.logc.server.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageFlyweight;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The messages that the load generator sends: the same again and again, but for their ids. Belongs to one event loop. */
final class MessageFrames {
    private final MessageFlyweight flyweight = new MessageFlyweight();
    private final byte[] name;
    private final byte[] payload;
    private final ByteBuffer frame;

    /**
     * Makes name and payload of all messages.
     *
     * @param name of the messages
     * @param payloadLength bytes of letters
     */
    MessageFrames(final String name, final int payloadLength) {
        this.name = name.getBytes(UTF_8);
        payload = letters(payloadLength);
        frame = ByteBuffer.allocate(MessageFlyweight.frameLength(this.name.length, payloadLength));
    }

    /** A payload of so many bytes. */
    static byte[] letters(final int length) {
        final byte[] letters = new byte[length];
        for (int i = 0; i < length; i++) {
            letters[i] = (byte) ('a' + i % 26);
        }
        return letters;
    }

    int messageLength() {
        return frame.capacity();
    }

    void writeMessage(final ByteBuf out, final long id) {
        flyweight.encode(frame.clear(), id, name, payload);
        out.writeBytes(frame.array());
    }
}
