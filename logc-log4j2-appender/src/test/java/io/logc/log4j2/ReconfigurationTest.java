package io.logc.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Reloads while the application logs: nothing lost, nothing doubled, order kept. */
@Timeout(120)
class ReconfigurationTest {
    private static final int RELOADS = 20;
    private static final String PATTERN = "%t %m%n";

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("app.log");
    }

    @Test
    void shouldLoseNothingWhenReloadedUnchanged() throws InterruptedException {
        assertNothingLost(reload -> logc("", TestContext.pattern(PATTERN)));
    }

    @Test
    void shouldLoseNothingWhenLayoutChanges() throws InterruptedException {
        assertNothingLost(reload -> logc("", TestContext.pattern(PATTERN + (reload % 2 == 0 ? "" : "%ex"))));
    }

    @Test
    void shouldLoseNothingWhenHeaderAndFooterChange() throws InterruptedException {
        assertNothingLost(reload ->
                logc("", TestContext.pattern(PATTERN, "header='# head " + reload + "&#10;' footer='# foot&#10;'")));
        final List<String> lines = TestContext.lines(file);
        assertThat(lines.stream().filter(line -> line.startsWith("#"))).containsExactly("# head 0", "# foot");
        assertThat(lines).startsWith("# head 0").endsWith("# foot");
    }

    @Test
    void shouldLoseNothingWhenBufferSizeChanges() throws InterruptedException {
        assertNothingLost(reload -> logc("bufferSize='" + (1 + reload % 2) + " MB'", TestContext.pattern(PATTERN)));
    }

    @Test
    void shouldTruncateOnlyOnceWhenAppendIsFalse() throws InterruptedException {
        assertNothingLost(reload ->
                logc("append='false'", TestContext.pattern(PATTERN + (reload % 2 == 0 ? "" : "%ex"))));
    }

    /** Not in order: while both write, the File appender's lines overtake those that are still in the buffer. */
    @Test
    void shouldLoseNothingWhenFileAppenderBecomesLogcAndBack() throws InterruptedException {
        final List<LoadThread> threads = logWhileReloading(reload -> reload % 2 == 0
                ? TestContext.file("A", file, "", TestContext.pattern(PATTERN))
                : logc("", TestContext.pattern(PATTERN)));
        for (final LoadThread thread : threads) {
            assertThat(linesOf(thread)).containsExactlyInAnyOrderElementsOf(thread.expectedLines());
        }
    }

    @Test
    void shouldShareTheManagerWhenNothingChanged() {
        final String element = logc("", TestContext.pattern(PATTERN));
        try (TestContext context = new TestContext(directory, element, "A")) {
            final LogcAppender before = (LogcAppender) context.appender("A");
            final LogcManager manager = before.manager();
            context.reload(element, "A");
            final LogcAppender after = (LogcAppender) context.appender("A");
            assertThat(after).isNotSameAs(before);
            assertThat(before.isStopped()).isTrue();
            assertThat(before.manager()).isNull();
            assertThat(after.manager()).isSameAs(manager);
            assertThat(AbstractManager.hasManager(manager.getName())).isTrue();
            context.stop();
            assertThat(AbstractManager.hasManager(manager.getName())).isFalse();
        }
    }

    @Test
    void shouldOpenAnewWhenAnOptionChanged() {
        try (TestContext context = new TestContext(directory, logc("", TestContext.pattern(PATTERN)), "A")) {
            final LogcManager manager = ((LogcAppender) context.appender("A")).manager();
            context.reload(logc("flushInterval='10 ms'", TestContext.pattern(PATTERN)), "A");
            assertThat(((LogcAppender) context.appender("A")).manager()).isNotSameAs(manager);
            assertThat(AbstractManager.hasManager(manager.getName())).isFalse();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldHoldNothingMoreAfterManyReloads() {
        final IntFunction<String> configuration = reload -> logc(
                reload % 3 == 0 ? "flushInterval='10 ms'" : "",
                TestContext.pattern(PATTERN + (reload % 2 == 0 ? "" : "%ex")));
        try (TestContext context = new TestContext(directory, configuration.apply(0), "A")) {
            reload(context, 20, configuration);
            final Map<String, Long> before = held();
            reload(context, 100, configuration);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(held())
                            .allSatisfy(
                                    (kind, count) -> assertThat(count).as(kind).isLessThanOrEqualTo(before.get(kind))));
        }
    }

    private static void reload(final TestContext context, final int times, final IntFunction<String> configuration) {
        for (int reload = 1; reload <= times; reload++) {
            context.logger().info("event {}", reload);
            context.reload(configuration.apply(reload), "A");
        }
    }

    /** How many threads, buffers, mappings and descriptors of this test's logc there are. */
    private Map<String, Long> held() {
        try (Stream<Path> buffers = Files.list(directory.resolve("buffers"));
                Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"));
                Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return Map.of(
                    "threads",
                            threadNames()
                                    .filter(name -> name.startsWith("logc"))
                                    .count(),
                    "buffers", buffers.count(),
                    "mappings",
                            mappings.filter(line -> line.contains(directory.toString()))
                                    .count(),
                    "descriptors", descriptors.filter(this::isOurs).count());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    private boolean isOurs(final Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(directory);
        } catch (final IOException closedMeanwhile) {
            return false;
        }
    }

    private String logc(final String more, final String layout) {
        return TestContext.logc(directory, "A", file, "maxBlock='30 s' " + more, layout);
    }

    private void assertNothingLost(final IntFunction<String> configuration) throws InterruptedException {
        for (final LoadThread thread : logWhileReloading(configuration)) {
            assertThat(linesOf(thread)).isEqualTo(thread.expectedLines());
        }
    }

    private List<String> linesOf(final Thread thread) {
        return TestContext.lines(file).stream()
                .filter(line -> line.startsWith(thread.getName() + " "))
                .toList();
    }

    private List<LoadThread> logWhileReloading(final IntFunction<String> configuration) throws InterruptedException {
        final AtomicBoolean running = new AtomicBoolean(true);
        final List<LoadThread> threads = new ArrayList<>();
        try (TestContext context = new TestContext(directory, configuration.apply(0), "A")) {
            for (int i = 0; i < 2; i++) {
                threads.add(new LoadThread("load-" + i, context.logger(), running));
            }
            threads.forEach(Thread::start);
            for (int reload = 1; reload <= RELOADS; reload++) {
                awaitProgress(threads);
                context.reload(configuration.apply(reload), "A");
            }
            awaitProgress(threads);
            running.set(false);
            for (final LoadThread thread : threads) {
                thread.join();
            }
        }
        return threads;
    }

    private static void awaitProgress(final List<LoadThread> threads) {
        for (final LoadThread thread : threads) {
            final int before = thread.count;
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> thread.count > before + 100);
        }
    }

    /** Logs numbered events at a pace that leaves the reloading thread some of the machine. */
    private static final class LoadThread extends Thread {
        private final Logger logger;
        private final AtomicBoolean running;
        private volatile int count;

        LoadThread(final String name, final Logger logger, final AtomicBoolean running) {
            super(name);
            this.logger = logger;
            this.running = running;
        }

        List<String> expectedLines() {
            return IntStream.range(0, count)
                    .mapToObj(number -> getName() + " event " + number)
                    .toList();
        }

        @Override
        public void run() {
            int next = 0;
            while (running.get()) {
                logger.info("event {}", next);
                next++;
                count = next;
                LockSupport.parkNanos(20_000);
            }
        }
    }
}
