package io.logc.drain;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which log files' buffers were damaged lately. To take a buffer, find it damaged and put it aside costs much more
 * than to damage it, so each time in a row doubles the pause before the next buffer of that log file is taken.
 *
 * <p>Any thread.
 */
final class Damages {
    private static final long FIRST_PAUSE_NS = 1_000_000_000L;
    private static final int MAX_DOUBLINGS = 6;
    private static final long MEMORY_NS = 600_000_000_000L;

    private final Map<String, Damage> ofKey = new ConcurrentHashMap<>();

    private record Damage(int count, long lastNs) {}

    /** A buffer was put aside. */
    void add(final String key, final long nowNs) {
        ofKey.values().removeIf(damage -> nowNs - damage.lastNs() > MEMORY_NS);
        ofKey.merge(key, new Damage(1, nowNs), (old, first) -> new Damage(old.count() + 1, nowNs));
    }

    /** How long no further buffer is taken: not at all after the first, then 1, 2, 4 … 64 s. */
    long pauseNs(final String key, final long nowNs) {
        final Damage damage = ofKey.get(key);
        if (damage == null || damage.count() < 2) {
            return 0;
        }
        return damage.lastNs() + (FIRST_PAUSE_NS << Math.min(damage.count() - 2, MAX_DOUBLINGS)) - nowNs;
    }
}
