package io.logc.message.wire;

import java.nio.ByteBuffer;

/**
 * WELCOME: the answer to HELLO when the client may send.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                          Length = 16                          |
 *   +---------------+-------------------------------+---------------+
 *   |  Code = 0x81  |            Version            | longest payload
 *   +---------------+-------------------------------+---------------+
 *          in bytes                                 | acknowledged at
 *   +-----------------------------------------------+---------------+
 *   |                                                               |
 *   |                        Last message id                        |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * @param version that the server speaks
 * @param maxPayloadLength longest payload in bytes that the server takes, 0 and more
 * @param acknowledgedAt {@link MessageProtocol#RECEIVED}, {@link MessageProtocol#WRITTEN} or {@link MessageProtocol#SYNCED}
 * @param lastMessageId the last one of this client that the server has accepted; 0 when it knows of none
 */
public record Welcome(short version, int maxPayloadLength, byte acknowledgedAt, long lastMessageId) {
    /** Whole frame in bytes, with its length field. */
    public static final int FRAME_LENGTH =
            MessageProtocol.LENGTH_FIELD_LENGTH + 1 + Short.BYTES + Integer.BYTES + 1 + Long.BYTES;

    /**
     * Appends the frame.
     *
     * @param target big-endian, in writing mode, with room for {@value #FRAME_LENGTH} bytes
     */
    public void encode(final ByteBuffer target) {
        Frames.begin(target, FRAME_LENGTH, MessageProtocol.WELCOME);
        target.putShort(version).putInt(maxPayloadLength).put(acknowledgedAt).putLong(lastMessageId);
    }

    /**
     * Reads the fields after the code.
     *
     * @param frame big-endian, from after the code to the frame's end
     * @return what the server said
     * @throws FrameException when a field is missing or negative, or when there is more
     */
    public static Welcome decode(final ByteBuffer frame) throws FrameException {
        final Welcome welcome = new Welcome(
                Frames.getShort(frame, "version"),
                Frames.getInt(frame, "longest payload"),
                Frames.getByte(frame, "acknowledged at"),
                Frames.getLong(frame, "last message id"));
        Frames.end(frame);
        if (welcome.maxPayloadLength < 0 || welcome.lastMessageId < 0) {
            throw new FrameException("negative field: " + welcome);
        }
        return welcome;
    }
}
