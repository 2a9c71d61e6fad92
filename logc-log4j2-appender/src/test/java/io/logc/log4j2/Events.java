package io.logc.log4j2;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/** Makes log events without a logger, with fixed times. */
final class Events {
    private Events() {}

    static LogEvent message(final String text) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName("org.example.app.Service")
                .setLevel(Level.INFO)
                .setThreadName("main")
                .setTimeMillis(1_700_000_000_000L)
                .setMessage(new SimpleMessage(text))
                .build();
    }
}
