package io.logc.message.wire;

import java.nio.ByteBuffer;

/**
 * What a server says after WELCOME: ACK, NACK or PONG; and the cutting of what a server sends into frames. Immutable. The
 * methods may be used by any thread, each with buffers of its own: big-endian, readable from position to limit.
 *
 * @param messageId that it is about; 0 for PONG
 * @param nack null when it is none
 * @param isPong whether it is a PONG
 */
public record Answer(long messageId, Nack nack, boolean isPong) {
    /** Longest frame of a server in bytes, with its length field. */
    public static final int MAX_FRAME_LENGTH = Nack.MAX_FRAME_LENGTH;

    private static final Answer PONG = new Answer(0, null, true);

    /**
     * Tells whether a whole frame lies at the buffer's position, which stays.
     *
     * @param frames what was received
     * @return false when more must come first
     * @throws FrameException when its length is none of a server's frames
     */
    public static boolean isWhole(final ByteBuffer frames) throws FrameException {
        if (frames.remaining() < MessageProtocol.LENGTH_FIELD_LENGTH) {
            return false;
        }
        final int length = frames.getInt(frames.position());
        if (length <= 0 || length > MAX_FRAME_LENGTH - MessageProtocol.LENGTH_FIELD_LENGTH) {
            throw new FrameException("a frame of the server has length=" + length);
        }
        return frames.remaining() >= MessageProtocol.LENGTH_FIELD_LENGTH + length;
    }

    /**
     * Takes the whole frame at the buffer's position, which moves behind it.
     *
     * @param frames what was received
     * @return its code and fields, a view of the same bytes
     */
    public static ByteBuffer takeFrame(final ByteBuffer frames) {
        final int length = frames.getInt();
        final ByteBuffer frame = frames.slice(frames.position(), length);
        frames.position(frames.position() + length);
        return frame;
    }

    /**
     * Takes the whole frame at the buffer's position, which moves behind it.
     *
     * @param frames what was received
     * @return what it says
     * @throws FrameException when it is no answer, or its fields are wrong
     */
    public static Answer take(final ByteBuffer frames) throws FrameException {
        final ByteBuffer frame = takeFrame(frames);
        final byte code = frame.get();
        switch (code) {
            case MessageProtocol.ACK:
                return new Answer(Frames.getAck(frame), null, false);
            case MessageProtocol.NACK:
                final Nack nack = Nack.decode(frame);
                return new Answer(nack.messageId(), nack, false);
            case MessageProtocol.PONG:
                Frames.end(frame);
                return PONG;
            default:
                throw new FrameException("unexpected frame of the server: code=" + (code & 0xff));
        }
    }
}
