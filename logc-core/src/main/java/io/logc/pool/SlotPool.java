package io.logc.pool;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/**
 * Lends objects that one thread at a time may use: scratch buffers, a producer's view of the ring.
 *
 * <p>It takes the place of thread-locals, which keep class loaders alive in web applications and cost a copy for each of
 * a million virtual threads. A thread looks first where it looked last time, so it usually gets the same object back from
 * its own cache line, for one compare-and-set on a long (a reference would cost the collector's barriers) and one ordered
 * store; a nested call (a {@code toString()} that logs) finds the slot taken and takes another. No locks; when more
 * threads than slots are inside at once the surplus gets new objects, which are dropped afterwards.
 *
 * <p>A borrower whose stack is full can call nothing any more, {@link #give} neither. All that it can do is to store in
 * {@link Slotted#lostLoan} which loan was cut off, and it does so on its way out, whether the object was given back before
 * or not. A loan has its slot to itself for as long as the slot's state is its number, and no number comes twice: so the
 * slot is taken back only from the loan that was cut off, never from a later borrower.
 *
 * <p>Safe for any thread.
 *
 * @param <T> what is lent
 */
public final class SlotPool<T extends SlotPool.Slotted> {
    private static final int SLOTS = 64;
    private static final int STRIDE = 8;
    private static final int PROBES = 4;
    /** The state of a slot that has never had an object. */
    private static final long EMPTY = 0;
    /** Odd states are the numbers of loans. Even ones are free slots. */
    private static final long FIRST_LOAN = 1;

    private final AtomicLongArray states = new AtomicLongArray(SLOTS * STRIDE);
    /** Each element is set once, by who has the slot's first loan. */
    private final Object[] items = new Object[SLOTS];

    private final Supplier<T> factory;

    /**
     * What can be lent: it knows its slot. The fields can be used where no call may stand, because the stack may be full:
     *
     * <pre>
     *   final T item = pool.take();
     *   final long loan = item.loan;
     *   try {
     *       ...
     *       pool.give(item);
     *   } catch (final Throwable cutOff) {
     *       if (item.loan == loan) {
     *           item.lostLoan = loan;
     *       }
     *       throw cutOff;
     *   }
     * </pre>
     */
    public abstract static class Slotted {
        /** No loan, in {@link #lostLoan}. */
        public static final long NONE = 0;

        private static final int NO_SLOT = -1;

        /** Number of the present loan. Written by the pool in the thread that borrows; for the borrower to read, before anything else. */
        public long loan = FIRST_LOAN;

        /**
         * Number of the last loan that a Throwable has cut off. Written by who had it, whose last access to the object this is,
         * unless the object is seen to have been lent again: a later loan may have been cut off, too, and the last is what counts. It
         * says nothing if the object was given back before.
         */
        public volatile long lostLoan;

        private int slot = NO_SLOT;

        /** For subclasses. */
        protected Slotted() {}

        /**
         * Whether a borrower that finds all slots taken may have this one if its loan is lost.
         *
         * @return false when {@link #takeBack} does it, for objects that have to be put in order before they are lent again
         */
        protected boolean isReadyWhenLost() {
            return true;
        }
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
            final long state = states.getOpaque(slot * STRIDE);
            if (state == EMPTY) {
                return fill(slot);
            }
            if (isFree(state) && states.compareAndSet(slot * STRIDE, state, state + 1)) {
                // No call between here and the return of what is there: the stack may be full.
                final T item = (T) items[slot];
                ((Slotted) item).loan = state + 1;
                return item;
            }
        }
        final T lost = takeLost(first);
        return lost == null ? factory.get() : lost;
    }

    private static boolean isFree(final long state) {
        return (state & 1) == 0;
    }

    /** The object first, so that a slot is never taken without one. */
    private T fill(final int slot) {
        final T item = factory.get();
        try {
            if (states.compareAndSet(slot * STRIDE, EMPTY, FIRST_LOAN)) {
                // No call here either.
                items[slot] = item;
                ((Slotted) item).slot = slot;
            }
            return item;
        } catch (final Throwable cutOff) {
            ((Slotted) item).lostLoan = FIRST_LOAN;
            throw cutOff;
        }
    }

    /** Takes over a loan that was cut off, of one of the slots where the thread looks; null when there is none. */
    @SuppressWarnings("unchecked")
    private T takeLost(final int first) {
        for (int i = 0; i < PROBES; i++) {
            final int slot = first + i & SLOTS - 1;
            // Seen without its contents, perhaps; but not if there is a lost loan, whose number is stored after them.
            final T item = (T) items[slot];
            final long lost = item == null ? Slotted.NONE : ((Slotted) item).lostLoan;
            if (lost != Slotted.NONE
                    && ((Slotted) item).isReadyWhenLost()
                    && states.compareAndSet(slot * STRIDE, lost, lost + 2)) {
                ((Slotted) item).loan = lost + 2;
                return item;
            }
        }
        return null;
    }

    /**
     * Gives an object back.
     *
     * @param item what {@link #take()} returned
     * @return false when it has no slot, so that it is forgotten
     */
    public boolean give(final T item) {
        final int slot = ((Slotted) item).slot;
        if (slot == Slotted.NO_SLOT) {
            return false;
        }
        states.setRelease(slot * STRIDE, ((Slotted) item).loan + 1);
        return true;
    }

    /**
     * Gives back what a borrower could not give back; nothing happens if it could, whoever has the object by now.
     *
     * @param item the object
     * @param lost its {@link Slotted#lostLoan}, which is not {@link Slotted#NONE}
     * @return false when it has no slot, so that it is forgotten
     */
    public boolean takeBack(final T item, final long lost) {
        final int slot = ((Slotted) item).slot;
        if (slot == Slotted.NO_SLOT) {
            return false;
        }
        states.compareAndSet(slot * STRIDE, lost, lost + 1);
        return true;
    }

    /**
     * How many slots are taken at this moment, those of lost loans included.
     *
     * @return zero when nobody is inside
     */
    public int takenCount() {
        int taken = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            taken += isFree(states.get(slot * STRIDE)) ? 0 : 1;
        }
        return taken;
    }
}
