package io.logc.message;

import java.util.function.DoubleSupplier;

/** How long to wait before the next attempt: doubled each time up to a limit, less a random part. One thread at a time. */
final class Backoff {
    private final long shortestNs;
    private final long longestNs;
    private final DoubleSupplier random;
    private long nextNs;

    /** random gives 0 to 1, so that many clients of a server that has started again do not come at once. */
    Backoff(final long shortestNs, final long longestNs, final DoubleSupplier random) {
        this.shortestNs = shortestNs;
        this.longestNs = longestNs;
        this.random = random;
        nextNs = shortestNs;
    }

    /** From a half of the pause to the whole. */
    long nextNs() {
        final long pauseNs = nextNs;
        nextNs = pauseNs > longestNs / 2 ? longestNs : pauseNs * 2;
        return pauseNs - (long) (pauseNs * random.getAsDouble() / 2);
    }

    /** Something has gone well. */
    void reset() {
        nextNs = shortestNs;
    }
}
