package io.logc.server.message.memory;

import io.netty.util.internal.PlatformDependent;

/**
 * How much of the JVM's direct memory connections may keep. An event loop that asks for more than there is waits until some is
 * freed, which with all event loops waiting is never. Stateless.
 */
final class DirectMemory {
    /** What is granted for large frames and what is kept otherwise are two shares; the rest is in use for a moment, or lost between. */
    private static final int SHARES = 4;

    private static final long LEAST = 2 * 1024 * 1024;

    private DirectMemory() {}

    /**
     * The budget of all connections.
     *
     * @param wanted bytes that were asked for
     * @return as many, or fewer when the JVM has not enough
     */
    static long budget(final long wanted) {
        return budget(wanted, PlatformDependent.maxDirectMemory());
    }

    static long budget(final long wanted, final long max) {
        // A frame of the greatest length fits in always.
        return Math.min(wanted, Math.max(LEAST, max / SHARES));
    }
}
