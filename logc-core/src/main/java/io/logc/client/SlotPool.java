package io.logc.client;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Lends objects that one thread at a time may use: scratch buffers, a producer's view of the ring.
 *
 * <p>It takes the place of thread-locals, which keep class loaders alive in web applications and cost a copy for each of
 * a million virtual threads. A thread looks first where it looked last time, so it usually gets the same object back from
 * its own cache line; a nested call (a {@code toString()} that logs) finds the slot empty and takes another. No locks;
 * when more threads than slots are inside at once the surplus gets new objects, which are dropped afterwards.
 *
 * <p>Safe for any thread. An object that is never given back is simply replaced.
 *
 * @param <T> what is lent
 */
public final class SlotPool<T> {
    private static final int SLOTS = 64;
    private static final int STRIDE = 16;
    private static final int PROBES = 4;

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS * STRIDE);
    private final Supplier<T> factory;

    /**
     * Makes an empty pool.
     *
     * @param factory makes an object when none is free; called by the borrowing thread
     */
    public SlotPool(final Supplier<T> factory) {
        this.factory = factory;
    }

    /**
     * Takes an object that nobody else uses until it is given back.
     *
     * @return the object
     */
    public T take() {
        final int first = (int) Thread.currentThread().getId();
        for (int i = 0; i < PROBES; i++) {
            final int index = index(first + i);
            if (slots.getPlain(index) != null) {
                final T item = slots.getAndSet(index, null);
                if (item != null) {
                    return item;
                }
            }
        }
        return factory.get();
    }

    /**
     * Gives an object back.
     *
     * @param item what {@link #take()} returned
     * @return false when there was no slot for it, so that it is forgotten
     */
    public boolean give(final T item) {
        final int first = (int) Thread.currentThread().getId();
        for (int i = 0; i < PROBES; i++) {
            final int index = index(first + i);
            if (slots.getPlain(index) == null && slots.compareAndSet(index, null, item)) {
                return true;
            }
        }
        return false;
    }

    private static int index(final int number) {
        return (number & (SLOTS - 1)) * STRIDE;
    }
}
