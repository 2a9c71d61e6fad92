package io.logc.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.logc.log4j2.split.SplitRecognition;
import io.logc.testing.Allocations;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.util.Constants;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log call allocates nothing for logc, measured by the JVM's own count of the bytes that the thread allocated.
 *
 * <p>Log4j's loggers make a small object in each call, which the compiler may or may not remove. So the appender is
 * measured alone, which must allocate nothing at all, and behind a logger, in comparison with Log4j's File appender.
 */
@Timeout(120)
class GarbageFreeTest {
    private static final int MAX_ROUNDS = 10;
    private static final int CALLS = 100_000;

    /** What a round may allocate in all, for something else than its calls: less than a byte for each. */
    private static final long TOLERANCE_BYTES = 10_000;

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    @BeforeEach
    void assumeThatLog4jMayKeepObjectsInThreads() {
        assumeThat(Constants.ENABLE_THREADLOCALS).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d %t %-5level %c %m%n",
                "%d{ISO8601} [%t] %p %c{1.} - %msg%n",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %p %c - %msg%n",
                "%d{HH:mm:ss.SSS} %level %logger{36} %X{user} %marker %m%n%ex",
            })
    void shouldAllocateNothingInTheAppender(final String pattern) {
        try (TestContext context = new TestContext(directory, logc(pattern), "LOGC")) {
            final LogcAppender appender = (LogcAppender) context.appender("LOGC");
            assertThat(SplitRecognition.of((PatternLayout) appender.getLayout(), "test"))
                    .as("taken apart")
                    .isNotNull();
            final MutableLogEvent event = new MutableLogEvent();
            event.setLoggerName("org.example.app.Service");
            event.setLevel(Level.INFO);
            event.setThreadName("main");
            final ReusableMessageFactory messages = ReusableMessageFactory.INSTANCE;
            final Allocations.Work<RuntimeException> round = () -> {
                for (int i = 0; i < CALLS; i++) {
                    event.setTimeMillis(System.currentTimeMillis());
                    final Message message = messages.newMessage("{} has {}", "user", "logged in");
                    event.setMessage(message);
                    appender.append(event);
                    ReusableMessageFactory.release(message);
                }
            };
            assertThat(Allocations.least(MAX_ROUNDS, TOLERANCE_BYTES, round)).isLessThan(TOLERANCE_BYTES);
        }
    }

    /** As events are where Log4j may not keep objects in threads: the message is still a template. */
    @ParameterizedTest
    @ValueSource(strings = {"%d %t %-5level %c %m%n", "%d{HH:mm:ss.SSS} %sn [%t] %p %c{1.} - %20msg %m%n"})
    void shouldAllocateNothingForTemplateInTheAppender(final String pattern) {
        try (TestContext context = new TestContext(directory, logc(pattern), "LOGC")) {
            final LogcAppender appender = (LogcAppender) context.appender("LOGC");
            assertThat(SplitRecognition.of((PatternLayout) appender.getLayout(), "test"))
                    .as("taken apart")
                    .isNotNull();
            final LogEvent[] events = {template(1), template(2)}; // one event alone would be seen once
            final Allocations.Work<RuntimeException> round = () -> {
                for (int i = 0; i < CALLS; i++) {
                    appender.append(events[i & 1]);
                }
            };
            assertThat(Allocations.least(MAX_ROUNDS, TOLERANCE_BYTES, round)).isLessThan(TOLERANCE_BYTES);
        }
    }

    private static LogEvent template(final long epochMs) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName("org.example.app.Service")
                .setLevel(Level.INFO)
                .setTimeMillis(epochMs)
                .setThreadName("main")
                .setThreadId(Thread.currentThread().getId())
                .setMessage(new ParameterizedMessage("{} has {} of {}", "user", 42, true))
                .build();
    }

    @Test
    void shouldAllocateNoMoreThanFileAppenderBehindLogger() throws IOException {
        final String pattern = "%d [%t] %-5level %c{1.} - %m%n";
        final String file = TestContext.file("FILE", directory.resolve("file.log"), "", TestContext.pattern(pattern));
        final Path other = Files.createDirectory(directory.resolve("other"));
        try (TestContext ours = new TestContext(directory, logc(pattern), "LOGC");
                TestContext theirs = new TestContext(other, file, "FILE")) {
            long surplus = Long.MAX_VALUE;
            for (int i = 0; i < MAX_ROUNDS && surplus >= TOLERANCE_BYTES; i++) {
                final long allocatedByFile = Allocations.of(() -> log(theirs.logger()));
                final long allocated = Allocations.of(() -> log(ours.logger()));
                // The first round loads classes, and more of them for whoever is measured first.
                surplus = i == 0 ? surplus : Math.min(surplus, allocated - allocatedByFile);
            }
            assertThat(surplus).isLessThan(TOLERANCE_BYTES);
        }
    }

    private String logc(final String pattern) {
        return TestContext.logc(
                directory, "LOGC", directory.resolve("app.log"), "bufferSize='16 MB'", TestContext.pattern(pattern));
    }

    private static void log(final Logger logger) {
        for (int i = 0; i < CALLS; i++) {
            logger.info("{} has {}", "user", "logged in");
        }
    }
}
