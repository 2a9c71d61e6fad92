package io.logc.buffer.mapped;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Ordered and atomic access to the region, for threads and processes that share it. The index must be a multiple of the
 * number's size, and the memory must pass {@link #verifyAlignment()}: a misaligned access fails with an
 * {@link IllegalStateException}.
 *
 * <p>{@link #compareAndSetLong} and {@link #putIntRelease} are left to the subclasses: they are what the ring claims
 * and publishes with, and the only operations in which the subclasses differ.
 */
public abstract class MappedOrderedAccess extends MappedTextAccess {

    /**
     * A view of a range of a buffer's bytes.
     *
     * @param buffer the memory, of which the view keeps a duplicate.
     * @param offset where the range begins, in bytes from the buffer's beginning.
     * @param length of the range in bytes.
     */
    protected MappedOrderedAccess(final ByteBuffer buffer, final int offset, final int length) {
        super(buffer, offset, length);
    }

    @Override
    public final long getLongVolatile(final int index) {
        return (long) LONG.getVolatile(bytes, index);
    }

    @Override
    public final void putLongVolatile(final int index, final long value) {
        LONG.setVolatile(bytes, index, value);
    }

    @Override
    public final long getLongAcquire(final int index) {
        return (long) LONG.getAcquire(bytes, index);
    }

    @Override
    public final void putLongRelease(final int index, final long value) {
        LONG.setRelease(bytes, index, value);
    }

    @Override
    public final void putLongOrdered(final int index, final long value) {
        putLongRelease(index, value);
    }

    @Override
    public final long addLongRelease(final int index, final long increment) {
        return (long) LONG.getAndAddRelease(bytes, index, increment);
    }

    @Override
    public final long addLongOrdered(final int index, final long increment) {
        return addLongRelease(index, increment);
    }

    @Override
    public final long getLongOpaque(final int index) {
        return (long) LONG.getOpaque(bytes, index);
    }

    @Override
    public final void putLongOpaque(final int index, final long value) {
        LONG.setOpaque(bytes, index, value);
    }

    @Override
    public final long addLongOpaque(final int index, final long increment) {
        final long previous = (long) LONG.getOpaque(bytes, index);
        LONG.setOpaque(bytes, index, previous + increment);
        return previous;
    }

    @Override
    public final long compareAndExchangeLong(final int index, final long expectedValue, final long updateValue) {
        return (long) LONG.compareAndExchange(bytes, index, expectedValue, updateValue);
    }

    @Override
    public final long getAndSetLong(final int index, final long value) {
        return (long) LONG.getAndSet(bytes, index, value);
    }

    @Override
    public final long getAndAddLong(final int index, final long delta) {
        return (long) LONG.getAndAdd(bytes, index, delta);
    }

    @Override
    public final int getIntVolatile(final int index) {
        return (int) INT.getVolatile(bytes, index);
    }

    @Override
    public final void putIntVolatile(final int index, final int value) {
        INT.setVolatile(bytes, index, value);
    }

    @Override
    public final int getIntAcquire(final int index) {
        return (int) INT.getAcquire(bytes, index);
    }

    @Override
    public final void putIntOrdered(final int index, final int value) {
        putIntRelease(index, value);
    }

    @Override
    public final int addIntRelease(final int index, final int increment) {
        return (int) INT.getAndAddRelease(bytes, index, increment);
    }

    @Override
    public final int addIntOrdered(final int index, final int increment) {
        return addIntRelease(index, increment);
    }

    @Override
    public final int getIntOpaque(final int index) {
        return (int) INT.getOpaque(bytes, index);
    }

    @Override
    public final void putIntOpaque(final int index, final int value) {
        INT.setOpaque(bytes, index, value);
    }

    @Override
    public final int addIntOpaque(final int index, final int increment) {
        final int previous = (int) INT.getOpaque(bytes, index);
        INT.setOpaque(bytes, index, previous + increment);
        return previous;
    }

    @Override
    public final boolean compareAndSetInt(final int index, final int expectedValue, final int updateValue) {
        return INT.compareAndSet(bytes, index, expectedValue, updateValue);
    }

    @Override
    public final int compareAndExchangeInt(final int index, final int expectedValue, final int updateValue) {
        return (int) INT.compareAndExchange(bytes, index, expectedValue, updateValue);
    }

    @Override
    public final int getAndSetInt(final int index, final int value) {
        return (int) INT.getAndSet(bytes, index, value);
    }

    @Override
    public final int getAndAddInt(final int index, final int delta) {
        return (int) INT.getAndAdd(bytes, index, delta);
    }

    @Override
    public final short getShortVolatile(final int index) {
        return (short) SHORT.getVolatile(bytes, index);
    }

    @Override
    public final void putShortVolatile(final int index, final short value) {
        SHORT.setVolatile(bytes, index, value);
    }

    @Override
    public final char getCharVolatile(final int index) {
        return (char) CHAR.getVolatile(bytes, index);
    }

    @Override
    public final void putCharVolatile(final int index, final char value) {
        CHAR.setVolatile(bytes, index, value);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A {@link ByteBuffer} has no handle for single bytes, so fences make a plain read, which cannot be torn, what a
     * volatile one is: after all that was done before, and before all that follows.
     */
    @Override
    public final byte getByteVolatile(final int index) {
        VarHandle.fullFence();
        final byte value = bytes.get(index);
        VarHandle.acquireFence();
        return value;
    }

    /**
     * {@inheritDoc}
     *
     * <p>With fences around a plain write, for the reason given at {@link #getByteVolatile(int)}.
     */
    @Override
    public final void putByteVolatile(final int index, final byte value) {
        VarHandle.releaseFence();
        bytes.put(index, value);
        VarHandle.fullFence();
    }
}
