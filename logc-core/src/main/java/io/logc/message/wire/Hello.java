package io.logc.message.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * HELLO: the first frame of a connection. Who the client is, and who may say so.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                            Length                             |
 *   +---------------+-------------------------------+---------------+
 *   |   Code = 1    |            Version            | Kind of the id|
 *   +---------------+-------------------------------+---------------+
 *   | Length of id  |  client id: 1 to 64 bytes of UTF-8 text (kind 0)
 *   +---------------+  or the 16 bytes of a UUID (kind 1)          ...
 *   +---------------+-----------------------------------------------+
 *   | Length of user|  user, UTF-8, 0 to 64 bytes                  ...
 *   +---------------+---------------+-------------------------------+
 *   |       Length of secret        |  secret, 0 to 256 bytes      ...
 *   +-------------------------------+-------------------------------+
 * </pre>
 *
 * <p>Immutable but for the secret's array, which is the caller's own and may be overwritten when it is no longer needed.
 */
public final class Hello {
    private final short version;
    private final ClientId clientId;
    private final String user;
    private final byte[] secret;

    /**
     * What a client says first.
     *
     * @param version {@link MessageProtocol#VERSION}
     * @param clientId of the client
     * @param user up to {@value MessageProtocol#MAX_USER_LENGTH} bytes in UTF-8; empty where the server asks for none
     * @param secret up to {@value MessageProtocol#MAX_SECRET_LENGTH} bytes (a text in UTF-8); empty for none
     * @throws IllegalArgumentException when user or secret is too long
     */
    public Hello(final short version, final ClientId clientId, final String user, final byte[] secret) {
        this.version = version;
        this.clientId = clientId;
        this.user = user;
        this.secret = secret;
        if (userBytes().length > MessageProtocol.MAX_USER_LENGTH) {
            throw new IllegalArgumentException("user is longer than " + MessageProtocol.MAX_USER_LENGTH + " bytes");
        }
        if (secret.length > MessageProtocol.MAX_SECRET_LENGTH) {
            throw new IllegalArgumentException("secret is longer than " + MessageProtocol.MAX_SECRET_LENGTH + " bytes");
        }
    }

    /** Version of the protocol that the client speaks.
     * @return to be compared with {@link MessageProtocol#VERSION} */
    public short version() {
        return version;
    }

    /** Who the client is.
     * @return never null */
    public ClientId clientId() {
        return clientId;
    }

    /** Who says so.
     * @return empty when the client named no user */
    public String user() {
        return user;
    }

    /** What proves it.
     * @return the array itself; empty for none */
    public byte[] secret() {
        return secret;
    }

    /** Length of the whole frame.
     * @return bytes, with the length field */
    public int frameLength() {
        return MessageProtocol.LENGTH_FIELD_LENGTH
                + 1
                + Short.BYTES
                + clientId.encodedLength()
                + 1
                + userBytes().length
                + Short.BYTES
                + secret.length;
    }

    /**
     * Appends the frame.
     *
     * @param target big-endian, in writing mode, with room for {@link #frameLength} bytes
     */
    public void encode(final ByteBuffer target) {
        Frames.begin(target, frameLength(), MessageProtocol.HELLO);
        target.putShort(version);
        clientId.encode(target);
        final byte[] name = userBytes();
        target.put((byte) name.length).put(name);
        target.putShort((short) secret.length).put(secret);
    }

    /**
     * Reads the version alone: the fields of another version may be others.
     *
     * @param frame from after the code to the frame's end; does not move
     * @return the client's version
     * @throws FrameException when the frame is too short
     */
    public static short version(final ByteBuffer frame) throws FrameException {
        return Frames.getShort(frame.duplicate(), "version");
    }

    /**
     * Reads the fields after the code.
     *
     * @param frame big-endian, from after the code to the frame's end
     * @return what the client said
     * @throws FrameException when a field is missing, too long or not valid UTF-8, or when there is more
     */
    public static Hello decode(final ByteBuffer frame) throws FrameException {
        final short version = Frames.getShort(frame, "version");
        final ClientId clientId = ClientId.decode(frame);
        final int userLength = Frames.getByte(frame, "user's length") & 0xff;
        final byte[] user = Frames.getBytes(frame, userLength, MessageProtocol.MAX_USER_LENGTH, "user");
        final int secretLength = Frames.getShort(frame, "secret's length") & 0xffff;
        final byte[] secret = Frames.getBytes(frame, secretLength, MessageProtocol.MAX_SECRET_LENGTH, "secret");
        Frames.end(frame);
        return new Hello(version, clientId, Frames.text(user, "user"), secret);
    }

    private byte[] userBytes() {
        return user.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Hello that
                && version == that.version
                && clientId.equals(that.clientId)
                && user.equals(that.user)
                && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return clientId.hashCode() * 31 + user.hashCode();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Hello[version=" + version + ", clientId=" + clientId + ", user=" + user + "]";
    }
}
