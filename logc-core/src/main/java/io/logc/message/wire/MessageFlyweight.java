package io.logc.message.wire;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * MESSAGE: one message of a client, looked at where it lies.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                            Length                             |
 *   +---------------+-----------------------------------------------+
 *   |   Code = 2    |                                               |
 *   +---------------+          Message id           +---------------+
 *   |                                               | Length of name|
 *   +-----------------------------------------------+---------------+
 *   |  name, 0 to 255 bytes                                        ...
 *   +---------------------------------------------------------------+
 *   |  payload: what is left                                       ...
 *   +---------------------------------------------------------------+
 *   |  CRC-32C of all from the code to the payload's end            |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Name and payload are bytes; nothing is said about their characters. One thread at a time; may be used for one frame after
 * another, and makes no garbage.
 */
public final class MessageFlyweight {
    /** Where the message id begins: bytes from the code. */
    public static final int ID_OFFSET = 1;
    /** Bytes of the CRC-32C, which ends the frame. */
    public static final int CHECKSUM_LENGTH = Integer.BYTES;

    private static final int NAME_LENGTH_OFFSET = ID_OFFSET + Long.BYTES;
    private static final int NAME_OFFSET = NAME_LENGTH_OFFSET + 1;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer;
    private int offset;
    private int length;

    /**
     * Tells the length of a whole frame.
     *
     * @param nameLength bytes
     * @param payloadLength bytes
     * @return bytes, with the length field
     */
    public static int frameLength(final int nameLength, final int payloadLength) {
        return MessageProtocol.LENGTH_FIELD_LENGTH
                + MessageProtocol.MESSAGE_OVERHEAD_LENGTH
                + nameLength
                + payloadLength;
    }

    /**
     * Appends a frame, whole or, with a {@link BufferOverflowException}, not at all.
     *
     * @param target big-endian, in writing mode, with room for {@link #frameLength} bytes
     * @param messageId 1 and more
     * @param name up to {@value MessageProtocol#MAX_NAME_LENGTH} bytes
     * @param payload up to what the server takes
     * @throws IllegalArgumentException when the name is too long
     */
    public void encode(final ByteBuffer target, final long messageId, final byte[] name, final byte[] payload) {
        final int start = target.position();
        encodeUnnumbered(target, name, payload);
        number(target, start, messageId);
    }

    /**
     * Appends a frame whose message id is not known yet, whole or, with a {@link BufferOverflowException}, not at all. It may be sent
     * once {@link #number} has put in what is missing.
     *
     * @param target big-endian, in writing mode, with room for {@link #frameLength} bytes
     * @param name up to {@value MessageProtocol#MAX_NAME_LENGTH} bytes
     * @param payload up to what the server takes
     * @throws IllegalArgumentException when the name is too long
     */
    public static void encodeUnnumbered(final ByteBuffer target, final byte[] name, final byte[] payload) {
        if (name.length > MessageProtocol.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("name is longer than " + MessageProtocol.MAX_NAME_LENGTH + " bytes");
        }
        Frames.begin(target, frameLength(name.length, payload.length), MessageProtocol.MESSAGE);
        target.putLong(0).put((byte) name.length).put(name).put(payload).putInt(0);
    }

    /**
     * Puts message id and CRC-32C into a whole frame.
     *
     * @param frames big-endian; position and limit do not matter and stay as they are
     * @param offset of the frame's length field
     * @param messageId 1 and more
     */
    public void number(final ByteBuffer frames, final int offset, final long messageId) {
        final int code = offset + MessageProtocol.LENGTH_FIELD_LENGTH;
        final int end = code + frames.getInt(offset) - CHECKSUM_LENGTH;
        frames.putLong(code + ID_OFFSET, messageId);
        frames.putInt(end, crcOf(frames, code, end));
    }

    /**
     * Looks at a frame. Nothing in it is to be believed before {@link #isIntact}, nor name and payload of a frame whose
     * {@link #payloadLength} is negative.
     *
     * @param buffer big-endian; its position and limit do not matter and stay as they are
     * @param offset of the code
     * @param length bytes from the code to the frame's end, as the length field says
     * @return this
     * @throws FrameException when it is no MESSAGE, or is shorter than one with neither name nor payload
     * @throws IndexOutOfBoundsException when the buffer is shorter than that
     */
    public MessageFlyweight wrap(final ByteBuffer buffer, final int offset, final int length) throws FrameException {
        if (length < MessageProtocol.MESSAGE_OVERHEAD_LENGTH) {
            throw new FrameException("message is cut off: length=" + length);
        }
        Objects.checkFromIndexSize(offset, length, buffer.limit());
        final byte code = buffer.get(offset);
        if (code != MessageProtocol.MESSAGE) {
            throw new FrameException("no message: code=" + code);
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return this;
    }

    /** Tells whether the frame arrived as it was sent.
     * @return whether the CRC-32C is right */
    public boolean isIntact() {
        final int end = offset + length - CHECKSUM_LENGTH;
        return buffer.getInt(end) == crcOf(buffer, offset, end);
    }

    /** Message id.
     * @return as it stands there, perhaps not positive */
    public long messageId() {
        return buffer.getLong(offset + ID_OFFSET);
    }

    /** Where the name begins.
     * @return index in the buffer */
    public int nameIndex() {
        return offset + NAME_OFFSET;
    }

    /** Length of the name.
     * @return 0 to 255 bytes */
    public int nameLength() {
        return buffer.get(offset + NAME_LENGTH_OFFSET) & 0xff;
    }

    /** Where the payload begins.
     * @return index in the buffer */
    public int payloadIndex() {
        return nameIndex() + nameLength();
    }

    /** Length of the payload.
     * @return bytes; negative when the name is longer than there is room for, which no honest peer sends */
    public int payloadLength() {
        return length - MessageProtocol.MESSAGE_OVERHEAD_LENGTH - nameLength();
    }

    /** Moves position and limit and puts them back: the JDK has no other way to take the CRC of a direct buffer without a copy. */
    private int crcOf(final ByteBuffer source, final int from, final int to) {
        final int position = source.position();
        final int limit = source.limit();
        crc.reset();
        source.limit(to).position(from);
        crc.update(source);
        source.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
