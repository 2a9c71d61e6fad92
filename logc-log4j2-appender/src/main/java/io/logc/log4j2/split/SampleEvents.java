package io.logc.log4j2.split;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringMap;

/** Events of all kinds, by which an appender's start compares lines. Owned by the thread that configures. */
final class SampleEvents {
    private static final String[] LOGGERS = {"", "Main", "org.example.app.Service", "org.example.a.very.LongLogger$1"};
    private static final String[] THREADS = {"main", "http-nio-8080-exec-12", "ä €"};
    private static final long FIRST_MS = 1_735_689_600_123L;
    private static final long STEP_MS = 2_531_977_531L;

    private final List<LogEvent> events = new ArrayList<>();

    private SampleEvents() {}

    /** The events; each is used by the calling thread. */
    static List<LogEvent> all() {
        final SampleEvents samples = new SampleEvents();
        for (final Level level : Level.values()) {
            samples.add(level, new SimpleMessage("plain text"), null);
        }
        samples.add(Level.INFO, new SimpleMessage(""), null);
        samples.add(Level.INFO, new SimpleMessage("ä € \uD83D\uDE00\n\ttab"), null);
        samples.add(Level.WARN, new ParameterizedMessage("{} has {} of {}", "user", 42, null), null);
        samples.add(Level.INFO, new ParameterizedMessage("{} and {} and {} and {}", true, 'c', 4L, 0.5), null);
        samples.add(Level.INFO, new ParameterizedMessage("escaped \\{} {}{}", -1L, List.of("list")), null);
        samples.add(Level.INFO, new ParameterizedMessage("one of each {}", (byte) 7), null);
        samples.add(Level.ERROR, new ParameterizedMessage("failed {}", (short) 3), new IllegalStateException("cause"));
        samples.addReusable();
        return samples.events;
    }

    private void add(final Level level, final Message message, final Throwable thrown) {
        final int number = events.size();
        final StringMap context = ContextDataFactory.createContextData();
        context.putValue("user", "value " + number);
        final MutableInstant instant = new MutableInstant();
        instant.initFromEpochMilli(FIRST_MS + number * STEP_MS, 456_789);
        events.add(Log4jLogEvent.newBuilder()
                .setLevel(level)
                .setLoggerName(LOGGERS[number % LOGGERS.length])
                .setLoggerFqcn(SampleEvents.class.getName())
                .setThreadName(THREADS[number % THREADS.length])
                .setThreadId(Thread.currentThread().getId())
                .setInstant(instant)
                .setMarker(number % 2 == 0 ? null : new MarkerManager.Log4jMarker("SAMPLE"))
                .setContextData(context)
                .setMessage(message)
                .setThrown(thrown)
                .build());
    }

    /** As loggers make them when Log4j may keep objects in threads. */
    private void addReusable() {
        final MutableLogEvent event = new MutableLogEvent();
        event.setLevel(Level.INFO);
        event.setLoggerName(LOGGERS[2]);
        event.setThreadName(THREADS[0]);
        event.setTimeMillis(FIRST_MS);
        final Message message = ReusableMessageFactory.INSTANCE.newMessage("{} of {}", 1, "two");
        event.setMessage(message);
        ReusableMessageFactory.release(message);
        events.add(event);
    }
}
