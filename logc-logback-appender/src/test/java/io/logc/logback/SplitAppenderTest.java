package io.logc.logback;

import static io.logc.logback.LogbackRig.APART;
import static io.logc.logback.LogbackRig.appender;
import static io.logc.logback.LogbackRig.configuration;
import static io.logc.logback.LogbackRig.root;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.status.Status;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The appender as it takes lines apart: what reaches the file is what its encoder would have made. */
@Timeout(60)
class SplitAppenderTest {
    private static final String FILE = "<file>DIR/app.log</file>";

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    Path directory;

    @Test
    void shouldWriteSameFileAsFileAppenderWhenEventsAreOfAllKinds() throws IOException {
        final SplitDifference difference = new SplitDifference();
        final List<String> patterns = PatternCorpus.all();
        final PrintStream standardError = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8)); // SLF4J prints stacks
        try {
            for (int i = 0; i < patterns.size(); i += 24) {
                compare(difference, patterns.get(i), i);
            }
        } finally {
            System.setErr(standardError);
        }
    }

    private void compare(final SplitDifference difference, final String pattern, final int number) throws IOException {
        final Path ours = directory.resolve(number + "-logc.log");
        final Path theirs = directory.resolve(number + "-file.log");
        final LogcAppender appender = new LogcAppender();
        appender.setServer("none");
        appender.setBufferDirectory(directory.resolve("buffers").toString());
        appender.setFile(ours.toString());
        start(appender, difference, pattern);
        final FileAppender<ILoggingEvent> expecting = new FileAppender<>();
        expecting.setFile(theirs.toString());
        start(expecting, difference, pattern);
        for (final Supplier<ILoggingEvent> event : difference.events()) {
            for (int i = 0; i < 3; i++) {
                appender.doAppend(later(event.get(), i));
                expecting.doAppend(later(event.get(), i));
            }
        }
        appender.stop();
        expecting.stop();
        if (Files.mismatch(ours, theirs) >= 0) {
            assertThat(Files.readString(ours, ISO_8859_1)).as(pattern).isEqualTo(Files.readString(theirs, ISO_8859_1));
        }
    }

    /** Makes another event of it. */
    private static ILoggingEvent later(final ILoggingEvent event, final int nanos) {
        if (event instanceof LoggingEvent) {
            ((LoggingEvent) event)
                    .setInstant(((LoggingEvent) event).getInstant().plusNanos(nanos));
        }
        return event;
    }

    private static void start(
            final OutputStreamAppender<ILoggingEvent> appender,
            final SplitDifference difference,
            final String pattern) {
        appender.setContext(difference.context());
        appender.setEncoder(difference.encoder(pattern, UTF_8));
        appender.start();
    }

    @Test
    void shouldWriteEveryLineWhenNamesAndTemplatesAreMoreThanTheBufferCanRemember() throws IOException {
        final String encoder =
                "<encoder><pattern>%thread %logger{10} %msg%n</pattern><charset>UTF-8</charset></encoder>";
        final LogbackRig rig = new LogbackRig(directory)
                .configure(configuration("<appender name='LOGC' class='io.logc.logback.LogcAppender'>" + APART + FILE
                        + "<bufferSize>64 KB</bufferSize><maxBlock>30 s</maxBlock>" + encoder + "</appender>"
                        + "<appender name='FILE' class='ch.qos.logback.core.FileAppender'><file>DIR/file.log</file>"
                        + encoder + "</appender>" + root("LOGC", "FILE")));
        final Thread thread = Thread.currentThread();
        final String name = thread.getName();
        try (rig) {
            assertThat(rig.appender().isSplit()).isTrue();
            for (int i = 0; i < 9_000; i++) {
                thread.setName("thread " + i / 3);
                final Logger logger = rig.context().getLogger("com.example.L" + i / 6);
                logger.info("template " + i / 3 + " of {}", i);
            }
            rig.logger().info("after");
        } finally {
            thread.setName(name);
        }
        assertThat(rig.lines("app.log")).hasSize(9_001).isEqualTo(rig.lines("file.log"));
    }

    @Test
    void shouldLeaveLinesToEncoderWhenOptionSaysSo() throws IOException {
        final LogbackRig rig = new LogbackRig(directory)
                .configure(appender(FILE + LogbackRig.PATTERN + "<splitFormatting>false</splitFormatting>"));
        try (rig) {
            assertThat(rig.appender().isSplit()).isFalse();
            rig.logger().info("by the {}", "encoder");
        }
        assertThat(rig.lines("app.log")).containsExactly("by the encoder");
        assertThat(rig.statuses(Status.WARN)).isEmpty();
    }

    @Test
    void shouldFollowEncoderWhenItIsChanged() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + LogbackRig.PATTERN));
        try (rig) {
            rig.logger().info("in {}", "pieces");
            final PatternLayoutEncoder encoder =
                    (PatternLayoutEncoder) rig.appender().getEncoder();
            encoder.setPattern("<%msg>%n");
            encoder.start();
            rig.logger().info("as the {} wants it", "encoder");
            assertThat(rig.appender().isSplit()).isFalse();

            rig.appender().stop();
            rig.appender().start();
            assertThat(rig.appender().isSplit()).isTrue();
            rig.logger().info("in {} again", "pieces");
        }
        assertThat(rig.lines("app.log")).containsExactly("in pieces", "<as the encoder wants it>", "<in pieces again>");
    }

    @Test
    void shouldShareFileWhenPatternsDiffer() throws IOException {
        final String other = "<appender name='OTHER' class='io.logc.logback.LogcAppender'>" + APART + FILE
                + "<encoder><pattern>%-5level|%thread|%m%n</pattern></encoder></appender>";
        final LogbackRig rig = new LogbackRig(directory)
                .configure(configuration("<appender name='LOGC' class='io.logc.logback.LogcAppender'>" + APART + FILE
                        + LogbackRig.PATTERN + "</appender>" + other + root("LOGC", "OTHER")));
        try (rig) {
            for (int i = 0; i < 4; i++) {
                rig.logger().warn("number {}", 7);
            }
        }
        final String line = "WARN |" + Thread.currentThread().getName() + "|number 7";
        assertThat(rig.lines("app.log"))
                .containsExactly("number 7", line, "number 7", line, "number 7", line, "number 7", line);
    }

    /** The buffer's dictionary has no room for texts that are made for one event. */
    @Test
    void shouldRememberOnlyTextsThatAreSeenInSeveralEvents() throws IOException {
        final String other = "<appender name='OTHER' class='io.logc.logback.LogcAppender'>" + APART + FILE
                + "<encoder><pattern>%m [%m, %thread, %thread]%n</pattern></encoder></appender>";
        final LogbackRig rig = new LogbackRig(directory)
                .configure(configuration("<appender name='LOGC' class='io.logc.logback.LogcAppender'>" + APART + FILE
                        + LogbackRig.PATTERN + "</appender>" + other + root("LOGC", "OTHER")));
        final Thread thread = Thread.currentThread();
        final String name = thread.getName();
        try (rig) {
            for (int i = 0; i < 100; i++) {
                thread.setName("single request " + i);
                rig.logger().info("single message " + i);
            }
            thread.setName(name);
            for (int i = 0; i < 1_000; i++) {
                rig.logger().info("familiar message");
            }
            // What is on file is no more in the ring.
            await().untilAsserted(() -> assertThat(rig.buffers()).doesNotContain("single"));
            assertThat(rig.buffers()).contains("familiar message");
        } finally {
            thread.setName(name);
        }
        assertThat(rig.lines("app.log"))
                .hasSize(2_200)
                .contains("single message 99 [single message 99, single request 99, single request 99]");
    }

    @Test
    void shouldReportAndGoOnWhenConversionThrows() throws IOException {
        final LogbackRig rig = new LogbackRig(directory)
                .configure(configuration("<conversionRule conversionWord='moody' converterClass='"
                        + MoodyConverter.class.getName() + "'/>"
                        + "<appender name='LOGC' class='io.logc.logback.LogcAppender'>" + APART + FILE
                        + "<encoder><pattern>%msg %moody%n</pattern></encoder></appender>" + root("LOGC")));
        try (rig) {
            assertThat(rig.appender().isSplit()).isTrue();
            rig.logger().info("before");
            for (int i = 0; i < 100; i++) { // more than there are scratch buffers
                rig.logger().info("throw");
            }
            rig.logger().info("after");
        }
        assertThat(rig.lines("app.log")).containsExactly("before fine", "after fine");
        assertThat(rig.statuses(Status.ERROR)).isNotEmpty();
    }

    /** Throws if the message says so. */
    public static final class MoodyConverter extends ClassicConverter {
        @Override
        public String convert(final ILoggingEvent event) {
            if ("throw".equals(event.getMessage())) {
                throw new IllegalStateException("as told");
            }
            return "fine";
        }
    }
}
