package io.logc.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.log4j2.split.CorpusEvents;
import io.logc.log4j2.split.CorpusPatterns;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.util.Constants;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The files that Log4j's own appenders write, and those that logc makes of fields, side by side. */
@Timeout(120)
class SplitFilesTest {
    private static final long SEED = Long.getLong("logc.test.seed", 1L);
    /** Patterns whose appenders are there at the same time. */
    private static final int BATCH = 16;

    private static final int RANDOM_PATTERNS = 32;
    private static final String[] USUAL = {
        "%d [%t] %-5level %c{1.} - %m%n",
        "%d{HH:mm:ss.SSS} [%t] %-5level %logger{36} %X{user} %marker - %msg%n",
        "%r %-20.-10t %C{1} %M %L %c %5.3p %m %xEx{3}%n",
        "{\"l\":\"%p\",\"m\":\"%enc{%m}{JSON}\",\"u\":\"%enc{%X{user}}{JSON}\"}%n",
        "%date{yyyy-MM-dd HH:mm:ss,nnnnnnnnn}{Asia/Kathmandu} %level{length=2,lowerCase=true} %replace{%m}{e}{3}%n",
        "%lineLength %d %p %m%n%upperLine%c%n",
    };

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    @Test
    void shouldWriteTheSameFilesForCorpus() throws IOException {
        final Random random = new Random(SEED);
        final List<String> patterns = new ArrayList<>(List.of(USUAL));
        patterns.addAll(CorpusPatterns.all());
        IntStream.range(0, RANDOM_PATTERNS)
                .mapToObj(i -> CorpusPatterns.random(random))
                .forEach(patterns::add);
        assertThat(patterns).hasSizeGreaterThan(150);
        for (int from = 0; from < patterns.size(); from += BATCH) {
            shouldWriteTheSameFiles(patterns.subList(from, Math.min(patterns.size(), from + BATCH)));
        }
    }

    private void shouldWriteTheSameFiles(final List<String> patterns) throws IOException {
        try (TestContext context = context(patterns, uri -> new LoggerContext("test", null, uri))) {
            for (int round = 0; round < 3; round++) {
                for (final LogEvent event : CorpusEvents.all(round)) {
                    append(context, patterns.size(), event);
                }
            }
        }
        assertSameFiles(patterns);
        try (Stream<Path> logs = Files.list(directory)) {
            for (final Path log :
                    logs.filter(path -> path.toString().endsWith(".log")).toList()) {
                Files.delete(log);
            }
        }
    }

    @Test
    void shouldWriteTheSameFilesForLogCalls() throws IOException {
        final List<String> patterns = List.of(USUAL);
        try (TestContext context = context(patterns, uri -> new LoggerContext("test", null, uri))) {
            log(context.logger());
        }
        assertSameFiles(patterns);
    }

    @Test
    void shouldWriteTheSameFilesForAsynchronousLoggers() throws IOException {
        final List<String> patterns = List.of(USUAL);
        try (TestContext context = context(patterns, uri -> new AsyncLoggerContext("test", null, uri))) {
            log(context.logger());
        }
        assertSameFiles(patterns);
    }

    /** Log4j reads the property once, so that takes a JVM of its own. */
    @Test
    void shouldWriteTheSameFilesWithoutDirectEncoders() throws IOException, InterruptedException {
        final Path output = directory.resolve("output.txt");
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.enableDirectEncoders=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutDirectEncoders.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertSameFiles(List.of(USUAL));
        assertThat(directory.resolve("0-logc.log")).isNotEmptyFile();
    }

    /** Events and log calls in a JVM in which layouts make strings. */
    static final class WithoutDirectEncoders {
        private WithoutDirectEncoders() {}

        public static void main(final String[] arguments) {
            final SplitFilesTest files = new SplitFilesTest();
            files.directory = Path.of(arguments[0]);
            assertThat(Constants.ENABLE_DIRECT_ENCODERS).isFalse();
            try (TestContext context = files.context(List.of(USUAL), uri -> new LoggerContext("test", null, uri))) {
                for (final LogEvent event : CorpusEvents.all()) {
                    append(context, USUAL.length, event);
                }
                log(context.logger());
            }
        }
    }

    @Test
    void shouldAskEachConverterOnceForEachEvent() throws IOException {
        final String pattern = "%sn %p %callCount %m%X{half} %sn%n";
        final String logc =
                TestContext.logc(directory, "L0", directory.resolve("0-logc.log"), "", TestContext.pattern(pattern));
        try (TestContext context = new TestContext(directory, logc, "L0")) {
            final Appender appender = context.appender("L0");
            for (int i = 0; i < 5; i++) {
                appender.append(event(new SimpleMessage("plain"), "half", null));
                appender.append(event(new SimpleMessage("one half \uD83D"), "\uDE00", null));
                appender.append(
                        event(new ParameterizedMessage("{} and {}", i, new StringBuilder("x\uD83D")), "\uDE00", null));
                appender.append(event(new SimpleMessage("long".repeat(20_000)), "half", null));
                appender.append(event(new SimpleMessage("failed"), "half", new IllegalStateException()));
            }
        }
        final List<String> lines = TestContext.lines(directory.resolve("0-logc.log")).stream()
                .filter(line -> line.matches("\\d+ INFO .*"))
                .toList();
        assertThat(lines).hasSize(25);
        assertThat(lines).filteredOn(line -> line.contains("\uD83D\uDE00")).hasSize(10);
        final long first = Long.parseLong(lines.get(0).split(" ")[0]);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).matches((first + 2 * i) + " INFO " + (i + 1) + " .* " + (first + 2 * i + 1));
        }
    }

    @Test
    void shouldRunTheCodeOfArgumentsOnceForEachEvent() throws IOException {
        final int[] calls = new int[1];
        final Object counting = new Object() {
            @Override
            public String toString() {
                return "call " + ++calls[0] + '\uD83D';
            }
        };
        final String logc = TestContext.logc(
                directory, "L0", directory.resolve("0-logc.log"), "", TestContext.pattern("%p %m%X{half}%n"));
        try (TestContext context = new TestContext(directory, logc, "L0")) {
            for (int i = 0; i < 4; i++) {
                context.appender("L0").append(event(new ParameterizedMessage("{}", counting), "\uDE00", null));
            }
        }
        assertThat(TestContext.lines(directory.resolve("0-logc.log")))
                .containsExactly(
                        "INFO call 1\uD83D\uDE00",
                        "INFO call 2\uD83D\uDE00",
                        "INFO call 3\uD83D\uDE00",
                        "INFO call 4\uD83D\uDE00");
    }

    @Test
    void shouldWriteBothLinesWhenAnArgumentLogs() {
        final String logc = TestContext.logc(
                directory, "L0", directory.resolve("0-logc.log"), "", TestContext.pattern("%d{yyyy} %X %p %m%n"));
        try (TestContext context = new TestContext(directory, logc, "L0")) {
            final Object nested = new Object() {
                @Override
                public String toString() {
                    context.appender("L0").append(event(new ParameterizedMessage("inner {}", 1), "half", null));
                    return "nested";
                }
            };
            context.appender("L0").append(event(new ParameterizedMessage("outer {}", nested), "half", null));
            context.appender("L0").append(event(new ParameterizedMessage("outer {}", nested), "half", null));
        }
        assertThat(TestContext.lines(directory.resolve("0-logc.log")))
                .containsExactly(
                        "2024 {half=half} INFO inner 1",
                        "2024 {half=half} INFO outer nested",
                        "2024 {half=half} INFO inner 1",
                        "2024 {half=half} INFO outer nested");
    }

    @Test
    void shouldWriteNothingOfAnEventWhoseConverterFails() {
        final String logc = TestContext.logc(
                directory, "L0", directory.resolve("0-logc.log"), "", TestContext.pattern("%p %K %m%n"));
        try (TestContext context = new TestContext(directory, logc, "L0")) {
            final Appender appender = context.appender("L0");
            for (int i = 0; i < 100; i++) {
                appender.append(event(new SimpleMessage("before"), "half", null));
                try {
                    appender.append(event(new CorpusEvents.FailingMessage(), "half", null));
                } catch (final IllegalStateException expected) {
                    assertThat(expected).hasMessage("message failed");
                }
            }
        }
        assertThat(TestContext.lines(directory.resolve("0-logc.log")))
                .hasSize(100)
                .containsOnly("INFO  before");
    }

    /** The buffer's dictionary has no room for texts that are made for one event. */
    @Test
    void shouldRememberOnlyTextsThatAreSeenInSeveralEvents() throws IOException {
        final Path file = directory.resolve("app.log");
        final String appenders = TestContext.logc(directory, "A", file, "", TestContext.pattern("%t %m %m%n"))
                + TestContext.logc(directory, "B", file, "", TestContext.pattern("%t %m%n"));
        final Thread thread = Thread.currentThread();
        final String name = thread.getName();
        try (TestContext context = new TestContext(directory, appenders, "A", "B")) {
            for (int i = 0; i < 100; i++) {
                thread.setName("single request " + i);
                context.logger().info(new ParameterizedMessage("single message " + i + " {}", i));
            }
            thread.setName(name);
            for (int i = 0; i < 1_000; i++) {
                context.logger().info(new ParameterizedMessage("familiar message {}", i));
            }
            // What is on file is no more in the ring.
            await().untilAsserted(() -> assertThat(context.buffers()).doesNotContain("single"));
            assertThat(context.buffers()).contains("familiar message");
        } finally {
            thread.setName(name);
        }
        assertThat(TestContext.lines(file)).hasSize(2_200).contains("single request 99 single message 99 99");
    }

    private static LogEvent event(final Message message, final String half, final Throwable thrown) {
        final StringMap context = ContextDataFactory.createContextData();
        context.putValue("half", half);
        return Log4jLogEvent.newBuilder()
                .setLevel(Level.INFO)
                .setLoggerName("org.example.app.Service")
                .setTimeMillis(1_720_000_000_000L)
                .setContextData(context)
                .setMessage(message)
                .setThrown(thrown)
                .build();
    }

    /** Logc's and Log4j's two appenders for each pattern. */
    private TestContext context(final List<String> patterns, final Function<URI, LoggerContext> factory) {
        final StringBuilder appenders = new StringBuilder();
        final List<String> refs = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            final String layout = TestContext.pattern(patterns.get(i), "charset='UTF-8'");
            appenders.append(TestContext.logc(
                    directory, "L" + i, directory.resolve(i + "-logc.log"), buffer(patterns.get(i)), layout));
            appenders.append(TestContext.file("F" + i, directory.resolve(i + "-file.log"), "", layout));
            appenders.append(TestContext.file("R" + i, directory.resolve(i + "-raf.log"), "", layout)
                    .replace("File name", "RandomAccessFile name")
                    .replace("</File>", "</RandomAccessFile>"));
            refs.addAll(List.of("L" + i, "F" + i, "R" + i));
        }
        return new TestContext(directory, factory, appenders.toString(), refs.toArray(new String[0]));
    }

    /** Large enough that the longest line is not cut. */
    private static String buffer(final String pattern) {
        return pattern.matches("(.*%[-.0-9]*m.*){3,}") ? "bufferSize='16 MB'" : "bufferSize='2 MB'";
    }

    private static void append(final TestContext context, final int patterns, final LogEvent event) {
        for (int i = 0; i < patterns; i++) {
            for (final String kind : new String[] {"L", "F", "R"}) {
                try {
                    context.appender(kind + i).append(event);
                } catch (final RuntimeException e) {
                    // As the layout throws, which is compared elsewhere: the event is in none of the files.
                    assertThat(e).isNotNull();
                }
            }
        }
    }

    private static void log(final Logger logger) {
        ThreadContext.put("user", "Zoë");
        try {
            for (int i = 0; i < 20; i++) {
                logger.info("plain");
                logger.debug("with {} arguments: {}", i, "second");
                logger.warn(MarkerManager.getMarker("AUDIT"), "{} {} {} {}", 1L, 2.5, 'c', null);
                logger.info("escaped \\{} {}", new StringBuilder("builder ü"));
                logger.error("failed {}", "x", new IllegalStateException("why"));
                logger.log(CorpusEvents.NOTICE, () -> "supplied");
                logger.info("concatenated " + i);
                logger.info((Message) new SimpleMessage("message"));
                logger.info("many {} {} {} {} {} {} {} {} {} {} {}", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            }
        } finally {
            ThreadContext.clearAll();
        }
    }

    private void assertSameFiles(final List<String> patterns) throws IOException {
        for (int i = 0; i < patterns.size(); i++) {
            final Path expected = directory.resolve(i + "-file.log");
            assertThat(Files.mismatch(expected, directory.resolve(i + "-raf.log")))
                    .as(patterns.get(i))
                    .isEqualTo(-1);
            final Path actual = directory.resolve(i + "-logc.log");
            assertThat(Files.mismatch(expected, Files.exists(actual) ? actual : Path.of("/dev/null")))
                    .as("seed %d, pattern %s, %s", SEED, patterns.get(i), actual)
                    .isEqualTo(-1);
        }
    }
}
