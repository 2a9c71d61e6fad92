package io.logc.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** Writes frames, and takes fields out of them with every length checked. Stateless. */
public final class Frames {
    private static final int MAX_TEXT_LENGTH = 16 * 1024;

    private Frames() {}

    /** Writes the fields of a message. */
    interface Fields {
        void put(ByteBuffer target);
    }

    /** Puts a frame into a buffer that is in writing mode. */
    static void put(final ByteBuffer target, final byte code, final Fields fields) {
        final int lengthPosition = target.position();
        target.putInt(0).put(code);
        fields.put(target);
        final int length = target.position() - lengthPosition - ControlProtocol.LENGTH_FIELD_LENGTH;
        if (length > ControlProtocol.MAX_FRAME_LENGTH) {
            throw new IllegalArgumentException(
                    "frame length=" + length + " is above " + ControlProtocol.MAX_FRAME_LENGTH);
        }
        target.putInt(lengthPosition, length);
    }

    /**
     * Takes the next whole frame out of received bytes.
     *
     * @param received bytes from position to limit
     * @return the frame from its code on, or null when it is not complete; then nothing was taken
     * @throws ProtocolException when its length is none that a peer may send
     */
    public static ByteBuffer next(final ByteBuffer received) throws ProtocolException {
        if (received.remaining() < ControlProtocol.LENGTH_FIELD_LENGTH) {
            return null;
        }
        final int length = received.getInt(received.position());
        if (length < 1 || length > ControlProtocol.MAX_FRAME_LENGTH) {
            throw new ProtocolException(
                    ControlProtocol.EINVAL,
                    "frame length=" + length + ": must be between 1 and " + ControlProtocol.MAX_FRAME_LENGTH);
        }
        if (received.remaining() - ControlProtocol.LENGTH_FIELD_LENGTH < length) {
            return null;
        }
        final int start = received.position() + ControlProtocol.LENGTH_FIELD_LENGTH;
        received.position(start + length);
        return received.slice(start, length);
    }

    /** Text as UTF-8, ended by a NUL. */
    static void putText(final ByteBuffer target, final String text) {
        target.put(text.getBytes(UTF_8)).put((byte) 0);
    }

    static String getText(final ByteBuffer frame, final String field) throws ProtocolException {
        final int start = frame.position();
        int end = start;
        while (end < frame.limit() && frame.get(end) != 0) {
            end++;
        }
        if (end == frame.limit() || end - start > MAX_TEXT_LENGTH) {
            throw new ProtocolException(ControlProtocol.EINVAL, field + ": is not a text ended by a NUL");
        }
        final byte[] text = new byte[end - start];
        frame.get(text).get();
        return new String(text, UTF_8);
    }

    /** Bytes behind their length. */
    static void putBytes(final ByteBuffer target, final byte[] bytes) {
        target.putInt(bytes.length).put(bytes);
    }

    static byte[] getBytes(final ByteBuffer frame, final String field) throws ProtocolException {
        final int length = getInt(frame, field);
        if (length < 0 || length > frame.remaining()) {
            throw new ProtocolException(ControlProtocol.EINVAL, field + ": length=" + length + " does not fit");
        }
        final byte[] bytes = new byte[length];
        frame.get(bytes);
        return bytes;
    }

    static byte[] getBytes(final ByteBuffer frame, final String field, final int length) throws ProtocolException {
        require(frame, field, length);
        final byte[] bytes = new byte[length];
        frame.get(bytes);
        return bytes;
    }

    static int getInt(final ByteBuffer frame, final String field) throws ProtocolException {
        require(frame, field, Integer.BYTES);
        return frame.getInt();
    }

    static long getLong(final ByteBuffer frame, final String field) throws ProtocolException {
        require(frame, field, Long.BYTES);
        return frame.getLong();
    }

    static byte getByte(final ByteBuffer frame, final String field) throws ProtocolException {
        require(frame, field, Byte.BYTES);
        return frame.get();
    }

    private static void require(final ByteBuffer frame, final String field, final int length) throws ProtocolException {
        if (frame.remaining() < length) {
            throw new ProtocolException(ControlProtocol.EINVAL, field + ": is missing");
        }
    }
}
