package io.logc.logback;

import static io.logc.logback.LogbackRig.APART;
import static io.logc.logback.LogbackRig.PATTERN;
import static io.logc.logback.LogbackRig.appender;
import static io.logc.logback.LogbackRig.configuration;
import static io.logc.logback.LogbackRig.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.core.status.Status;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** What users write in logback.xml: what works, what is said about mistakes, and that logging goes on. */
class ConfigurationTest {
    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    Path directory;

    @Test
    void shouldStayQuietWhenConfigurationIsComplete() throws IOException {
        final List<String> warnings = warningsOf(appender("<file>DIR/app.log</file>" + PATTERN));

        assertThat(warnings).isEmpty();
        assertThat(lines()).containsExactly("hello");
    }

    @Test
    void shouldAcceptEveryOption() throws IOException {
        final List<String> warnings = warningsOf(appender("<file> DIR/app.log </file><append>true</append>"
                + "<bufferSize>128 KB</bufferSize><flushInterval>20 ms</flushInterval><whenFull>drop</whenFull>"
                + "<maxBlock>2 s</maxBlock><autoStart>false</autoStart><filePermissions>rw-------</filePermissions>"
                + PATTERN));

        assertThat(warnings).isEmpty();
        assertThat(lines()).containsExactly("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<immediateFlush>true</immediateFlush>",
                "<immediateFlush>false</immediateFlush>",
                "<prudent>true</prudent>",
                "<prudent>false</prudent>",
                "<lazy>true</lazy>",
                "<bufferSize>8192</bufferSize>",
                "<bufferSize>8KB</bufferSize>",
                "<bufferSize>256 kb</bufferSize>"
            })
    void shouldAcceptPropertyOfFileAppenderWhenOnlyClassWasChanged(final String property) throws IOException {
        final List<String> warnings = warningsOf(appender("<file>DIR/app.log</file>" + property + PATTERN));

        assertThat(warnings).isEmpty();
        assertThat(lines()).containsExactly("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "server, maybe, none is used",
        "bufferSize, 3 MB, 4 MB is used",
        "bufferSize, lots, 4 MB is used",
        "bufferSize, 2 GB, 4 MB is used",
        "flushInterval, 0, 100 ms is used",
        "flushInterval, soon, 100 ms is used",
        "whenFull, explode, block is used",
        "maxBlock, 2 hours, 1 s is used",
        "filePermissions, 644, umask gives is used",
        "append, perhaps, perhaps",
        "autoStart, sometimes, sometimes",
        "prudent, rather, rather"
    })
    void shouldWarnOnceAndKeepDefaultWhenValueIsBad(final String option, final String value, final String used)
            throws IOException {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(
                    appender("<file>DIR/app.log</file>" + PATTERN + "<" + option + ">" + value + "</" + option + ">"));
            rig.logger().info("hello");

            assertThat(rig.statusesNaming(option)).singleElement().asString().contains(value, used);
            assertThat(rig.statuses(Status.WARN)).hasSize(1);
            assertThat(rig.statuses(Status.ERROR)).isEmpty();
        }
        assertThat(lines()).containsExactly("hello");
    }

    @Test
    void shouldWarnOnceWhenElementIsUnknown() throws IOException {
        final List<String> warnings =
                warningsOf(appender("<file>DIR/app.log</file><neverBlock>true</neverBlock>" + PATTERN));

        assertThat(warnings).singleElement().asString().contains("Ignoring unknown property [neverBlock]");
        assertThat(lines()).containsExactly("hello");
    }

    @Test
    void shouldReportErrorOnceAndGoOnWhenFileIsMissing() {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender(PATTERN));
            for (int i = 0; i < 1000; i++) {
                rig.logger().info("nowhere to go");
            }

            assertThat(rig.statuses(Status.ERROR))
                    .containsExactly("file: not set for appender [LOGC]; name the log file in a <file> element");
            assertThat(rig.statusesNaming("non started appender")).hasSizeBetween(1, 3);
            assertThat(rig.appender().isStarted()).isFalse();
            assertThat(rig.appender().getDroppedCount()).isZero();
        }
    }

    @Test
    void shouldReportErrorOnceAndGoOnWhenEncoderIsMissing() {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender("<file>DIR/app.log</file>"));
            rig.logger().info("no form to take");

            assertThat(rig.statuses(Status.ERROR))
                    .containsExactly("encoder: not set for appender [LOGC]; add an <encoder> element with a <pattern>");
        }
    }

    @Test
    void shouldNameRemedyWithoutErrorWhenRollingFileAppenderWasChanged() throws IOException {
        final String rolling = "<rollingPolicy class='ch.qos.logback.core.rolling.TimeBasedRollingPolicy'>"
                + "<fileNamePattern>DIR/app.%d.log.gz</fileNamePattern><maxHistory>30</maxHistory></rollingPolicy>"
                + "<triggeringPolicy class='ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy'>"
                + "<maxFileSize>5MB</maxFileSize></triggeringPolicy>";

        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender("<file>DIR/app.log</file>" + rolling + PATTERN));
            rig.logger().info("hello");

            assertThat(rig.statuses(Status.ERROR)).isEmpty();
            assertThat(rig.statusesNaming("rollingPolicy: logc does not roll files"))
                    .hasSize(1);
            assertThat(rig.statusesNaming("triggeringPolicy: logc does not roll files"))
                    .hasSize(1);
            assertThat(rig.statusesNaming("logrotate")).hasSize(2);
        }
        assertThat(lines()).containsExactly("hello");
    }

    @Test
    void shouldNotReportErrorWhenOldEncoderSetsImmediateFlush() throws IOException {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender("<file>DIR/app.log</file><encoder><immediateFlush>false</immediateFlush>"
                    + "<pattern>%msg%n</pattern></encoder>"));
            rig.logger().info("hello");

            assertThat(rig.statuses(Status.ERROR)).isEmpty();
        }
        assertThat(lines()).containsExactly("hello");
    }

    @Test
    void shouldKeepFileOfOthersWhenPrudentAndAppendFalse() throws IOException {
        Files.writeString(directory.resolve("app.log"), "of another application\n");

        final List<String> warnings =
                warningsOf(appender("<prudent>true</prudent><append>false</append><file>DIR/app.log</file>" + PATTERN));

        assertThat(warnings).singleElement().asString().contains("append=false", "prudent=true");
        assertThat(lines()).containsExactly("of another application", "hello");
    }

    @Test
    void shouldApplyFilters() throws IOException {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender("<filter class='ch.qos.logback.classic.filter.ThresholdFilter'><level>WARN</level>"
                    + "</filter><file>DIR/app.log</file>" + PATTERN));
            rig.logger().info("filtered");
            rig.logger().warn("passed");
        }
        assertThat(lines()).containsExactly("passed");
    }

    @Test
    void shouldGoOnAndWriteOrReportAllLaterWhenDirectoryCannotBeWritten() throws IOException {
        final Path occupied = Files.writeString(directory.resolve("occupied"), "a file where the directory should be");
        final LogbackRig rig = new LogbackRig(directory);
        try (rig) {
            rig.configure(appender("<maxBlock>0</maxBlock><bufferSize>64 KB</bufferSize>"
                    + "<file>DIR/occupied/app.log</file>" + PATTERN));
            for (int i = 0; i < 5_000; i++) {
                rig.logger().info("kept in the buffer, or counted");
            }
            await().untilAsserted(
                            () -> assertThat(rig.statusesNaming("occupied")).isNotEmpty());
            assertThat(rig.statuses(Status.ERROR)).isEmpty();
            assertThat(rig.appender().isStarted()).isTrue();
            assertThat(rig.appender().getDroppedCount()).isPositive();

            Files.delete(occupied);
            Files.createDirectory(occupied);
        }
        assertThat(rig.callsIn("occupied/app.log")).isEqualTo(5_000);
        assertThat(rig.statuses(Status.ERROR)).isEmpty();
    }

    /** What is a WARN while Logback configures is printed by default; an ERROR would keep Spring Boot from starting. */
    @Test
    void shouldWarnWhileConfiguringAndWriteLaterWhenDirectoryIsInThePlaceOfTheFile() throws IOException {
        final Path file = Files.createDirectory(directory.resolve("app.log"));
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender("<file>DIR/app.log</file>" + PATTERN));

            assertThat(rig.statusesNaming("cannot be written now (is a directory)"))
                    .singleElement()
                    .asString()
                    .contains("app.log", "events are kept in the buffer, and written as soon as it can be");
            assertThat(rig.statuses(Status.ERROR)).isEmpty();
            assertThat(file).isEmptyDirectory();
            rig.logger().info("kept");
            Files.delete(file);
        }
        assertThat(lines()).containsExactly("kept");
    }

    @Test
    void shouldWarnWhileConfiguringWhenFileIsInThePlaceOfTheDirectory() throws IOException {
        final Path occupied = Files.writeString(directory.resolve("occupied"), "not a directory");
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender("<file>DIR/occupied/app.log</file>" + PATTERN));

            assertThat(rig.statusesNaming("cannot be written now (not a directory: "))
                    .singleElement()
                    .asString()
                    .contains("occupied");
            assertThat(rig.statuses(Status.ERROR)).isEmpty();
            Files.delete(occupied);
        }
    }

    @Test
    void shouldMakeParentDirectoriesOfFile() throws IOException {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(appender("<file>DIR/deep/down/app.log</file>" + PATTERN));
            rig.logger().info("hello");
        }
        assertThat(Files.readAllLines(directory.resolve("deep/down/app.log"))).containsExactly("hello");
    }

    @Test
    void shouldWriteFileForEachValueWhenInsideSiftingAppender() throws IOException {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.configure(configuration("<appender name='SIFT' class='ch.qos.logback.classic.sift.SiftingAppender'>"
                    + "<discriminator class='ch.qos.logback.classic.sift.MDCBasedDiscriminator'><key>user</key>"
                    + "<defaultValue>nobody</defaultValue></discriminator><sift>"
                    + "<appender name='LOGC-${user}' class='io.logc.logback.LogcAppender'>" + APART
                    + "<file>DIR/${user}.log</file>" + PATTERN + "</appender></sift></appender>" + root("SIFT")));
            for (int i = 0; i < 30; i++) {
                final String user = "user" + i % 3;
                MDC.put("user", user);
                rig.logger().info("{} {}", user, i);
                MDC.clear();
            }

            assertThat(rig.statuses(Status.WARN)).isEmpty();
        }
        for (int user = 0; user < 3; user++) {
            final String name = "user" + user;
            assertThat(Files.readAllLines(directory.resolve(name + ".log")))
                    .hasSize(10)
                    .startsWith(name + " " + user)
                    .allSatisfy(line -> assertThat(line).startsWith(name));
        }
    }

    /** Configures, logs one line, stops, and returns what was said at level WARN or above. */
    private List<String> warningsOf(final String xml) {
        final LogbackRig rig = new LogbackRig(directory);
        try (rig) {
            rig.configure(xml);
            rig.logger().info("hello");
        }
        assertThat(rig.statuses(Status.ERROR)).isEmpty();
        return rig.statuses(Status.WARN);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(directory.resolve("app.log"));
    }
}
