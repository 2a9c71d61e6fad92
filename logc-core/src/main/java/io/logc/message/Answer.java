package io.logc.message;

import java.nio.ByteBuffer;

/**
 * What a server says after WELCOME: ACK, NACK or PONG.
 *
 * @param messageId that it is about; 0 for PONG
 * @param nack null when it is none
 * @param isPong whether it is a PONG
 */
record Answer(long messageId, Nack nack, boolean isPong) {
    /** Longest frame of a server, with its length field. */
    static final int MAX_FRAME_LENGTH = Nack.MAX_FRAME_LENGTH;

    private static final Answer PONG = new Answer(0, null, true);

    /** Whether a whole frame lies at the buffer's position. */
    static boolean isWhole(final ByteBuffer frames) throws FrameException {
        if (frames.remaining() < MessageProtocol.LENGTH_FIELD_LENGTH) {
            return false;
        }
        final int length = frames.getInt(frames.position());
        if (length <= 0 || length > MAX_FRAME_LENGTH - MessageProtocol.LENGTH_FIELD_LENGTH) {
            throw new FrameException("a frame of the server has length=" + length);
        }
        return frames.remaining() >= MessageProtocol.LENGTH_FIELD_LENGTH + length;
    }

    /** Code and fields of the whole frame at the buffer's position, which moves behind it. */
    static ByteBuffer takeFrame(final ByteBuffer frames) {
        final int length = frames.getInt();
        final ByteBuffer frame = frames.slice(frames.position(), length);
        frames.position(frames.position() + length);
        return frame;
    }

    /** Takes the whole frame at the buffer's position. */
    static Answer take(final ByteBuffer frames) throws FrameException {
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
