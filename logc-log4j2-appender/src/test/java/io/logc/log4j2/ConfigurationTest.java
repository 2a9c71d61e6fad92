package io.logc.log4j2;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the element accepts, what it says about what is wrong, and that the application starts in any case. */
class ConfigurationTest {
    private static final String LAYOUT = TestContext.pattern("%m%n");

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    private StatusCapture status;
    private Path file;

    @BeforeEach
    void listen() {
        status = new StatusCapture(directory);
        file = directory.resolve("app.log");
    }

    @AfterEach
    void stopListening() {
        status.close();
    }

    @Test
    void shouldStartQuietlyWhenAllIsWell() {
        logWith("", LAYOUT);
        assertThat(status.messages(Level.WARN)).isEmpty();
        assertThat(status.messages(Level.ERROR)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fileName=''", "fileName='  '"})
    void shouldSayOnceAndGoOnWhenFileNameIsMissing(final String fileName) {
        final String element = "<Logc name='A' server='none' " + fileName + ">" + LAYOUT + "</Logc>";
        final String other = TestContext.logc(directory, "B", file, "", LAYOUT);
        try (TestContext context = new TestContext(directory, element + other, "A", "B")) {
            assertThat(context.appender("A")).isNull();
            context.logger().info("goes on");
        }
        assertThat(status.messages(Level.ERROR, "Logc appender A", "fileName is not set", "fileName=\"logs/app.log\""))
                .hasSize(1);
        assertThat(TestContext.lines(file)).containsExactly("goes on");
    }

    @ParameterizedTest
    @CsvSource({
        "server, maybe, must be auto or none; auto is used",
        "bufferSize, 3 MB, must be a power of two between 64 KB and 1 GB; 4 MB is used",
        "bufferSize, much, must be a power of two between 64 KB and 1 GB; 4 MB is used",
        "flushInterval, 2 days, '; 100 ms is used'",
        "whenFull, explode, must be block or drop; block is used",
        "maxBlock, -1, '; 1 s is used'",
        "filePermissions, 640, must be nine letters such as rw-r-----; what the process's umask gives is used",
    })
    void shouldWarnOnceAndUseTheDefaultWhenValueIsBad(final String option, final String value, final String remedy) {
        final String element = TestContext.logc(directory, "A", file, "", LAYOUT);
        final String plain = "server".equals(option) ? element.replace("server='none'", "") : element;
        final String bad = plain.replaceFirst("<Logc", "<Logc " + option + "='" + value + "'");
        try (TestContext context = new TestContext(directory, bad, "A")) {
            context.logger().info("logged");
        }
        assertThat(status.messages(Level.WARN))
                .singleElement()
                .asString()
                .contains("Logc appender A", option + "=" + value, remedy);
        assertThat(status.messages(Level.ERROR)).isEmpty();
        assertThat(TestContext.lines(file)).containsExactly("logged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "append='true' immediateFlush='false' bufferedIo='true' bufferSize='8192' locking='false'"
                        + " createOnDemand='true' filePermissions='rw-r-----' fileOwner='app' fileGroup='app'"
                        + " advertise='false' advertiseUri='x' ignoreExceptions='true'",
                "append='true' immediateFlush='false' bufferSize='262144' advertise='false' advertiseURI='x'",
                "append='true' immediateFlush='false' regionLength='33554432' advertise='false' advertiseURI='x'",
                "bufferSize='1 MB' flushInterval='50 ms' whenFull='drop' maxBlock='2 s'",
            })
    void shouldAcceptAttributesOfOtherFileAppenders(final String attributes) {
        logWith(attributes, LAYOUT);
        assertThat(status.messages(Level.WARN)).isEmpty();
        assertThat(status.messages(Level.ERROR)).isEmpty();
    }

    @Test
    void shouldAcceptRollingElementsWithOneWarning() {
        final String rolling = LAYOUT + "<Policies><OnStartupTriggeringPolicy/><TimeBasedTriggeringPolicy/>"
                + "<SizeBasedTriggeringPolicy size='250 MB'/></Policies>"
                + "<DefaultRolloverStrategy max='20'><Delete basePath='logs'><IfLastModified age='60d'/></Delete>"
                + "</DefaultRolloverStrategy>";
        logWith("filePattern='" + directory + "/app-%d{yyyy-MM-dd}-%i.log.gz'", rolling);
        assertThat(status.messages(Level.WARN)).singleElement().asString().contains("does not roll", "logrotate");
        assertThat(status.messages(Level.ERROR)).isEmpty();
    }

    @Test
    void shouldLeaveUnknownAttributesToTheFramework() {
        logWith("colour='blue'", LAYOUT);
        assertThat(status.messages(Level.ERROR)).singleElement().asString().contains("colour");
    }

    /** Logc's own thread says it, after it has begun to drain: the event may be on file before. */
    @Test
    void shouldSayWhoDrainsWhenThereIsNoServer() {
        try (TestContext context =
                new TestContext(directory, TestContext.logc(directory, "A", file, "", LAYOUT), "A")) {
            context.logger().info("logged");
            Awaitility.await().untilAsserted(() -> assertThat(whoDrains()).isNotEmpty());
        }
        assertThat(whoDrains()).doesNotHaveDuplicates();
    }

    private List<String> whoDrains() {
        return status.messages(Level.INFO, "logc: ", file.toString(), "this process writes the file");
    }

    @Test
    void shouldUseTheDefaultLayoutOfFileAppendersWhenNoneIsGiven() {
        try (TestContext context = new TestContext(directory, TestContext.logc(directory, "A", file, "", ""), "A")) {
            final Layout<?> layout = context.appender("A").getLayout();
            assertThat(layout).isInstanceOf(PatternLayout.class).hasToString("%m%n");
        }
    }

    @Test
    void shouldRequireLocationOnlyWhenTheLayoutDoes() {
        final String two = TestContext.logc(directory, "A", file, "", LAYOUT)
                + TestContext.logc(directory, "B", file, "", TestContext.pattern("%L %m%n"));
        try (TestContext context = new TestContext(directory, two, "A", "B")) {
            assertThat(((LogcAppender) context.appender("A")).requiresLocation())
                    .isFalse();
            assertThat(((LogcAppender) context.appender("B")).requiresLocation())
                    .isTrue();
        }
    }

    @Test
    void shouldApplyFilters() {
        final String filtered = TestContext.logc(
                directory,
                "A",
                file,
                "",
                LAYOUT + "<Filters><ThresholdFilter level='INFO'/><RegexFilter regex='.*secret.*' onMatch='DENY'"
                        + " onMismatch='ACCEPT'/></Filters>");
        try (TestContext context = new TestContext(directory, filtered, "A")) {
            context.logger().debug("too low");
            context.logger().info("a secret");
            context.logger().info("passes");
        }
        assertThat(TestContext.lines(file)).containsExactly("passes");
    }

    @Test
    void shouldBuildInCode() {
        final LogcAppender appender = LogcAppender.newBuilder()
                .setName("A")
                .setLayout(PatternLayout.newBuilder().withPattern("%m%n").build())
                .setImmediateFlush(true)
                .setFileName(file.toString())
                .setServer("none")
                .setBufferDirectory(directory.resolve("buffers").toString())
                .setFlushInterval("10 ms")
                .build();
        appender.start();
        appender.append(Events.message("in code"));
        assertThat(appender.stop(0, SECONDS)).isTrue();
        assertThat(TestContext.lines(file)).containsExactly("in code");
    }

    /** Log4j prints nothing below ERROR by default. The appender starts nevertheless. */
    @Test
    void shouldReportErrorOnceAndWriteLaterWhenDirectoryIsInThePlaceOfTheFile() throws IOException {
        Files.createDirectory(file);
        try (TestContext context =
                new TestContext(directory, TestContext.logc(directory, "A", file, "", LAYOUT), "A")) {
            assertThat(status.messages(Level.ERROR))
                    .containsExactly(
                            "logc: " + file + ": cannot be written now (is a directory); events are kept in the"
                                    + " buffer, and written as soon as it can be");
            assertThat(file).isEmptyDirectory();
            context.logger().info("kept");
            Files.delete(file);
        }
        assertThat(TestContext.lines(file)).containsExactly("kept");
    }

    @Test
    void shouldReportErrorOnceAndWriteLaterWhenFileIsInThePlaceOfTheDirectory() throws IOException {
        final Path occupied = Files.writeString(directory.resolve("occupied"), "not a directory");
        final Path below = occupied.resolve("deep/app.log");
        try (TestContext context =
                new TestContext(directory, TestContext.logc(directory, "A", below, "", LAYOUT), "A")) {
            assertThat(status.messages(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(below + ": cannot be written now (not a directory: " + occupied.toRealPath() + ")");
            context.logger().info("kept");
            Files.delete(occupied);
        }
        assertThat(TestContext.lines(below)).containsExactly("kept");
    }

    private void logWith(final String attributes, final String inner) {
        // The attributes under test come first in the element; none of them may be given twice.
        try (TestContext context =
                new TestContext(directory, TestContext.logc(directory, "A", file, attributes, inner), "A")) {
            context.logger().info("logged");
        }
        assertThat(TestContext.lines(file)).containsExactly("logged");
    }
}
