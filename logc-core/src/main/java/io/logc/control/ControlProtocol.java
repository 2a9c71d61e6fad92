package io.logc.control;

/**
 * Codes and limits of the control protocol.
 *
 * <p>Every message is a frame, big-endian:
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      Length of what follows in bytes, 1 to 65536              |
 *   +---------------+-----------------------------------------------+
 *   |     Code      |  fields of the message                       ...
 *   +---------------+-----------------------------------------------+
 * </pre>
 *
 * <p>A connection serves one buffer: HELLO, CHALLENGE, PROOF, then INIT and its response, then WRITE and CLOSE.
 */
public final class ControlProtocol {
    /** Version that both sides name; they must be equal. */
    public static final int VERSION = 1;
    /** Longest frame, without its length field. */
    public static final int MAX_FRAME_LENGTH = 64 * 1024;
    /** Bytes of a frame's length field. */
    public static final int LENGTH_FIELD_LENGTH = 4;

    /** Announces a buffer. */
    public static final byte INIT = 1;
    /** Asks to drain up to a position. */
    public static final byte WRITE = 2;
    /** Ends the session after draining the rest. */
    public static final byte CLOSE = 3;
    /** Opens the conversation. */
    public static final byte HELLO = 4;
    /** Proves that the client knows the secret. */
    public static final byte PROOF = 5;
    /** Answers INIT. */
    public static final byte INIT_RESPONSE = (byte) 0x81;
    /** Answers WRITE once its records are on file. */
    public static final byte WRITE_RESPONSE = (byte) 0x82;
    /** Answers CLOSE once everything is on file. */
    public static final byte CLOSE_RESPONSE = (byte) 0x83;
    /** Answers HELLO, and proves that the server knows the secret. */
    public static final byte CHALLENGE = (byte) 0x84;
    /** Says why a request is refused; the connection ends. */
    public static final byte REFUSED = (byte) 0xFF;

    /** POSIX error: not permitted. */
    public static final int EPERM = 1;
    /** POSIX error: input or output failed. */
    public static final int EIO = 5;
    /** POSIX error: not now; to be tried again later. */
    public static final int EAGAIN = 11;
    /** POSIX error: another process drains the buffer. */
    public static final int EBUSY = 16;
    /** POSIX error: a field makes no sense. */
    public static final int EINVAL = 22;
    /** POSIX error: a version that is not spoken here. */
    public static final int EPROTONOSUPPORT = 93;

    private ControlProtocol() {}
}
