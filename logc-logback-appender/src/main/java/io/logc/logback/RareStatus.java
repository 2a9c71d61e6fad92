package io.logc.logback;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether something that may happen at every log call is worth a status now: the first {@value #FREE} times,
 * and then once in five minutes. Logback keeps 300 statuses and tells its listeners under a lock.
 *
 * <p>Safe for any thread, without locks.
 */
final class RareStatus {
    /** How many times are told at once. */
    static final int FREE = 3;
    /** After those, how long nothing is told, in nanoseconds. */
    static final long QUIET_NS = TimeUnit.MINUTES.toNanos(5);

    private final AtomicLong occurrences = new AtomicLong();
    private final AtomicLong lastTellingNs = new AtomicLong();

    /**
     * Counts an occurrence.
     *
     * @param nowNs the time by {@link System#nanoTime()}
     * @return true when it is to be told
     */
    boolean occurred(final long nowNs) {
        if (occurrences.incrementAndGet() <= FREE) {
            lastTellingNs.set(nowNs);
            return true;
        }
        final long last = lastTellingNs.get();
        return nowNs - last >= QUIET_NS && lastTellingNs.compareAndSet(last, nowNs);
    }

    /**
     * How often it happened.
     *
     * @return the number of calls of {@link #occurred(long)}
     */
    long count() {
        return occurrences.get();
    }
}
