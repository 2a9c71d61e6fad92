package io.logc.server.message;

import io.logc.server.log.ServerLog;
import io.logc.server.tls.Tls;
import io.logc.server.users.Users;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads users and certificates again when their files have changed, in a thread of its own: a disk that hangs holds that one
 * and not the event loops.
 *
 * <p>May be started and closed by any thread.
 */
final class Renewals implements AutoCloseable {
    /** Slightly more than the interval at which {@link io.logc.server.config.WatchedFiles} look. */
    private static final long INTERVAL_MS = 1001;

    private final ScheduledThreadPoolExecutor timer;

    private Renewals(final ScheduledThreadPoolExecutor timer) {
        this.timer = timer;
    }

    /**
     * Begins to look, where there is something to look at.
     *
     * @param users who may send
     * @param tls or null
     * @param log the server's own
     * @return to be closed
     */
    static Renewals start(final Users users, final Tls tls, final ServerLog log) {
        if (!users.areRequired() && tls == null) {
            return new Renewals(null);
        }
        final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            final Thread thread = new Thread(work, "logc-message-users");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        users.refresh();
                        if (tls != null) {
                            tls.refresh();
                        }
                    } catch (final RuntimeException | Error e) {
                        // Thrown on, it would be the last time.
                        log.seldom("users and certificates could not be looked at: " + e);
                    }
                },
                INTERVAL_MS,
                INTERVAL_MS,
                TimeUnit.MILLISECONDS);
        return new Renewals(timer);
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
