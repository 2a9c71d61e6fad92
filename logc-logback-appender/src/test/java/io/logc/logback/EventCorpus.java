package io.logc.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;

/** Events of all kinds, each made afresh as often as it is asked for, because events remember what they were asked. */
final class EventCorpus {
    private static final Throwable THROWN = thrown();
    private static final String[] LOGGERS = {
        "ROOT",
        "com.example.orders.matching.OrderBook",
        "a",
        "com.example.Outer$Inner",
        "...",
        "x.\u00e9.\ud83d\ude80.Y",
        "",
        "l".repeat(300)
    };
    private static final String[] THREADS = {
        "main",
        "http-nio-8080-exec-1",
        "",
        "thread [\u00e9] \u4e16",
        "\ud83d\ude80\ud83d\ude80",
        "pool-1\u0000\n",
        "t".repeat(200)
    };
    private static final Level[] LEVELS = {
        Level.INFO, Level.TRACE, Level.DEBUG, Level.WARN, Level.ERROR, Level.OFF, Level.ALL
    };
    private static final String[] TIMES = {
        "2026-11-21T13:04:05.678901234Z", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00.001Z", "2024-02-29T23:59:59.999999999Z", "1999-12-31T12:00:00.010Z",
                "2026-01-01T00:00:00Z",
        "2026-04-04T14:59:00Z", "2011-12-30T10:00:00Z", "1970-01-03T00:00:00.1Z", "9999-12-30T00:00:00Z",
        "1969-12-31T00:00:00.25Z", "+10000-01-02T00:00:00Z", "1883-11-18T17:00:00Z", "-0044-03-15T10:00:00Z"
    };

    private final LoggerContext context;
    private final List<Supplier<ILoggingEvent>> events = new ArrayList<>();

    private EventCorpus(final LoggerContext context) {
        this.context = context;
    }

    static List<Supplier<ILoggingEvent>> of(final LoggerContext context) {
        final EventCorpus corpus = new EventCorpus(context);
        corpus.addTexts();
        corpus.addArguments();
        corpus.addTimes();
        corpus.addAdditions();
        return corpus.events;
    }

    private void addTexts() {
        for (final String text : Arrays.asList(
                "",
                " ",
                "plain",
                null,
                "{}",
                "{",
                "}",
                "{ }",
                "\\{}",
                "\\\\{}",
                "a\\{}b{}c",
                "{}\\",
                "two\nlines\r\nand a tab\t",
                "\u0000\u0001\u007f\u0085\u2028",
                "\u00e9\u00ff\u0100",
                "\u4e16\u754c",
                "\ud83d\ude80 \ud840\udc00 \udbff\udfff",
                "\ud83d",
                "\ude80",
                "\ude80 middle \ud83d",
                "\ufeff\ufffe\uffff",
                "\ufdd0\ue10c0\ufdd1",
                "m".repeat(5_000),
                "{}".repeat(70))) {
            addAll(text);
            addAll(text, "one");
            addAll(text, 1, 2);
        }
    }

    private void addArguments() {
        addAll("{}", (Object) null);
        addAll("{} {}", "too few");
        addAll("{}", "too", "many", 3L);
        addAll("no place", "for it");
        addAll("{} {} {} {} {} {}", 1, 2L, (short) 3, (byte) 4, 'c', true);
        addAll("{} {} {} {}", Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, false);
        addAll("{} {} {} {}", 1.0f, 1e300, Double.NaN, -0.0);
        addAll("{} {}", new BigDecimal("1.50"), List.of("a", 1));
        addAll("{} {}", '\ud83d', '\ude80');
        addAll("{}{}", "\ud83d", "\ude80");
        addAll("\ud83d{}\ude80{}", "\ude80", "\ud83d");
        addAll("{}", "\u00e9\u4e16\ud83d\ude80\u0000\n");
        addAll("{}", "x".repeat(4_000));
        addAll("{}", "huge ".repeat(14_000));
        addAll("{} and {}", "{}", "\\{}");
        addAll("{} {}", new int[] {1, 2}, new Object[] {"a", null, new long[0]});
        addAll("{}", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("on purpose");
            }
        });
        addAll("{} {}", 1, new Object() {
            @Override
            public String toString() {
                return null;
            }
        });
        addAll("thrown {}", 1, THROWN);
        addAll("thrown {} {}", 1, THROWN);
        addAll("thrown", THROWN);
        addAll("{}", Level.INFO);
    }

    private void addAll(final String message, final Object... arguments) {
        final int number = events.size();
        events.add(() -> event(number, message, arguments.length == 0 ? null : arguments.clone()));
    }

    private void addTimes() {
        for (final String time : TIMES) {
            add("at " + time, event -> event.setInstant(Instant.parse(time)));
        }
    }

    private void addAdditions() {
        final Marker marker = MarkerFactory.getDetachedMarker("AUDIT");
        marker.add(MarkerFactory.getDetachedMarker("SLOW \u00e9"));
        add("marked", event -> event.addMarker(marker));
        add("marked twice", event -> {
            event.addMarker(marker);
            event.addMarker(MarkerFactory.getDetachedMarker("\ud83d"));
        });
        add("with pairs", event -> {
            event.addKeyValuePair(new KeyValuePair("secret", "s\u00e9same"));
            event.addKeyValuePair(new KeyValuePair("n", 12.5));
            event.addKeyValuePair(new KeyValuePair(null, null));
        });
        add("empty array {}", event -> event.setArgumentArray(new Object[0]));
        events.add(() -> new OtherEvent(event(3, "of another kind {}", new Object[] {4})));
        events.add(() -> new OtherEvent(event(5, null, null)));
    }

    private void add(final String message, final java.util.function.Consumer<LoggingEvent> addition) {
        final int number = events.size();
        events.add(() -> {
            final LoggingEvent event = event(number, message, null);
            addition.accept(event);
            return event;
        });
    }

    private LoggingEvent event(final int number, final String message, final Object[] arguments) {
        final LoggingEvent event = new LoggingEvent(
                "fqcn",
                context.getLogger("com.example.orders.OrderBook"),
                LEVELS[number % LEVELS.length],
                message,
                null,
                arguments);
        event.setLoggerName(LOGGERS[number % LOGGERS.length]);
        event.setThreadName(THREADS[number % THREADS.length]);
        event.setInstant(
                Instant.parse(TIMES[0]).plusSeconds(number * 1_000_000L).plusNanos(number * 1_001_000_001L));
        event.setSequenceNumber(number);
        event.setMDCPropertyMap(mdc(number));
        event.setCallerData(new StackTraceElement[] {
            new StackTraceElement("com.example.Caller$\u00e9", "call", "Caller.java", number),
            new StackTraceElement("com.example.Caller", "main", null, -2)
        });
        return event;
    }

    private static Map<String, String> mdc(final int number) {
        if (number % 3 == 0) {
            return Collections.emptyMap();
        }
        final Map<String, String> values =
                new TreeMap<>(Map.of("user", "J\u00fcrgen\ud83d", "order", "\ude80" + number));
        values.put("odd key", number % 2 == 0 ? null : "");
        return values;
    }

    private static Throwable thrown() {
        final Exception root = new java.io.IOException("disk on fire\nsecond line \ud83d\ude80");
        final RuntimeException middle = new IllegalStateException(null, root);
        middle.addSuppressed(new IllegalArgumentException("suppressed \u00e9", new Exception("its cause")));
        final Exception outer = new RuntimeException("outer", middle);
        root.addSuppressed(outer); // a circle
        return outer;
    }
}
