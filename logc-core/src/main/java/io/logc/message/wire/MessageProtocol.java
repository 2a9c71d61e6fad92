package io.logc.message.wire;

/**
 * Codes and limits of the binary message protocol.
 *
 * <p>Every frame, big-endian:
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      Length of what follows in bytes, 1 and more              |
 *   +---------------+-----------------------------------------------+
 *   |     Code      |  fields                                      ...
 *   +---------------+-----------------------------------------------+
 *
 *   HELLO     code = 1 | version (2) | id kind (1) | id length (1) | id
 *                      | user length (1) | user (UTF-8) | secret length (2) | secret (UTF-8)
 *   MESSAGE   code = 2 | message id (8) | name length (1) | name | payload | CRC-32C (4)
 *   PING      code = 3
 *
 *   WELCOME   code = 0x81 | version (2) | longest payload (4) | acknowledged at (1) | last message id (8)
 *   ACK       code = 0x82 | message id (8)
 *   PONG      code = 0x83
 *   NACK      code = 0xFF | message id (8) | reason (1) | text length (1) | text (UTF-8)
 * </pre>
 *
 * <p>The CRC-32C is that of the frame from the code to the payload's end. A connection begins with HELLO, which is answered
 * with WELCOME, or with a NACK of message id 0 and the connection's end. Then each MESSAGE is answered by one ACK or NACK,
 * in the order of the messages; any number may be on the way. docs/protocol.md has the rules of the message ids.
 *
 * <p>Each frame has a type of its own with its diagram: {@link Hello}, {@link Welcome}, {@link MessageFlyweight}, {@link Nack}; {@link
 * Frames} has those of one field or none.
 */
public final class MessageProtocol {
    /** Version that both sides name; they must be equal. */
    public static final short VERSION = 1;
    /** Port of the binary protocol. */
    public static final int DEFAULT_PORT = 4568;
    /** Port of the line protocol. */
    public static final int DEFAULT_LINE_PORT = 31337;

    /** Bytes of a frame's length field. */
    public static final int LENGTH_FIELD_LENGTH = 4;
    /** Longest client id in bytes. */
    public static final int MAX_CLIENT_ID_LENGTH = 64;
    /** Longest user name in bytes. */
    public static final int MAX_USER_LENGTH = 64;
    /** Longest secret in bytes. */
    public static final int MAX_SECRET_LENGTH = 256;
    /** Longest message name in bytes. */
    public static final int MAX_NAME_LENGTH = 255;
    /** Longest payload in bytes that a server takes unless it was told otherwise. */
    public static final int DEFAULT_MAX_PAYLOAD_LENGTH = 256;
    /** Longest payload in bytes that a server can be told to take. */
    public static final int MAX_PAYLOAD_LENGTH = 1024 * 1024;
    /** What a MESSAGE frame has besides name and payload, after its length field: code, id, name length and CRC-32C. */
    public static final int MESSAGE_OVERHEAD_LENGTH = 1 + Long.BYTES + 1 + Integer.BYTES;
    /** Longest HELLO, without its length field. */
    public static final int MAX_HELLO_LENGTH =
            1 + 2 + 1 + 1 + MAX_CLIENT_ID_LENGTH + 1 + MAX_USER_LENGTH + 2 + MAX_SECRET_LENGTH;

    /** The client id is text: UTF-8, 1 to {@value #MAX_CLIENT_ID_LENGTH} bytes. */
    public static final byte ID_TEXT = 0;
    /** The client id is a UUID, 16 bytes; the same client as its canonical text. */
    public static final byte ID_UUID = 1;

    /** Opens a connection. */
    public static final byte HELLO = 1;
    /** One message. */
    public static final byte MESSAGE = 2;
    /** Asks whether the server is there, and keeps an idle connection. */
    public static final byte PING = 3;
    /** Answers HELLO. */
    public static final byte WELCOME = (byte) 0x81;
    /** The message is where the server's acknowledgment says. */
    public static final byte ACK = (byte) 0x82;
    /** Answers PING, in the order of the answers to messages. */
    public static final byte PONG = (byte) 0x83;
    /** The message was refused. */
    public static final byte NACK = (byte) 0xFF;

    /** Acknowledged once in the server's buffer in shared memory: survives the server's death, not the machine's. */
    public static final byte RECEIVED = 0;
    /** Acknowledged once written to the file: as good as a write of the client's own. */
    public static final byte WRITTEN = 1;
    /** Acknowledged once the file's data was forced to the disk. */
    public static final byte SYNCED = 2;

    private MessageProtocol() {}
}
