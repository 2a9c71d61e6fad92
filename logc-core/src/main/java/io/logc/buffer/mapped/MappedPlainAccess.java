package io.logc.buffer.mapped;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Plain access to the region: numbers and copies, without any ordering between threads. Numbers may stand at any index.
 * The methods without a byte order are little-endian.
 *
 * <p>There is one bounds check for each access, the byte buffer's own, and it cannot be switched off.
 */
abstract class MappedPlainAccess extends MappedRegion {

    /**
     * What consumed ring space is zeroed from: on JDK 17, which does not vectorize a loop of stores here, copying zeros
     * takes a third of the loop's time.
     */
    private static final byte[] ZEROS = new byte[4096];

    /** The length in bytes from which the copy is the quicker one. */
    private static final int MIN_ZEROS_COPY = 128;

    MappedPlainAccess(final ByteBuffer buffer, final int offset, final int length) {
        super(buffer, offset, length);
    }

    @Override
    public final long getLong(final int index) {
        return (long) LONG.get(bytes, index);
    }

    @Override
    public final long getLong(final int index, final ByteOrder byteOrder) {
        final long bits = (long) LONG.get(bytes, index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Long.reverseBytes(bits);
    }

    @Override
    public final void putLong(final int index, final long value) {
        LONG.set(bytes, index, value);
    }

    @Override
    public final void putLong(final int index, final long value, final ByteOrder byteOrder) {
        LONG.set(bytes, index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value));
    }

    @Override
    public final int getInt(final int index) {
        return (int) INT.get(bytes, index);
    }

    @Override
    public final int getInt(final int index, final ByteOrder byteOrder) {
        final int bits = (int) INT.get(bytes, index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Integer.reverseBytes(bits);
    }

    @Override
    public final void putInt(final int index, final int value) {
        INT.set(bytes, index, value);
    }

    @Override
    public final void putInt(final int index, final int value, final ByteOrder byteOrder) {
        INT.set(bytes, index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value));
    }

    @Override
    public final double getDouble(final int index) {
        return Double.longBitsToDouble((long) LONG.get(bytes, index));
    }

    @Override
    public final double getDouble(final int index, final ByteOrder byteOrder) {
        final long bits = (long) LONG.get(bytes, index);
        return Double.longBitsToDouble(byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Long.reverseBytes(bits));
    }

    @Override
    public final void putDouble(final int index, final double value) {
        LONG.set(bytes, index, Double.doubleToRawLongBits(value));
    }

    @Override
    public final void putDouble(final int index, final double value, final ByteOrder byteOrder) {
        final long bits = Double.doubleToRawLongBits(value);
        LONG.set(bytes, index, byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Long.reverseBytes(bits));
    }

    @Override
    public final float getFloat(final int index) {
        return Float.intBitsToFloat((int) INT.get(bytes, index));
    }

    @Override
    public final float getFloat(final int index, final ByteOrder byteOrder) {
        final int bits = (int) INT.get(bytes, index);
        return Float.intBitsToFloat(byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Integer.reverseBytes(bits));
    }

    @Override
    public final void putFloat(final int index, final float value) {
        INT.set(bytes, index, Float.floatToRawIntBits(value));
    }

    @Override
    public final void putFloat(final int index, final float value, final ByteOrder byteOrder) {
        final int bits = Float.floatToRawIntBits(value);
        INT.set(bytes, index, byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Integer.reverseBytes(bits));
    }

    @Override
    public final short getShort(final int index) {
        return (short) SHORT.get(bytes, index);
    }

    @Override
    public final short getShort(final int index, final ByteOrder byteOrder) {
        final short bits = (short) SHORT.get(bytes, index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Short.reverseBytes(bits);
    }

    @Override
    public final void putShort(final int index, final short value) {
        SHORT.set(bytes, index, value);
    }

    @Override
    public final void putShort(final int index, final short value, final ByteOrder byteOrder) {
        SHORT.set(bytes, index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Short.reverseBytes(value));
    }

    @Override
    public final char getChar(final int index) {
        return (char) CHAR.get(bytes, index);
    }

    @Override
    public final char getChar(final int index, final ByteOrder byteOrder) {
        final char bits = (char) CHAR.get(bytes, index);
        return byteOrder == ByteOrder.LITTLE_ENDIAN ? bits : Character.reverseBytes(bits);
    }

    @Override
    public final void putChar(final int index, final char value) {
        CHAR.set(bytes, index, value);
    }

    @Override
    public final void putChar(final int index, final char value, final ByteOrder byteOrder) {
        CHAR.set(bytes, index, byteOrder == ByteOrder.LITTLE_ENDIAN ? value : Character.reverseBytes(value));
    }

    @Override
    public final byte getByte(final int index) {
        return bytes.get(index);
    }

    @Override
    public final void putByte(final int index, final byte value) {
        bytes.put(index, value);
    }

    @Override
    public final void getBytes(final int index, final byte[] dst) {
        bytes.get(index, dst, 0, dst.length);
    }

    @Override
    public final void getBytes(final int index, final byte[] dst, final int offset, final int length) {
        bytes.get(index, dst, offset, length);
    }

    @Override
    public final void getBytes(
            final int index, final MutableDirectBuffer dstBuffer, final int dstIndex, final int length) {
        if (dstBuffer instanceof MappedRegion region) {
            region.bytes.put(dstIndex, bytes, index, length);
        } else {
            dstBuffer.putBytes(dstIndex, bytes.duplicate(), index, length);
        }
    }

    @Override
    public final void getBytes(final int index, final ByteBuffer dstBuffer, final int length) {
        final int dstOffset = dstBuffer.position();
        getBytes(index, dstBuffer, dstOffset, length);
        dstBuffer.position(dstOffset + length);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The destination is bounded by its capacity, not by its limit.
     */
    @Override
    public final void getBytes(final int index, final ByteBuffer dstBuffer, final int dstOffset, final int length) {
        unlimited(dstBuffer, dstOffset, length).put(dstOffset, bytes, index, length);
    }

    @Override
    public final void putBytes(final int index, final byte[] src) {
        bytes.put(index, src, 0, src.length);
    }

    @Override
    public final void putBytes(final int index, final byte[] src, final int offset, final int length) {
        bytes.put(index, src, offset, length);
    }

    @Override
    public final void putBytes(final int index, final ByteBuffer srcBuffer, final int length) {
        final int srcIndex = srcBuffer.position();
        putBytes(index, srcBuffer, srcIndex, length);
        srcBuffer.position(srcIndex + length);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The source is bounded by its capacity, not by its limit.
     */
    @Override
    public final void putBytes(final int index, final ByteBuffer srcBuffer, final int srcIndex, final int length) {
        bytes.put(index, unlimited(srcBuffer, srcIndex, length), srcIndex, length);
    }

    @Override
    public final void putBytes(final int index, final DirectBuffer srcBuffer, final int srcIndex, final int length) {
        if (srcBuffer instanceof MappedRegion region) {
            bytes.put(index, region.bytes, srcIndex, length);
        } else {
            srcBuffer.getBytes(srcIndex, bytes.duplicate(), index, length);
        }
    }

    /** A byte buffer that is bounded by its capacity only: itself where its limit is no hindrance, else a duplicate. */
    private static ByteBuffer unlimited(final ByteBuffer buffer, final int index, final int length) {
        return (long) index + length <= buffer.limit()
                ? buffer
                : buffer.duplicate().clear();
    }

    @Override
    public final void setMemory(final int index, final int length, final byte value) {
        boundsCheck(index, length);
        if (value == 0 && length >= MIN_ZEROS_COPY) {
            zeroByCopy(index, index + length);
        } else {
            fill(index, index + length, value);
        }
    }

    private void zeroByCopy(final int begin, final int end) {
        int i = begin;
        while (i < end) {
            final int length = Math.min(end - i, ZEROS.length);
            bytes.put(i, ZEROS, 0, length);
            i += length;
        }
    }

    private void fill(final int begin, final int end, final byte value) {
        final long eightTimes = (value & 0xFF) * 0x0101_0101_0101_0101L;
        int i = begin;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            LONG.set(bytes, i, eightTimes);
        }
        for (; i < end; i++) {
            bytes.put(i, value);
        }
    }
}
