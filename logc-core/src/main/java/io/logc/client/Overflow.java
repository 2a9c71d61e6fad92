package io.logc.client;

import io.logc.buffer.BufferFile;
import java.util.concurrent.locks.LockSupport;

/**
 * What a log call does when the buffer is full: it waits, parked, up to a bound, and once a bound has run out calls drop
 * at once until the head moves again; or it drops at once.
 *
 * <p>Any thread; an interrupt neither shortens the wait nor is lost.
 */
final class Overflow {
    private static final long FIRST_PAUSE_NS = 20_000;
    private static final long MAX_PAUSE_NS = 1_000_000;
    private static final long NONE = -1;

    private final boolean blocks;
    private final long maxBlockNs;
    private volatile long stalledHead = NONE;

    Overflow(final boolean blocks, final long maxBlockNs) {
        this.blocks = blocks;
        this.maxBlockNs = maxBlockNs;
    }

    /** Tries once more to write. */
    interface Attempt {
        /**
         * Tries.
         *
         * @return true when it is done, one way or the other
         */
        boolean tryAgain();
    }

    /**
     * Whether there is nothing to wait for.
     *
     * @param file the full buffer
     * @return true when the policy does not wait, or a wait has run out since the head moved last
     */
    boolean dropsAtOnce(final BufferFile file) {
        return !blocks || file.headPosition() == stalledHead;
    }

    /**
     * Waits for room.
     *
     * @param file the full buffer
     * @param atLeastNs how long to wait whatever the policy says, for a sealed buffer, which will have a successor
     * @param attempt is called after each pause
     * @return false when time ran out
     */
    boolean await(final BufferFile file, final long atLeastNs, final Attempt attempt) {
        final long deadlineNs = System.nanoTime() + Math.max(atLeastNs, blocks ? maxBlockNs : 0);
        long pauseNs = FIRST_PAUSE_NS;
        boolean interrupted = false;
        boolean done = false;
        while (!done && System.nanoTime() - deadlineNs < 0) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(this, pauseNs);
            pauseNs = Math.min(pauseNs * 2, MAX_PAUSE_NS);
            done = attempt.tryAgain();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        stalledHead = done ? NONE : file.headPosition();
        return done;
    }
}
