package io.logc.server.control;

/**
 * How many connections are taken: as many at once as a machine's applications need when a server starts, and then a steady
 * few. What costs a client one system call costs the server a thread and a handshake, so a flood has to wait in the kernel's
 * queue.
 *
 * <p>Owned by the acceptor's thread.
 */
public final class ConnectionBudget {
    static final int BURST = 512;
    static final int PER_SECOND = 20;
    private static final long INTERVAL_NS = 1_000_000_000L / PER_SECOND;

    private long earnedNs;
    private int left = BURST;

    /**
     * A budget with room for a burst.
     *
     * @param nowNs the time
     */
    public ConnectionBudget(final long nowNs) {
        earnedNs = nowNs;
    }

    /**
     * Takes a connection's share.
     *
     * @param nowNs the time
     * @return how long the connection has to wait before it is served, mostly 0
     */
    public long takeNs(final long nowNs) {
        final long earned = (nowNs - earnedNs) / INTERVAL_NS;
        if (earned > 0) {
            left = (int) Math.min(BURST, left + earned);
            earnedNs += earned * INTERVAL_NS;
        }
        left--;
        return left >= 0 ? 0 : earnedNs + -left * INTERVAL_NS - nowNs;
    }
}
