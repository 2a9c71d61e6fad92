package io.logc.message.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * NACK: a message, or with message id 0 the connection, was refused.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                            Length                             |
 *   +---------------+-----------------------------------------------+
 *   |  Code = 0xFF  |                                               |
 *   +---------------+          Message id           +---------------+
 *   |                                               |    Reason     |
 *   +---------------+-------------------------------+---------------+
 *   | Length of text|  text for people, UTF-8, 0 to 255 bytes      ...
 *   +---------------+-----------------------------------------------+
 * </pre>
 *
 * @param messageId of the message; 0 for the connection
 * @param code of the reason; {@link #reason} knows those of this version
 * @param text for people, may be empty
 */
public record Nack(long messageId, byte code, String text) {
    /** Longest text in bytes. */
    public static final int MAX_TEXT_LENGTH = 255;
    /** Longest whole frame in bytes, with its length field. */
    public static final int MAX_FRAME_LENGTH =
            MessageProtocol.LENGTH_FIELD_LENGTH + 1 + Long.BYTES + 1 + 1 + MAX_TEXT_LENGTH;

    /**
     * A refusal.
     *
     * @param messageId of the message; 0 for the connection
     * @param reason why
     * @param text for people, may be empty; what is beyond {@value #MAX_TEXT_LENGTH} bytes is not sent
     */
    public Nack(final long messageId, final NackReason reason, final String text) {
        this(messageId, reason.code(), text);
    }

    /** Why.
     * @return null when this version does not know the code */
    public NackReason reason() {
        return NackReason.of(code);
    }

    /**
     * Appends the frame.
     *
     * @param target big-endian, in writing mode, with room for {@value #MAX_FRAME_LENGTH} bytes
     */
    public void encode(final ByteBuffer target) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        encode(target, messageId, code, bytes, wholeCharacters(bytes));
    }

    /**
     * Appends a frame of which only the message id is new; makes no garbage.
     *
     * @param target big-endian, in writing mode, with room for {@value #MAX_FRAME_LENGTH} bytes
     * @param messageId of the message; 0 for the connection
     * @param reason why
     * @param text for people, UTF-8, 0 to {@value #MAX_TEXT_LENGTH} bytes
     * @throws IllegalArgumentException when the text is longer
     */
    public static void encode(
            final ByteBuffer target, final long messageId, final NackReason reason, final byte[] text) {
        if (text.length > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException("text is longer than " + MAX_TEXT_LENGTH + " bytes");
        }
        encode(target, messageId, reason.code(), text, text.length);
    }

    private static void encode(
            final ByteBuffer target, final long messageId, final byte code, final byte[] text, final int length) {
        Frames.begin(target, MAX_FRAME_LENGTH - MAX_TEXT_LENGTH + length, MessageProtocol.NACK);
        target.putLong(messageId).put(code).put((byte) length).put(text, 0, length);
    }

    private static int wholeCharacters(final byte[] bytes) {
        int length = Math.min(bytes.length, MAX_TEXT_LENGTH);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
            length--;
        }
        return length;
    }

    /**
     * Reads the fields after the code.
     *
     * @param frame big-endian, from after the code to the frame's end
     * @return the refusal
     * @throws FrameException when a field is missing or the text is not valid UTF-8, or when there is more
     */
    public static Nack decode(final ByteBuffer frame) throws FrameException {
        final long messageId = Frames.getLong(frame, "message id");
        final byte code = Frames.getByte(frame, "reason");
        final int length = Frames.getByte(frame, "text's length") & 0xff;
        final byte[] text = Frames.getBytes(frame, length, MAX_TEXT_LENGTH, "text");
        Frames.end(frame);
        return new Nack(messageId, code, Frames.text(text, "text"));
    }
}
