package io.logc.server.message;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What large incomplete frames of all connections may take together. Whoever gets nothing waits, and is told when something was
 * given back. What is granted comes back: a frame has a deadline.
 *
 * <p>Any thread.
 */
final class FrameBudget {
    private final long length;
    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong retained = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    FrameBudget(final long length) {
        this.length = length;
    }

    /**
     * Takes a share.
     *
     * @param bytes of the share
     * @param whenFreed is called once, by any thread, when it is worth while to ask again
     * @return whether it was granted
     */
    boolean take(final long bytes, final Runnable whenFreed) {
        if (tryTake(bytes)) {
            return true;
        }
        waiting.add(whenFreed);
        // What was given back in between has woken nobody.
        if (tryTake(bytes)) {
            waiting.remove(whenFreed);
            return true;
        }
        return false;
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

    /** Gives a share back, and tells those that wait. */
    void giveBack(final long bytes) {
        granted.addAndGet(-bytes);
        for (int left = waiting.size(); left > 0; left--) {
            final Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    /** Counts other bytes that connections keep, of frames or of answers; negative when they let go of them. */
    void retain(final long bytes) {
        retained.addAndGet(bytes);
    }

    /** Whether connections should read in small pieces.
     * @return true when half is used */
    boolean isScarce() {
        return granted.get() + retained.get() > length / 2;
    }

    /** Whether what connections keep without having been granted it is so much that nobody may add to it who need not.
     * @return true when three quarters are used */
    boolean isShort() {
        return retained.get() > length / 4 * 3;
    }

    /** Whether that is more than there is, so that whoever adds to it has to go.
     * @return true when all is used */
    boolean isOverdrawn() {
        return retained.get() > length;
    }

    /** What connections keep of frames.
     * @return bytes */
    long used() {
        return granted.get() + retained.get();
    }
}
