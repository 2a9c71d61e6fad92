package io.logc.server.load;

import java.util.concurrent.atomic.AtomicLong;

/** How far one event loop's connections have come. Counted by that loop, read by anybody. */
final class LoadCounts {
    private final AtomicLong connected = new AtomicLong();
    private final AtomicLong connectionsEnded = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private static void add(final AtomicLong count, final long more) {
        count.lazySet(count.getPlain() + more);
    }

    void addConnected() {
        add(connected, 1);
    }

    void addEnded() {
        add(connectionsEnded, 1);
    }

    void addAcknowledged() {
        add(acknowledged, 1);
    }

    void addRefused(final long more) {
        add(refused, more);
    }

    long connected() {
        return connected.get();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long refused() {
        return refused.get();
    }

    /** Changes whenever something has happened. */
    long progress() {
        return connected.get() + connectionsEnded.get() + acknowledged.get() + refused.get();
    }
}
