package io.logc.server.message.memory;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What large incomplete frames of all connections may take together. Whoever gets nothing waits, and is told when something was
 * given back. What is granted comes back: a frame has a deadline.
 *
 * <p>Any thread.
 */
public final class FrameBudget {
    private final long length;
    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong retained = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final Set<Runnable> waiting = new LinkedHashSet<>();

    private volatile int waitingCount;

    FrameBudget(final long length) {
        this.length = length;
    }

    /**
     * Makes the budget of a server.
     *
     * @param wanted bytes that were asked for, 1 and more; fewer are granted when the JVM has not enough direct memory
     * @return what all connections share
     */
    public static FrameBudget of(final long wanted) {
        return new FrameBudget(DirectMemory.budget(wanted));
    }

    /**
     * Takes a share. Who gets none waits for its turn; once told, it says with {@link #passOn()} when it has asked again and
     * was granted, or needs nothing any more, so that the next one is told.
     *
     * @param bytes of the share, 1 and more
     * @param whenFreed is called once, by any thread, when it is worth while to ask again
     * @return whether it was granted
     */
    public boolean take(final long bytes, final Runnable whenFreed) {
        if (tryTake(bytes)) {
            return true;
        }
        lock.lock();
        try {
            waiting.add(whenFreed);
            waitingCount = waiting.size();
        } finally {
            lock.unlock();
        }
        // What was given back in between has woken nobody.
        if (tryTake(bytes)) {
            forget(whenFreed);
            return true;
        }
        return false;
    }

    /**
     * Whoever waits does so no longer.
     *
     * @param whenFreed what {@link #take} was given; may be unknown
     */
    public void forget(final Runnable whenFreed) {
        if (waitingCount > 0) {
            lock.lock();
            try {
                waiting.remove(whenFreed);
                waitingCount = waiting.size();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean tryTake(final long bytes) {
        long before;
        do {
            before = granted.get();
            if (before + bytes > length) {
                return false;
            }
        } while (!granted.compareAndSet(before, before + bytes));
        return true;
    }

    /**
     * Gives a share back, and tells the one that has waited longest, in this thread.
     *
     * @param bytes as they were taken
     */
    public void giveBack(final long bytes) {
        granted.addAndGet(-bytes);
        passOn();
    }

    /** Tells the one that has waited longest: one after another, as most would find nothing. */
    public void passOn() {
        if (waitingCount == 0) {
            return;
        }
        Runnable next = null;
        lock.lock();
        try {
            final Iterator<Runnable> all = waiting.iterator();
            if (all.hasNext()) {
                next = all.next();
                all.remove();
                waitingCount = waiting.size();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.run();
        }
    }

    /**
     * Counts other bytes that connections keep, of frames or of answers.
     *
     * @param bytes that are kept from now on; negative when they were let go of
     */
    public void retain(final long bytes) {
        retained.addAndGet(bytes);
    }

    /** Whether connections should read in small pieces.
     * @return true when half is used */
    public boolean isScarce() {
        return granted.get() + retained.get() > length / 2;
    }

    /** Whether what connections keep without having been granted it is so much that nobody may add to it who need not.
     * @return true when three quarters are used */
    public boolean isShort() {
        return retained.get() > length / 4 * 3;
    }

    /** Whether that is more than there is, so that whoever adds to it has to go.
     * @return true when all is used */
    public boolean isOverdrawn() {
        return retained.get() > length;
    }

    /** What connections keep of frames.
     * @return bytes */
    public long used() {
        return granted.get() + retained.get();
    }
}
