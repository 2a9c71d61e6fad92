package io.logc.server.log;

import io.logc.drain.DrainListener;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The server's own log: short lines to stderr, what a person needs. Safe for any thread. */
public final class ServerLog implements DrainListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private static final String OWN = "";

    private final PrintStream target;
    private final Map<String, Repetitions> repetitions = new ConcurrentHashMap<>();

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
     * Says what concerns the server as a whole, and may come over and over: the same words once in ten minutes, and not more
     * than a few in a minute; then how many more there were.
     *
     * @param message one sentence
     */
    public void seldom(final String message) {
        seldom(OWN, message, "");
    }

    /**
     * The same for what others can have the server say. Each kind of it is counted by itself, so that whoever makes it come
     * keeps nothing else out of the log.
     *
     * @param kind one of a few constants
     * @param message one sentence
     * @param detail is added to the sentence, and does not make it another
     */
    public void seldom(final String kind, final String message, final String detail) {
        final long nowNs = System.nanoTime();
        final Repetitions ofKind = repetitions.computeIfAbsent(kind, any -> new Repetitions(nowNs));
        final int unsaid = ofKind.unsaid(nowNs);
        if (unsaid > 0) {
            warn(unsaid + " more warnings" + kind + " were left out", null);
        }
        if (ofKind.maySay(message, nowNs)) {
            warn(message + detail, null);
        }
    }

    private void line(final String level, final String message) {
        target.println(LocalDateTime.now().format(TIME) + " " + level + message);
    }
}
