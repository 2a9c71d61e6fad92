package io.logc.drain;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Whose turn it is at a log file's writer. It is its own thread's but while that pauses between two looks: then another
 * thread, that waits for one small write, may borrow it for a cycle instead of having two threads woken.
 *
 * <p>Never borrowed while the writer's thread sleeps (it would let go of no lock afterwards), after a problem, and for a
 * while after a write that was slow: a disk that begins to hang, or is slow, is to hold the writer's own thread. That while is a
 * multiple of what the write took, because a write also takes long when the processor has other work in the middle of it.
 *
 * <p>Any thread; what is not volatile is guarded by the turn itself.
 */
final class WriterTurn {
    private static final long SLOW_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int ATTEMPTS = 4;
    /** For so many times what a slow write took it is not lent, so slow writes hold others for a fiftieth of the time. */
    private static final int SLOW_FACTOR = 50;

    /** At most: a process that was stopped for an hour has no slow disk. */
    private static final long MAX_AFTER_SLOW_NS = TimeUnit.MINUTES.toNanos(5);

    private final LongSupplier clockNs;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean lendable;
    private long beganNs;
    private long lendableFromNs;
    private boolean wasSlow;
    private long lastLentNs;
    private boolean wasLent;

    WriterTurn(final LongSupplier clockNs) {
        this.clockNs = clockNs;
    }

    /** The writer's thread begins. */
    void take() {
        lock.lock();
    }

    /** The writer's thread ends, whatever has come between. */
    void leave() {
        lendable = false;
        if (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }

    /** The writer's thread pauses; meanwhile the turn may be another one's. */
    void pause(final Object blocker, final long pauseNs) {
        final boolean held = lock.isHeldByCurrentThread();
        if (held) {
            lock.unlock();
        }
        try {
            LockSupport.parkNanos(blocker, pauseNs);
        } finally {
            if (held) {
                lock.lock();
            }
        }
    }

    /** The writer's thread has looked: whether its next pauses may be used. */
    void lendable(final boolean isWell) {
        lendable = isWell;
    }

    boolean isLendable() {
        return lendable;
    }

    /** Whether somebody has used it a moment ago, so that the writer's thread should not go to sleep. */
    boolean wasLentWithin(final long periodNs) {
        return wasLent && clockNs.getAsLong() - lastLentNs < periodNs;
    }

    /**
     * Borrows the turn, if that is possible at once or in a moment.
     *
     * @return whether it has to be given back
     */
    boolean tryBorrow() {
        if (!lendable || !lock.tryLock() && !isFreeInAMoment()) {
            return false;
        }
        beganNs = clockNs.getAsLong();
        if (lendable && !(wasSlow && beganNs - lendableFromNs < 0)) {
            wasSlow = false;
            return true;
        }
        lock.unlock();
        return false;
    }

    /**
     * Whoever was told by the writer's thread that something is written may come back before that thread pauses, and on the
     * same processor; without this the two of them would go on so.
     */
    private boolean isFreeInAMoment() {
        for (int i = 0; i < ATTEMPTS; i++) {
            Thread.yield();
            if (lock.tryLock()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gives it back.
     *
     * @param isWell whether the next one may borrow it
     */
    void giveBack(final boolean isWell) {
        final long nowNs = clockNs.getAsLong();
        lastLentNs = nowNs;
        wasLent = true;
        if (nowNs - beganNs > SLOW_NS) {
            wasSlow = true;
            lendableFromNs = nowNs + Math.min(SLOW_FACTOR * (nowNs - beganNs), MAX_AFTER_SLOW_NS);
        }
        lendable &= isWell;
        lock.unlock();
    }
}
