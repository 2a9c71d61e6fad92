package io.logc.pool;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;

/**
 * Lends objects that one thread at a time may use: scratch buffers, a producer's view of the ring.
 *
 * <p>It takes the place of thread-locals, which keep class loaders alive in web applications and cost a copy for each of
 * a million virtual threads. A thread looks first where it looked last time, so it usually gets the same object back from
 * its own cache line, for one compare-and-set on an int (a reference would cost the collector's barriers) and one ordered
 * store; a nested call (a {@code toString()} that logs) finds the slot taken and takes another. No locks; when more
 * threads than slots are inside at once the surplus gets new objects, which are dropped afterwards.
 *
 * <p>Safe for any thread. An object that is never given back costs its slot.
 *
 * @param <T> what is lent
 */
public final class SlotPool<T extends SlotPool.Slotted> {
    private static final int SLOTS = 64;
    private static final int STRIDE = 16;
    private static final int PROBES = 4;
    private static final int FREE = 0;
    private static final int TAKEN = 1;

    private final AtomicIntegerArray states = new AtomicIntegerArray(SLOTS * STRIDE);
    /** Each element belongs to who has taken its slot. */
    private final Object[] items = new Object[SLOTS];

    private final Supplier<T> factory;

    /** What can be lent: it knows its slot. */
    public abstract static class Slotted {
        private static final int NONE = -1;

        private int slot = NONE;

        /** For subclasses. */
        protected Slotted() {}
    }

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
    @SuppressWarnings("unchecked")
    public T take() {
        final int first = (int) Thread.currentThread().getId();
        for (int i = 0; i < PROBES; i++) {
            final int slot = first + i & SLOTS - 1;
            if (states.compareAndSet(slot * STRIDE, FREE, TAKEN)) {
                // No call between here and the return of what is there: the stack may be full.
                final T item = (T) items[slot];
                return item == null ? fill(slot) : item;
            }
        }
        return factory.get();
    }

    private T fill(final int slot) {
        T item = null;
        try {
            item = factory.get();
            ((Slotted) item).slot = slot;
            items[slot] = item;
            return item;
        } finally {
            if (item == null) {
                states.setRelease(slot * STRIDE, FREE);
            }
        }
    }

    /**
     * Gives an object back.
     *
     * @param item what {@link #take()} returned
     * @return false when it has no slot, so that it is forgotten
     */
    public boolean give(final T item) {
        final int slot = ((Slotted) item).slot;
        if (slot == Slotted.NONE) {
            return false;
        }
        states.setRelease(slot * STRIDE, FREE);
        return true;
    }
}
