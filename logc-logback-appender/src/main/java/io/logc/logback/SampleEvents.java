package io.logc.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Events that nobody logged, of every kind that matters for formatting. They are made without a logger, so that they use up
 * no sequence number of the application's. Owned by the thread that starts the appender.
 */
final class SampleEvents {
    private static final StackTraceElement[] CALLER = {
        new StackTraceElement("com.example.Caller", "call", "Caller.java", 17),
        new StackTraceElement("com.example.Caller", "main", "Caller.java", 3)
    };
    private static final String[] LOGGERS = {"ROOT", "io.logc", "com.example.orders.matching.OrderBook$Side", "a.b."};

    private final LoggerContext context;
    private final List<ILoggingEvent> events = new ArrayList<>();

    private SampleEvents(final LoggerContext context) {
        this.context = context;
    }

    /**
     * Makes the events.
     *
     * @param context the encoder's
     * @return events with all kinds of messages, arguments and additions
     */
    static List<ILoggingEvent> of(final LoggerContext context) {
        final SampleEvents samples = new SampleEvents(context);
        samples.addMessages();
        samples.addAdditions();
        return samples.events;
    }

    private void addMessages() {
        add(Level.TRACE, "nothing to fill in");
        add(Level.DEBUG, "two {} and {}", "text", 2);
        add(Level.INFO, "{}{} {}", -1L, null, true);
        add(Level.WARN, "too few {} {}", (short) 3);
        add(Level.ERROR, "too many {}", (byte) 1, 'c', "more");
        add(Level.INFO, "escaped \\{} and \\\\{} and {} {", "x", "y");
        add(Level.INFO, "others {} {} {} {}", 1.5f, -2.25, List.of(1, "two"), new int[] {1, 2});
        add(Level.INFO, "text \u00e9\u20ac\ud83d\ude80\ud800 {}\n\tof all planes", "\u00ff\udfff\u2028");
        add(Level.INFO, "");
        add(Level.INFO, null);
        add(Level.INFO, "{}", Long.MIN_VALUE);
        add(Level.INFO, "no braces", Integer.MIN_VALUE);
        final LoggingEvent none = event(Level.INFO, "{} without array");
        events.add(none);
    }

    private void addAdditions() {
        final Exception root = new IllegalStateException("cause");
        final Exception outer = new IllegalArgumentException("outer \u00e9", root);
        outer.addSuppressed(new UnsupportedOperationException());
        final LoggingEvent thrown = event(Level.ERROR, "failed {}");
        thrown.setArgumentArray(new Object[] {7});
        thrown.setThrowableProxy(new ThrowableProxy(outer));
        events.add(thrown);
        final LoggingEvent marked = event(Level.INFO, "marked");
        marked.addMarker(MarkerFactory.getDetachedMarker("LOGC"));
        marked.addKeyValuePair(new KeyValuePair("key", "value \u00e9"));
        marked.addKeyValuePair(new KeyValuePair("other", 12));
        events.add(marked);
    }

    private void add(final Level level, final String message, final Object... arguments) {
        final LoggingEvent event = event(level, message);
        event.setArgumentArray(arguments);
        events.add(event);
    }

    private LoggingEvent event(final Level level, final String message) {
        final int number = events.size();
        final LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerContextRemoteView(context.getLoggerContextRemoteView());
        event.setLoggerName(LOGGERS[number % LOGGERS.length]);
        event.setLevel(level);
        event.setThreadName(number % 2 == 0 ? "main" : "thread \u00e9 with a longer name-" + number);
        event.setMessage(message);
        event.setInstant(Instant.parse("2026-01-31T09:05:07.123456789Z").plusSeconds(number * 2_500_000L));
        event.setMDCPropertyMap(number % 2 == 0 ? Map.of() : Map.of("user", "J\u00fcrgen"));
        event.setCallerData(CALLER);
        return event;
    }
}
