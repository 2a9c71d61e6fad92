package io.logc.buffer.mapped;

import java.nio.ByteBuffer;

/**
 * Agrona's {@link org.agrona.concurrent.AtomicBuffer} over a {@link ByteBuffer}, mapped or direct, by
 * {@code VarHandle}s only: an application needs no JVM flag for it, and no JDK prints a warning about it. The memory is
 * little-endian on every machine.
 *
 * <p>It does what {@code UnsafeBuffer} does, but for this:
 *
 * <ul>
 *   <li>Nothing goes by address: {@link #wrap(long, int)} and {@link #addressOffset()} throw
 *       {@link UnsupportedOperationException}. So do the methods of an {@code UnsafeBuffer} that would read from this
 *       buffer by its address; {@link #getBytes(int, org.agrona.MutableDirectBuffer, int, int)} and
 *       {@link #putBytes(int, org.agrona.DirectBuffer, int, int)} of this one copy to and from any buffer.
 *   <li>Bounds are always checked; the system property that switches Agrona's checks off is not looked at.
 *   <li>Ordered access to a misaligned index throws {@link IllegalStateException} instead of tearing. Memory on the
 *       heap is for plain access: {@link #verifyAlignment()} refuses it, and from JDK 22 on so does ordered access.
 *   <li>Read-only memory throws {@link java.nio.ReadOnlyBufferException} instead of being written or crashing the JVM.
 *   <li>The methods that put a natural number refuse a negative one with {@link NumberFormatException} instead of
 *       writing something else.
 * </ul>
 *
 * <p>Owned by no thread once constructed: it has no state but the memory, see {@link MappedRegion}.
 */
public final class MappedAtomicBuffer extends MappedOrderedAccess {

    /**
     * A view of a range of a buffer's bytes. Position, limit and byte order of the buffer do not matter.
     *
     * @param buffer the memory, of which the view keeps a duplicate.
     * @param offset where the range begins, in bytes from the buffer's beginning.
     * @param length of the range in bytes.
     */
    public MappedAtomicBuffer(final ByteBuffer buffer, final int offset, final int length) {
        super(buffer, offset, length);
    }

    @Override
    public boolean compareAndSetLong(final int index, final long expectedValue, final long updateValue) {
        return LONG.compareAndSet(bytes, index, expectedValue, updateValue);
    }

    @Override
    public void putIntRelease(final int index, final int value) {
        INT.setRelease(bytes, index, value);
    }
}
