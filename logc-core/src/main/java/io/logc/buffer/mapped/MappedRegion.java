package io.logc.buffer.mapped;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The bytes under a {@link MappedAtomicBuffer}: which memory it covers, its bounds, its alignment, and comparison by
 * content. The layers above add plain access ({@link MappedPlainAccess}), text ({@link MappedTextAccess}) and ordered
 * access ({@link MappedOrderedAccess}).
 *
 * <p>Indexes, lengths and capacity are in bytes. The {@code wrap} methods belong to the thread that makes the buffer:
 * they must be done before the buffer is handed to another thread, and handed over by a safe publication. All other
 * methods keep no state here and may be called by any thread.
 */
abstract class MappedRegion implements AtomicBuffer {

    /** Views of the region's bytes. Little-endian whatever the machine, because the shared format is. */
    protected static final VarHandle LONG = littleEndianView(long[].class);

    protected static final VarHandle INT = littleEndianView(int[].class);
    static final VarHandle SHORT = littleEndianView(short[].class);
    static final VarHandle CHAR = littleEndianView(char[].class);

    /**
     * The region and nothing else: position 0, limit and capacity the region's length, so that the bounds check of
     * each access to it is the buffer's own. Never handed out, because a changed limit would change the bounds.
     */
    protected ByteBuffer bytes;

    private ByteBuffer sourceBuffer;
    private byte[] sourceArray;
    private int wrapAdjustment;

    MappedRegion(final ByteBuffer buffer, final int offset, final int length) {
        wrap(buffer, offset, length);
    }

    private static VarHandle littleEndianView(final Class<?> arrayType) {
        return MethodHandles.byteBufferViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }

    @Override
    public final void wrap(final byte[] buffer) {
        wrap(buffer, 0, buffer.length);
    }

    @Override
    public final void wrap(final byte[] buffer, final int offset, final int length) {
        bytes = slice(ByteBuffer.wrap(buffer), offset, length);
        sourceBuffer = null;
        sourceArray = buffer;
        wrapAdjustment = offset;
    }

    @Override
    public final void wrap(final ByteBuffer buffer) {
        wrap(buffer, 0, buffer.capacity());
    }

    @Override
    public final void wrap(final ByteBuffer buffer, final int offset, final int length) {
        bytes = slice(buffer, offset, length);
        sourceBuffer = buffer;
        sourceArray = buffer.hasArray() ? buffer.array() : null;
        wrapAdjustment = buffer.hasArray() ? buffer.arrayOffset() + offset : offset;
    }

    @Override
    public final void wrap(final DirectBuffer buffer) {
        wrap(buffer, 0, buffer.capacity());
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsupportedOperationException if the buffer is neither over an array nor over a {@link ByteBuffer}.
     */
    @Override
    public final void wrap(final DirectBuffer buffer, final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, buffer.capacity());
        final int adjustment = buffer.wrapAdjustment() + offset;
        bytes = slice(memoryOf(buffer), adjustment, length);
        sourceBuffer = buffer.byteBuffer();
        sourceArray = buffer.byteArray();
        wrapAdjustment = adjustment;
    }

    /**
     * Not offered: only {@code Unsafe} can reach memory by its address, and this class exists to do without it.
     *
     * @throws UnsupportedOperationException always.
     */
    @Override
    public final void wrap(final long address, final int length) {
        throw new UnsupportedOperationException("address=" + address + " length=" + length
                + ": memory cannot be wrapped by address without Unsafe; wrap a ByteBuffer over it");
    }

    /** What {@link #wrapAdjustment()} of the buffer counts from: its array if it has one, else its byte buffer. */
    private static ByteBuffer memoryOf(final DirectBuffer buffer) {
        if (buffer.byteArray() != null) {
            return ByteBuffer.wrap(buffer.byteArray());
        }
        if (buffer.byteBuffer() == null) {
            throw new UnsupportedOperationException("buffer=" + buffer
                    + ": covers a bare address, which cannot be reached without Unsafe; wrap its ByteBuffer");
        }
        return buffer.byteBuffer();
    }

    private static ByteBuffer slice(final ByteBuffer buffer, final int offset, final int length) {
        // position and limit of the source do not bound the region, its capacity does
        return buffer.duplicate().clear().slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Not offered: there is no address without {@code Unsafe}. An invented one would crash the JVM as soon as an
     * {@code UnsafeBuffer} read from it.
     *
     * @throws UnsupportedOperationException always.
     */
    @Override
    public final long addressOffset() {
        throw new UnsupportedOperationException("buffer=" + this
                + ": has no address without Unsafe; copy with its own getBytes and putBytes, or use byteBuffer()");
    }

    @Override
    public final byte[] byteArray() {
        return sourceArray;
    }

    @Override
    public final ByteBuffer byteBuffer() {
        return sourceBuffer;
    }

    @Override
    public final int wrapAdjustment() {
        return wrapAdjustment;
    }

    @Override
    public final int capacity() {
        return bytes.capacity();
    }

    @Override
    public final boolean isExpandable() {
        return false;
    }

    @Override
    public final void checkLimit(final int limit) {
        if (limit > capacity()) {
            throw new IndexOutOfBoundsException("limit=" + limit + " is beyond capacity=" + capacity());
        }
    }

    @Override
    public final void boundsCheck(final int index, final int length) {
        Objects.checkFromIndexSize(index, length, bytes.capacity());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Memory on the heap is always refused: the collector may align an array as it likes, and from JDK 22 on there
     * is no ordered access to a {@code byte[]} at all.
     */
    @Override
    public final void verifyAlignment() {
        if (!bytes.isDirect()) {
            throw new IllegalStateException("buffer=" + this
                    + ": memory on the heap has no fixed alignment; use a direct or mapped ByteBuffer");
        }
        final int misalignment = bytes.alignmentOffset(0, ALIGNMENT);
        if (misalignment != 0) {
            throw new IllegalStateException("buffer=" + this + ": begins " + misalignment + " bytes past a multiple of "
                    + ALIGNMENT + "; choose an aligned offset");
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Not lexicographic: as in {@code UnsafeBuffer}, eight bytes at a time as one signed little-endian number, then
     * the rest byte by byte, then the capacity.
     */
    @Override
    public final int compareTo(final DirectBuffer that) {
        if (this == that) {
            return 0;
        }
        final int length = Math.min(capacity(), that.capacity());
        final int endOfLongs = length & -Long.BYTES;
        int index = 0;
        for (; index < endOfLongs; index += Long.BYTES) {
            final int order = Long.compare(getLong(index), that.getLong(index, ByteOrder.LITTLE_ENDIAN));
            if (order != 0) {
                return order;
            }
        }
        for (; index < length; index++) {
            final int order = Byte.compare(getByte(index), that.getByte(index));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(capacity(), that.capacity());
    }

    /** Equal to a buffer of the same class with the same content. */
    @Override
    public final boolean equals(final Object other) {
        if (this == other) {
            return true;
        }
        return other != null && getClass() == other.getClass() && bytes.equals(((MappedRegion) other).bytes);
    }

    /** A hash of the content, the same number as that of an {@code UnsafeBuffer} on a little-endian machine. */
    @Override
    public final int hashCode() {
        final int length = capacity();
        final int endOfLongs = length & -Long.BYTES;
        int hash = 19;
        int index = 0;
        for (; index < endOfLongs; index += Long.BYTES) {
            hash = 31 * hash + Long.hashCode(getLong(index));
        }
        for (; index < length; index++) {
            hash = 31 * hash + getByte(index);
        }
        return hash;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "{capacity=" + capacity() + ", wrapAdjustment=" + wrapAdjustment
                + ", byteBuffer=" + sourceBuffer + '}';
    }
}
