package io.logc.message.wire;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What all frames have in common: length and code in front, and fields that are looked at before they are read. Frames are
 * appended to big-endian buffers (a new buffer's order) in writing mode, whole or, with a {@link BufferOverflowException},
 * not at all. Any thread, each with buffers of its own.
 */
public final class Frames {
    /** Whole PING or PONG in bytes, with its length field. */
    public static final int BARE_LENGTH = MessageProtocol.LENGTH_FIELD_LENGTH + 1;
    /** Whole ACK in bytes, with its length field. */
    public static final int ACK_LENGTH = BARE_LENGTH + Long.BYTES;

    private Frames() {}

    /**
     * Appends a frame that is only its code: {@link MessageProtocol#PING} or {@link MessageProtocol#PONG}.
     *
     * @param target has room for {@value #BARE_LENGTH} bytes
     * @param code of the frame
     */
    public static void putBare(final ByteBuffer target, final byte code) {
        begin(target, BARE_LENGTH, code);
    }

    /**
     * Appends ACK.
     *
     * @param target has room for {@value #ACK_LENGTH} bytes
     * @param messageId that is acknowledged
     */
    public static void putAck(final ByteBuffer target, final long messageId) {
        begin(target, ACK_LENGTH, MessageProtocol.ACK);
        target.putLong(messageId);
    }

    /**
     * Reads the rest of ACK.
     *
     * @param frame from after the code to the frame's end
     * @return the message id
     * @throws FrameException when it has another length
     */
    public static long getAck(final ByteBuffer frame) throws FrameException {
        final long messageId = getLong(frame, "message id");
        end(frame);
        return messageId;
    }

    /** Appends length and code of a frame that is so long as a whole; the caller puts the fields. */
    static void begin(final ByteBuffer target, final int frameLength, final byte code) {
        if (target.remaining() < frameLength) {
            throw new BufferOverflowException();
        }
        target.putInt(frameLength - MessageProtocol.LENGTH_FIELD_LENGTH);
        target.put(code);
    }

    static byte getByte(final ByteBuffer frame, final String field) throws FrameException {
        need(frame, Byte.BYTES, field);
        return frame.get();
    }

    static short getShort(final ByteBuffer frame, final String field) throws FrameException {
        need(frame, Short.BYTES, field);
        return frame.getShort();
    }

    static int getInt(final ByteBuffer frame, final String field) throws FrameException {
        need(frame, Integer.BYTES, field);
        return frame.getInt();
    }

    static long getLong(final ByteBuffer frame, final String field) throws FrameException {
        need(frame, Long.BYTES, field);
        return frame.getLong();
    }

    /** Nothing is allocated before the length was found to be there, and not above the limit. */
    static byte[] getBytes(final ByteBuffer frame, final int length, final int limit, final String field)
            throws FrameException {
        if (length > limit) {
            throw new FrameException(field + " is too long: length=" + length + ", limit=" + limit);
        }
        need(frame, length, field);
        final byte[] bytes = new byte[length];
        frame.get(bytes);
        return bytes;
    }

    static String text(final byte[] bytes, final String field) throws FrameException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (final CharacterCodingException noText) {
            throw new FrameException(field + " is not valid UTF-8");
        }
    }

    static void end(final ByteBuffer frame) throws FrameException {
        if (frame.hasRemaining()) {
            throw new FrameException("more than the frame's fields: remaining=" + frame.remaining());
        }
    }

    private static void need(final ByteBuffer frame, final int length, final String field) throws FrameException {
        if (length < 0 || frame.remaining() < length) {
            throw new FrameException(field + " is cut off: length=" + length + ", remaining=" + frame.remaining());
        }
    }
}
