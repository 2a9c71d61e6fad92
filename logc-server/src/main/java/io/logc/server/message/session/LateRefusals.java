package io.logc.server.message.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The sessions of one event loop that may not send, and wait to be told so. They keep nothing of what was sent. Each has a
 * descriptor all the same, so there is a bound: beyond it, the one that has waited longest is told at once.
 *
 * <p>Owned by the event loop.
 */
final class LateRefusals {
    /** Of all event loops together. */
    static final int MAX_WAITING = 1024;

    private static final int SHARE = 4;

    private final ServiceLoop service;
    private final EventLoop loop;
    private final int maxWaiting;
    private final Map<Session, Future<?>> waiting = new LinkedHashMap<>();

    /**
     * Makes the place to wait of an event loop.
     *
     * @param service the event loop's state
     * @param loop the event loop
     * @param maxWaiting sessions, at least 1
     */
    LateRefusals(final ServiceLoop service, final EventLoop loop, final int maxWaiting) {
        this.service = service;
        this.loop = loop;
        this.maxWaiting = maxWaiting;
    }

    /**
     * How many may wait at an event loop: those who may not send must not take the connections of those who may.
     *
     * @param maxConnections of the server
     * @param loops it has
     * @return at least 1
     */
    static int share(final int maxConnections, final int loops) {
        return Math.max(1, Math.min(MAX_WAITING, maxConnections / SHARE) / loops);
    }

    /** Has a session wait, and tells it when its time has come. */
    void add(final Session session, final long delayNs) {
        if (waiting.size() >= maxWaiting) {
            final Session first = waiting.keySet().iterator().next();
            remove(first);
            first.tellRefusal();
        }
        waiting.put(session, loop.schedule(() -> tell(session), delayNs, TimeUnit.NANOSECONDS));
    }

    private void tell(final Session session) {
        if (waiting.remove(session) != null) {
            session.tellRefusal();
            service.endBatch();
        }
    }

    /** A session waits no longer; nothing of it stays. */
    void remove(final Session session) {
        final Future<?> timer = waiting.remove(session);
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** How many wait. */
    int count() {
        return waiting.size();
    }
}
