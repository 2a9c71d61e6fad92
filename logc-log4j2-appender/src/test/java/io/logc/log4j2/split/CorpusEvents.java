package io.logc.log4j2.split;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.impl.MementoMessage;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.FormattedMessage;
import org.apache.logging.log4j.message.LocalizedMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.MessageFormatMessage;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringFormattedMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.apache.logging.log4j.util.StringMap;

/** Events of all kinds, with fixed times. */
public final class CorpusEvents {
    /** An application's own level. */
    public static final Level NOTICE = Level.forName("NOTICE", 350);

    private static final Level[] LEVELS = {
        Level.INFO, Level.DEBUG, Level.WARN, Level.ERROR, Level.TRACE, Level.FATAL, NOTICE, Level.ALL, Level.OFF
    };
    private static final String[] LOGGERS = {
        "org.example.app.Service",
        "Main",
        "",
        "org.example.a.very.long.package_name.of.an.Application$Inner",
        "..",
        "é.日本.\uD83D\uDE00.Klasse",
    };
    private static final String[] THREADS = {"main", "http-nio-8080-exec-12", "", "ä € \uD83D\uDE00", "\uDE00half\uD83D"
    };
    private static final Marker MARKER =
            MarkerManager.getMarker("AUDIT").addParents(MarkerManager.getMarker("SECURITY"));
    private static final long FIRST_MS = 1_700_000_000_000L;
    /** More than a quarter of a year, and not whole days. */
    private static final long STEP_MS = TimeUnit.HOURS.toMillis(2_207) + 123_457;

    private final List<LogEvent> events = new ArrayList<>();

    private final int later;

    private CorpusEvents(final int later) {
        this.later = later;
    }

    /** An object whose {@code toString} fails. */
    static final class Failing {
        @Override
        public String toString() {
            throw new IllegalStateException("toString failed");
        }
    }

    /** A message whose text cannot be had. */
    public static final class FailingMessage implements Message {
        private static final long serialVersionUID = 1;

        @Override
        public String getFormattedMessage() {
            throw new IllegalStateException("message failed");
        }

        @Override
        public String getFormat() {
            return "";
        }

        @Override
        public Object[] getParameters() {
            return null;
        }

        @Override
        public Throwable getThrowable() {
            return null;
        }
    }

    private static final class Formattable implements StringBuilderFormattable {
        @Override
        public void formatTo(final StringBuilder buffer) {
            buffer.append("formatted ü");
        }

        @Override
        public String toString() {
            return "not formatted";
        }
    }

    /** A message of the application. It may look at the line, because Log4j gives it the line. */
    private static final class LookingMessage extends SimpleMessage {
        private static final long serialVersionUID = 1;

        LookingMessage(final String text) {
            super(text);
        }

        @Override
        public void formatTo(final StringBuilder buffer) {
            buffer.append("at ").append(buffer.length());
        }
    }

    /** The events, for the calling thread. */
    public static List<LogEvent> all() {
        return all(0);
    }

    /** The events a little later, which makes them others. Nanoseconds, or milliseconds of those that have no finer time. */
    public static List<LogEvent> all(final int later) {
        final CorpusEvents corpus = new CorpusEvents(later);
        corpus.addSimple();
        corpus.addTemplates();
        corpus.addOtherMessages();
        corpus.addThrown();
        corpus.addTimes();
        corpus.addReusable();
        return corpus.events;
    }

    private void addSimple() {
        add("plain");
        add("");
        add((String) null);
        add("äöü ß € 日本語 \uD83D\uDE00");
        add(
                "planes \u0001\uD800\uDC00\uD83F\uDFFF \uD840\uDC00 \uD8C0\uDC00 \uDB40\uDC01 \uDB80\uDC00 \uDBFF\uDFFF\uFFFF");
        add("lone \uD800 surrogates \uDC00 inside");
        add("\uDC00 at the edges \uD800");
        add("\uD83D");
        add("\uDE00");
        add(
                "several\nlines\r\nand\ttabs \u0000\u0007\u001b[31m\u007f\u0085 \"quoted\" <tag> & more \\ ' ${ctx:user} %m {}");
        add("long " + "0123456789".repeat(700));
        add("longer " + "ü日\uD83D\uDE00".repeat(7_000));
        add(new SimpleMessage(new StringBuilder("a builder")));
    }

    private void addTemplates() {
        add("{} has {} of {}", "user", 42, null);
        add("{}", "alone");
        add("{}{}{}", 1L, true, 'c');
        add("no places");
        add("too few {} {} {}", 1);
        add("too many {}", 1, 2, 3);
        add("too many none", "x");
        add("escaped \\{} {} \\\\{} {} {", "a", "b");
        add("ends with \\", "a");
        add("{} \uD83D{}\uDE00 {}", "\uD83D", "\uDE00", "\uDE00x\uD83D");
        add("{}{}", "\uD83D", "\uDE00");
        add("\u00fc {} \u20ac {}", "ß", "日本");
        add("{} {} {} {} {} {} {} {} {} {} {} {}", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        add("{} {} {} {} {}", (byte) -1, (short) -2, Long.MIN_VALUE, Integer.MIN_VALUE, -0.0);
        add("{} {} {}", 1e300, Float.MIN_VALUE, Double.NaN);
        add("{} {}", Character.MAX_VALUE, '\uD800');
        add("{} {} {}", new int[] {1, 2}, new Object[] {"a", null, new String[] {"b"}}, List.of(1, Map.of("k", 'v')));
        add("{} {} {}", new Failing(), new Formattable(), new StringBuilder("builder"));
        add("{} {} {} {}", new Date(0), UUID.fromString("0-1-2-3-4"), Duration.ofMillis(5), new BigDecimal("1.50"));
        add("{} {}", TimeUnit.DAYS, Level.INFO);
        add("huge {}", "0123456789".repeat(9_000));
        add("control {} {}", "\u0000\n", "\u001b");
        add("with {} and exception", "argument", new IllegalStateException("last argument"));
        add((String) null, "x");
        add("", "x");
        final Object[] cycle = {"itself", null};
        cycle[1] = cycle;
        add("cycle {}", (Object) cycle);
    }

    private void addOtherMessages() {
        add(new StringMapMessage().with("key", "value <ü>").with("other", "o\"x"));
        add(new StructuredDataMessage("id@1", "structured", "type").with("key", "value"));
        add(new ObjectMessage(List.of("object")));
        add(new ObjectMessage(new StringBuilder("object \uD83D\uDE00")));
        add(new FormattedMessage("formatted %s {}", "x"));
        add(new StringFormattedMessage("%5.2f|%-5s|", 1.5, "a"));
        add(new MessageFormatMessage("{0} and {1}", "first", 2));
        add(new LocalizedMessage("localized {}", new Object[] {"x"}));
        add(new MementoMessage("memento", "{}", new Object[] {"x"}));
        add(new LookingMessage("looks"));
    }

    private void addThrown() {
        final RuntimeException failure =
                new RuntimeException("outer ü\nsecond line", new IOException("cause", new Error("root")));
        failure.addSuppressed(new IllegalArgumentException("suppressed", new Exception()));
        add(new SimpleMessage("failed"), failure);
        add(new SimpleMessage("failed "), new Error());
        add(new SimpleMessage(""), new IllegalStateException("\uD83D"));
        final Exception empty = new Exception("without a trace");
        empty.setStackTrace(new StackTraceElement[0]);
        add(new SimpleMessage("empty"), empty);
        add(new ParameterizedMessage("{} failed", "it"), new Exception(new Exception()));
    }

    /** When the clocks change somewhere, in other centuries, at the ends of years and days. */
    private void addTimes() {
        final long[] times = {
            0,
            1,
            -1,
            999,
            86_400_000L * 2 + 1,
            1_711_846_799_999L,
            1_711_846_800_000L, // Europe, March 2024
            1_729_990_799_999L,
            1_729_990_800_000L,
            1_729_994_400_000L, // Europe, October 2024
            1_712_415_599_999L,
            1_712_415_600_000L,
            1_712_455_200_000L, // Lord Howe, April 2024
            1_704_067_199_999L,
            1_709_164_800_000L,
            951_782_400_000L,
            4_102_444_800_000L,
            -62_135_596_800_000L,
            253_402_300_799_999L,
            253_402_300_800_000L,
        };
        for (final long epochMs : times) {
            add(new SimpleMessage("at " + epochMs), null, epochMs);
        }
    }

    /** As loggers make them when Log4j may keep objects in threads. */
    private void addReusable() {
        final ReusableMessageFactory messages = ReusableMessageFactory.INSTANCE;
        addReusable(messages.newMessage("reusable"));
        addReusable(messages.newMessage((CharSequence) "reusable sequence"));
        addReusable(messages.newMessage(new StringBuilder("reusable object")));
        addReusable(messages.newMessage("{} of {} ü", "reusable", 2));
        addReusable(messages.newMessage("{} {}", new Failing()));
        addReusable(messages.newMessage("{}", "\uD83D"));
        addReusable(new ParameterizedMessage("{} of {}", "not", "reusable"));
        add(new org.apache.logging.log4j.message.ReusableSimpleMessage());
    }

    private void addReusable(final Message message) {
        final MutableLogEvent event = new MutableLogEvent();
        event.setLevel(LEVELS[events.size() % LEVELS.length]);
        event.setLoggerName(LOGGERS[events.size() % LOGGERS.length]);
        event.setThreadName(THREADS[events.size() % THREADS.length]);
        event.setTimeMillis(FIRST_MS + events.size() * STEP_MS / 10 + later);
        event.setMessage(message);
        event.setContextData(context());
        ReusableMessageFactory.release(message);
        events.add(event);
    }

    private void add(final String text) {
        add(new SimpleMessage(text));
    }

    private void add(final String template, final Object... arguments) {
        final ParameterizedMessage message = new ParameterizedMessage(template, arguments);
        add(message, message.getThrowable());
    }

    private void add(final Message message) {
        add(message, null);
    }

    private void add(final Message message, final Throwable thrown) {
        add(message, thrown, FIRST_MS + events.size() * STEP_MS / 10);
    }

    private void add(final Message message, final Throwable thrown, final long epochMs) {
        final int number = events.size();
        final MutableInstant instant = new MutableInstant();
        instant.initFromEpochMilli(epochMs, (number * 16_394_773 + later) % 1_000_000);
        final Log4jLogEvent.Builder builder = Log4jLogEvent.newBuilder()
                .setLevel(LEVELS[number % LEVELS.length])
                .setLoggerName(number == 7 ? null : LOGGERS[number % LOGGERS.length])
                .setLoggerFqcn("org.example.Facade")
                .setThreadName(THREADS[number % THREADS.length])
                .setThreadPriority(number % 10)
                .setInstant(instant)
                .setNanoTime(number * 1_000L)
                .setMarker(number % 3 == 0 ? MARKER : null)
                .setMessage(message)
                .setThrown(thrown);
        if (number % 4 != 0) {
            builder.setIncludeLocation(true)
                    .setSource(new StackTraceElement("org.example.app.Caller", "call\u00fc", "Caller.java", number));
        }
        if (number % 5 != 0) {
            builder.setContextData(context());
            builder.setContextStack(stack());
        }
        // On this thread, as in a log call.
        builder.setThreadId(Thread.currentThread().getId());
        events.add(builder.build());
    }

    private static StringMap context() {
        final StringMap context = ContextDataFactory.createContextData();
        context.putValue("user", "Zoë <zoe@example.org>\n\uD83D\uDE00");
        context.putValue("request", "42");
        return context;
    }

    private static ThreadContext.ContextStack stack() {
        ThreadContext.push("outer");
        ThreadContext.push("inner ü");
        final ThreadContext.ContextStack stack = ThreadContext.cloneStack();
        ThreadContext.clearStack();
        return stack;
    }
}
