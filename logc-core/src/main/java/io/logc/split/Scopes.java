package io.logc.split;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers for the ways in which a key becomes text: equal descriptions have equal numbers, also after a reload, so that a
 * buffer's dictionary is not filled with the same names again. Any thread.
 */
final class Scopes {
    /** How many numbers belong to one description. */
    static final int STRIDE = 256;

    /** More descriptions than a program's patterns have; later ones get a number each time. */
    private static final int MAX_KNOWN = 4096;

    private static final ConcurrentHashMap<String, Integer> KNOWN = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger(1);

    private Scopes() {}

    static int of(final String description) {
        final Integer known = KNOWN.get(description);
        if (known != null) {
            return known;
        }
        if (KNOWN.size() >= MAX_KNOWN) {
            return next();
        }
        return KNOWN.computeIfAbsent(description, absent -> next());
    }

    private static int next() {
        return NEXT.getAndIncrement() * STRIDE;
    }
}
