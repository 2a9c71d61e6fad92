package io.logc.server.log;

import io.logc.drain.DrainListener;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** The server's own log: short lines to stderr, what a person needs. Safe for any thread. */
public final class ServerLog implements DrainListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private final PrintStream target;
    private final Repetitions repetitions = new Repetitions(System.nanoTime());

    /**
     * Makes a log.
     *
     * @param target where the lines go
     */
    public ServerLog(final PrintStream target) {
        this.target = target;
    }

    @Override
    public void info(final String message) {
        line("INFO ", message);
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        final boolean said = cause == null || cause.getMessage() == null || message.contains(cause.getMessage());
        line("WARN ", said ? message : message + ": " + cause.getMessage());
    }

    /**
     * Says what may be said over and over by whoever keeps asking: the same words once in ten minutes, and not more than a
     * few in a minute; then how many more there were.
     *
     * @param message one sentence
     */
    public void seldom(final String message) {
        final long nowNs = System.nanoTime();
        final int unsaid = repetitions.unsaid(nowNs);
        if (unsaid > 0) {
            warn(unsaid + " more warnings of this kind were left out", null);
        }
        if (repetitions.maySay(message, nowNs)) {
            warn(message, null);
        }
    }

    private void line(final String level, final String message) {
        target.println(LocalDateTime.now().format(TIME) + " " + level + message);
    }
}
