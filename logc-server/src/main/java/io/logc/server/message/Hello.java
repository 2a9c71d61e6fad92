package io.logc.server.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.MessageProtocol;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.UUID;

/**
 * What a client says first. Immutable.
 *
 * @param version of the protocol that it speaks
 * @param clientId who it is
 * @param user on whose behalf; may be empty
 * @param secret that proves it; may be empty
 */
record Hello(short version, String clientId, String user, byte[] secret) {
    private static final int UUID_LENGTH = 2 * Long.BYTES;
    private static final byte[] NO_SECRET = new byte[0];

    /**
     * Reads a HELLO.
     *
     * @param in holds the frame
     * @param index of its code
     * @param length of the frame
     * @return null when it makes no sense; of another version nothing but the version is looked at
     */
    static Hello parse(final ByteBuf in, final int index, final int length) {
        final ByteBuffer frame = ByteBuffer.allocate(length);
        in.getBytes(index, frame);
        frame.flip().get();
        if (frame.remaining() < Short.BYTES) {
            return null;
        }
        final short version = frame.getShort();
        if (version != MessageProtocol.VERSION) {
            return new Hello(version, "", "", NO_SECRET);
        }
        try {
            return parseRest(frame, version);
        } catch (final CharacterCodingException noText) {
            return null;
        }
    }

    private static Hello parseRest(final ByteBuffer frame, final short version) throws CharacterCodingException {
        if (!frame.hasRemaining()) {
            return null;
        }
        final byte kind = frame.get();
        final byte[] id = field(frame, 1, MessageProtocol.MAX_CLIENT_ID_LENGTH);
        final byte[] user = id == null ? null : field(frame, 1, MessageProtocol.MAX_USER_LENGTH);
        final byte[] secret = user == null ? null : field(frame, Short.BYTES, MessageProtocol.MAX_SECRET_LENGTH);
        final String clientId = id == null ? null : clientId(kind, id);
        if (clientId == null || secret == null || frame.hasRemaining()) {
            return null;
        }
        return new Hello(version, clientId, text(user), secret);
    }

    private static byte[] field(final ByteBuffer frame, final int lengthBytes, final int maxLength) {
        if (frame.remaining() < lengthBytes) {
            return null;
        }
        final int length = lengthBytes == 1 ? frame.get() & 0xFF : frame.getShort() & 0xFFFF;
        if (length > maxLength || length > frame.remaining()) {
            return null;
        }
        final byte[] field = new byte[length];
        frame.get(field);
        return field;
    }

    private static String clientId(final byte kind, final byte[] id) throws CharacterCodingException {
        if (kind == MessageProtocol.ID_UUID && id.length == UUID_LENGTH) {
            final ByteBuffer uuid = ByteBuffer.wrap(id);
            return new UUID(uuid.getLong(), uuid.getLong()).toString();
        }
        return kind == MessageProtocol.ID_TEXT && id.length > 0 ? text(id) : null;
    }

    /** Bytes that are no text would make one client of two that are not the same. */
    private static String text(final byte[] bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
