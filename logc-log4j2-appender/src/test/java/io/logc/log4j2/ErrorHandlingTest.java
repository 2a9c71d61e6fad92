package io.logc.log4j2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.client.FileTexts;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.AbstractLogEvent;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What the application notices of failures: nothing, unless it asked for exceptions. */
@Timeout(60)
class ErrorHandlingTest {
    private static final String LAYOUT = TestContext.pattern("%m%n");

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    private Path file;
    private Path blocked;
    private StatusCapture status;

    /** The log directory cannot be made, because a file is in the place of its parent: unwritable for root too. */
    @BeforeEach
    void blockDirectory() throws IOException {
        file = directory.resolve("app.log");
        blocked = Files.writeString(directory.resolve("logs"), "in the way");
        status = new StatusCapture(directory);
    }

    @AfterEach
    void stopListening() {
        status.close();
    }

    /** Those of applications, for a pattern that shows no time. */
    @Test
    void shouldWriteEventsThatTellNoTime() {
        try (TestContext context =
                new TestContext(directory, TestContext.logc(directory, "A", file, "", LAYOUT), "A")) {
            context.appender("A").append(new AbstractLogEvent() {
                @Override
                public Instant getInstant() {
                    return null;
                }

                @Override
                public Message getMessage() {
                    return new SimpleMessage("timeless");
                }
            });
        }
        assertThat(TestContext.lines(file)).containsExactly("timeless");
        assertThat(status.messages(Level.ERROR)).isEmpty();
    }

    @Test
    void shouldGoOnWithoutTheEventWhenEncodingFails() {
        try (TestContext context =
                new TestContext(directory, TestContext.logc(directory, "A", file, "", LAYOUT), "A")) {
            context.logger().info("before");
            assertThatCode(() -> context.logger().info(new FailingMessage())).doesNotThrowAnyException();
            context.logger().info("after");
        }
        assertThat(TestContext.lines(file)).containsExactly("before", "after");
        assertThat(status.messages(Level.ERROR, "An exception occurred processing Appender A"))
                .hasSize(1);
    }

    @Test
    void shouldThrowToTheCallerWhenEncodingFailsAndExceptionsAreWanted() {
        final String element = TestContext.logc(directory, "A", file, "ignoreExceptions='false'", LAYOUT);
        try (TestContext context = new TestContext(directory, element, "A")) {
            assertThatThrownBy(() -> context.logger().info(new FailingMessage()))
                    .isInstanceOf(AppenderLoggingException.class);
            context.logger().info("after");
        }
        assertThat(TestContext.lines(file)).containsExactly("after");
    }

    @Test
    void shouldGoOnAndSaySoOnceWhenEventsAreDropped() throws IOException {
        try (TestContext context = new TestContext(directory, dropping(""), "A")) {
            assertThatCode(() -> logUntilDropped(context)).doesNotThrowAnyException();
            logMany(context.logger(), 5_000);
            assertThat(status.messages(Level.ERROR, "Logc appender A", "buffer is full", "events dropped so far"))
                    .hasSize(1);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(status.messages(Level.WARN, blocked.toString()))
                            .isNotEmpty()
                            .doesNotHaveDuplicates());
            Files.delete(blocked);
        }
    }

    @Test
    void shouldThrowToTheCallerWhenEventsAreDroppedAndExceptionsAreWanted() throws IOException {
        try (TestContext context = new TestContext(directory, dropping("ignoreExceptions='false'"), "A")) {
            assertThatThrownBy(() -> logUntilDropped(context))
                    .isInstanceOf(AppenderLoggingException.class)
                    .hasMessageContainingAll("Logc appender A", "bufferSize", "whenFull", "maxBlock");
            Files.delete(blocked);
        }
    }

    @Test
    void shouldGiveDroppedEventsToFailoverAppender() throws IOException {
        final String failover = TestContext.file("B", file, "", LAYOUT)
                + "<Failover name='F' primary='A'><Failovers><AppenderRef ref='B'/></Failovers></Failover>";
        try (TestContext context = new TestContext(directory, dropping("ignoreExceptions='false'") + failover, "F")) {
            logMany(context.logger(), 5_000);
            context.logger().info("last");
            Files.delete(blocked);
        }
        assertThat(TestContext.lines(file)).isNotEmpty().last().isEqualTo("last");
    }

    @Test
    void shouldWriteTheDropCountWhenTheDirectoryBecomesWritable() throws IOException {
        try (TestContext context = new TestContext(directory, dropping(""), "A")) {
            final long dropped = logUntilDropped(context);
            assertThat(dropped).isPositive();
            Files.delete(blocked);
            final Path target = blocked.resolve("deep/app.log");
            Awaitility.await().untilAsserted(() -> assertThat(target).exists());
            Awaitility.await().untilAsserted(() -> {
                context.logger().info("alive");
                assertThat(TestContext.lines(target))
                        .anyMatch(line -> line.matches("logc dropped \\d+ events here: .*"));
            });
        }
    }

    @Test
    void shouldStopInBoundedTimeAndWriteLaterWhenNothingCanBeWritten() throws IOException {
        try (TestContext context = new TestContext(directory, dropping(""), "A")) {
            context.logger().info("kept in the buffer");
            final long startNs = System.nanoTime();
            assertThat(((LogcAppender) context.appender("A")).stop(200, MILLISECONDS))
                    .isFalse();
            assertThat(System.nanoTime() - startNs).isBetween(MILLISECONDS.toNanos(200), SECONDS.toNanos(30));
            assertThat(status.messages(Level.ERROR, "stopped before all events were on file"))
                    .hasSize(1);
            Files.delete(blocked);
            Awaitility.await()
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(TestContext.lines(blocked.resolve("deep/app.log")))
                            .containsExactly("kept in the buffer"));
        }
    }

    @Test
    void shouldReportDropsInTheLayoutOfTheFile() {
        final String json = "<JsonTemplateLayout eventTemplateUri='classpath:EcsLayout.json'/>";
        final FileTexts texts;
        try (TestContext context = new TestContext(directory, TestContext.logc(directory, "A", file, "", json), "A")) {
            texts = LayoutTexts.of(context.appender("A").getLayout(), "A");
        }
        assertThat(new String(texts.dropReport(), UTF_8))
                .startsWith("{")
                .endsWith("}" + System.lineSeparator())
                .contains("\"log.level\":\"WARN\"", "\"log.logger\":\"io.logc\"", FileTexts.DROP_MESSAGE);
    }

    @Test
    void shouldDoWithoutTextsWhenTheLayoutCannotRenderThem() {
        final FileTexts texts = LayoutTexts.of(new FailingLayout(), "A");
        assertThat(texts.header()).isEmpty();
        assertThat(texts.footer()).isEmpty();
        assertThat(texts.dropReport()).isEmpty();
        assertThat(status.messages(Level.WARN, "Logc appender A", "header")).hasSize(1);
        assertThat(status.messages(Level.WARN, "Logc appender A", "footer")).hasSize(1);
        assertThat(status.messages(Level.WARN, "Logc appender A", "drop report"))
                .hasSize(1);
    }

    private String dropping(final String more) {
        return TestContext.logc(
                directory, "A", blocked.resolve("deep/app.log"), "bufferSize='64 KB' whenFull='drop' " + more, LAYOUT);
    }

    /** Logs until the buffer, which nobody can drain, is full; returns what was dropped. */
    private static long logUntilDropped(final TestContext context) {
        final LogcAppender appender = (LogcAppender) context.appender("A");
        final String text = "x".repeat(1_000);
        for (int i = 0; i < 10_000 && appender.manager().publication().droppedCount() == 0; i++) {
            context.logger().info(text);
        }
        return appender.manager().publication().droppedCount();
    }

    private static void logMany(final Logger logger, final int count) {
        for (int i = 0; i < count; i++) {
            logger.info("event {} {}", i, "x".repeat(100));
        }
    }

    /** A message that throws when a layout asks for its text; the annotation keeps loggers from asking before. */
    @AsynchronouslyFormattable
    private static final class FailingMessage implements Message {
        private static final long serialVersionUID = 1L;

        @Override
        public String getFormattedMessage() {
            throw new IllegalStateException("cannot be formatted");
        }

        @Override
        public String getFormat() {
            return "";
        }

        @Override
        public Object[] getParameters() {
            return new Object[0];
        }

        @Override
        public Throwable getThrowable() {
            return null;
        }
    }

    /** A layout that fails at all it is asked for. */
    private static final class FailingLayout extends AbstractStringLayout {
        FailingLayout() {
            super(UTF_8);
        }

        @Override
        public String toSerializable(final LogEvent event) {
            throw new IllegalStateException("no event");
        }

        @Override
        public byte[] getHeader() {
            throw new IllegalStateException("no header");
        }

        @Override
        public byte[] getFooter() {
            throw new IllegalStateException("no footer");
        }
    }
}
