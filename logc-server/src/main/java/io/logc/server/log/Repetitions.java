package io.logc.server.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps those who are refused again and again from filling the server's log, which may lie in shared memory. Any thread.
 */
public final class Repetitions {
    /** Lines of one kind. */
    public static final int MAX_IN_A_MINUTE = 20;

    static final long MINUTE_NS = 60_000_000_000L;
    static final long MEMORY_NS = 10 * MINUTE_NS;
    private static final int MAX_REMEMBERED = 1000;

    private final Map<String, Long> saidNs = new ConcurrentHashMap<>();
    private final AtomicLong minuteStartNs;
    private final AtomicInteger said = new AtomicInteger();
    private final AtomicInteger leftOut = new AtomicInteger();

    Repetitions(final long nowNs) {
        minuteStartNs = new AtomicLong(nowNs);
    }

    /** Begins a new minute where one is over. Returns how many were left out in the last, when there were any. */
    int unsaid(final long nowNs) {
        final long startNs = minuteStartNs.get();
        if (nowNs - startNs < MINUTE_NS || !minuteStartNs.compareAndSet(startNs, nowNs)) {
            return 0;
        }
        said.set(0);
        saidNs.values().removeIf(whenNs -> nowNs - whenNs > MEMORY_NS);
        return leftOut.getAndSet(0);
    }

    /** Whether a message may be said; of the threads that ask at once for the same words, one may. */
    boolean maySay(final String message, final long nowNs) {
        if (!isNew(message, nowNs)) {
            return false;
        }
        if (said.incrementAndGet() > MAX_IN_A_MINUTE) {
            leftOut.incrementAndGet();
            saidNs.remove(message);
            return false;
        }
        return true;
    }

    private boolean isNew(final String message, final long nowNs) {
        final Long beforeNs = saidNs.get(message);
        if (beforeNs != null) {
            return nowNs - beforeNs >= MEMORY_NS && saidNs.replace(message, beforeNs, nowNs);
        }
        return saidNs.size() >= MAX_REMEMBERED || saidNs.putIfAbsent(message, nowNs) == null;
    }
}
