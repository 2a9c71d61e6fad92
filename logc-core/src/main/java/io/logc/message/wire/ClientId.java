package io.logc.message.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Who a client is: text of 1 to {@value MessageProtocol#MAX_CLIENT_ID_LENGTH} bytes in UTF-8, or a UUID. A UUID and its
 * canonical text are the same client. Immutable.
 */
public final class ClientId {
    private static final int UUID_LENGTH = 2 * Long.BYTES;

    private final String text;
    private final byte[] bytes;
    private final UUID uuid;

    private ClientId(final String text, final byte[] bytes, final UUID uuid) {
        this.text = text;
        this.bytes = bytes;
        this.uuid = uuid;
    }

    /**
     * A client id from text.
     *
     * @param text 1 to {@value MessageProtocol#MAX_CLIENT_ID_LENGTH} bytes in UTF-8
     * @return the client id
     * @throws IllegalArgumentException when it is empty, too long or has half a surrogate pair
     */
    public static ClientId of(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MessageProtocol.MAX_CLIENT_ID_LENGTH) {
            throw new IllegalArgumentException("client id must have 1 to " + MessageProtocol.MAX_CLIENT_ID_LENGTH
                    + " bytes in UTF-8: length=" + bytes.length);
        }
        if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
            throw new IllegalArgumentException("client id has a character that UTF-8 cannot hold");
        }
        return new ClientId(text, bytes, null);
    }

    /**
     * A client id from a UUID.
     *
     * @param uuid any
     * @return the client id
     */
    public static ClientId of(final UUID uuid) {
        final String text = uuid.toString();
        return new ClientId(text, text.getBytes(StandardCharsets.US_ASCII), uuid);
    }

    /** The id as text.
     * @return a UUID in its canonical form: 36 characters, lower case */
    public String text() {
        return text;
    }

    /** What stands in the file, before it is escaped.
     * @return the text in UTF-8 */
    public byte[] bytes() {
        return bytes.clone();
    }

    int encodedLength() {
        return 2 + (uuid == null ? bytes.length : UUID_LENGTH);
    }

    /** Kind, length, id. */
    void encode(final ByteBuffer target) {
        if (uuid == null) {
            target.put(MessageProtocol.ID_TEXT).put((byte) bytes.length).put(bytes);
        } else {
            target.put(MessageProtocol.ID_UUID).put((byte) UUID_LENGTH);
            target.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        }
    }

    static ClientId decode(final ByteBuffer frame) throws FrameException {
        final byte kind = Frames.getByte(frame, "kind of the client id");
        final int length = Frames.getByte(frame, "client id's length") & 0xff;
        if (kind == MessageProtocol.ID_UUID && length == UUID_LENGTH) {
            final long high = Frames.getLong(frame, "client id");
            return of(new UUID(high, Frames.getLong(frame, "client id")));
        }
        if (kind != MessageProtocol.ID_TEXT || length == 0) {
            throw new FrameException("client id: kind=" + kind + ", length=" + length);
        }
        final byte[] bytes = Frames.getBytes(frame, length, MessageProtocol.MAX_CLIENT_ID_LENGTH, "client id");
        return new ClientId(Frames.text(bytes, "client id"), bytes, null);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof ClientId && text.equals(((ClientId) other).text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
