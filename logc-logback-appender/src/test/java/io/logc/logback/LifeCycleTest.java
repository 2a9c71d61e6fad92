package io.logc.logback;

import static io.logc.logback.LogbackRig.APART;
import static io.logc.logback.LogbackRig.PATTERN;
import static io.logc.logback.LogbackRig.appender;
import static io.logc.logback.LogbackRig.configuration;
import static io.logc.logback.LogbackRig.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Start, stop, reload: in any order, any number of times, with events in flight. */
@Timeout(120)
class LifeCycleTest {
    private static final String SIMPLE = appender("<file>DIR/app.log</file>" + PATTERN);

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    Path directory;

    @Test
    void shouldHaveEverythingOnFileWhenStopReturns() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(SIMPLE);
        for (int i = 0; i < 50_000; i++) {
            rig.logger().info("line {}", i);
        }
        rig.close();

        assertThat(rig.lines("app.log")).hasSize(50_000).endsWith("line 49999");
    }

    @Test
    void shouldShowLineInFileWhileRunning() {
        final LogbackRig rig = new LogbackRig(directory).configure(SIMPLE);
        try (rig) {
            rig.logger().info("soon");

            await().atMost(30, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(rig.lines("app.log")).containsExactly("soon"));
        }
    }

    @Test
    void shouldWriteFooterOnceWhenStoppedSeveralTimes() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender("<file>DIR/app.log</file>" + framed()));
        final LogcAppender appender = rig.appender();
        rig.logger().info("x");
        appender.stop();
        appender.stop();
        rig.close();
        appender.stop();

        assertThat(rig.text("app.log")).containsOnlyOnce("</rows></file>").endsWith("</rows></file>");
        assertThat(appender.isStarted()).isFalse();
        assertThat(rig.statuses(Status.WARN)).isEmpty();
    }

    @Test
    void shouldIgnoreSecondStartWhenStarted() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender("<file>DIR/app.log</file>" + framed()));
        try (rig) {
            rig.appender().start();
            rig.appender().start();
            rig.logger().info("x");
        }
        assertThat(rig.text("app.log")).containsOnlyOnce("<file><rows>").containsOnlyOnce("</rows></file>");
    }

    @Test
    void shouldWriteAgainWhenStartedAfterStop() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(SIMPLE);
        try (rig) {
            for (int round = 0; round < 20; round++) {
                rig.logger().info("round {}", round);
                rig.appender().stop();
                rig.appender().start();
            }
        }
        assertThat(rig.lines("app.log"))
                .hasSize(20)
                .startsWith("round 0", "round 1")
                .endsWith("round 19");
    }

    @Test
    void shouldBeSafeToStopWhenNeverStarted() {
        final LogcAppender appender = new LogcAppender();
        appender.setContext(new LoggerContext());

        appender.stop();
        appender.start();
        appender.stop();

        assertThat(appender.isStarted()).isFalse();
    }

    @Test
    void shouldWriteEventWhenItArrivesAfterStop() {
        final LogbackRig rig = new LogbackRig(directory).configure(SIMPLE);
        rig.logger().info("before");
        rig.appender().stop();
        rig.logger().info("after");
        rig.logger().info("long after");

        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(rig.lines("app.log")).containsExactly("before", "after", "long after"));
        assertThat(rig.statuses(Status.WARN)).isEmpty();
        rig.close();
    }

    @Test
    void shouldWriteEveryEventOnceWhenStoppedWhileThreadsLog() throws Exception {
        final LogbackRig rig = new LogbackRig(directory).configure(SIMPLE);
        final int threadCount = 4;
        final int eventsOfEach = 5_000;
        final CountDownLatch underWay = new CountDownLatch(threadCount);
        final ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        for (int t = 0; t < threadCount; t++) {
            final int number = t;
            threads.execute(() -> {
                for (int i = 0; i < eventsOfEach; i++) {
                    if (i == 100) {
                        underWay.countDown();
                    }
                    rig.logger().info("{} {}", number, i);
                }
            });
        }
        underWay.await();
        rig.appender().stop();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(rig.lines("app.log")).hasSize(threadCount * eventsOfEach));
        assertThat(rig.lines("app.log")).doesNotHaveDuplicates();
        rig.close();
    }

    @Test
    void shouldStopInBoundedTimeWhenFileCannotBeWritten() throws IOException {
        final Path occupied = Files.writeString(directory.resolve("occupied"), "a file where the directory should be");
        final LogbackRig rig = new LogbackRig(directory)
                .configure(appender("<maxBlock>0</maxBlock><file>DIR/occupied/app.log</file>" + PATTERN));
        rig.logger().info("kept");

        final long startNs = System.nanoTime();
        rig.close();

        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(60));
        assertThat(rig.statuses(Status.ERROR)).isEmpty();
        Files.delete(occupied);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(rig.lines("occupied/app.log")).containsExactly("kept"));
    }

    @Test
    void shouldWriteAllInOrderWhenSpringBootStartsAndResetsItAgainAndAgain() throws IOException {
        final LogbackRig rig = new LogbackRig(directory);
        for (int phase = 0; phase < 3; phase++) {
            rig.configure(SIMPLE);
            rig.logger().info("phase {}", phase);
            rig.context().stop();
            rig.reset();
        }
        rig.configure(SIMPLE);
        rig.logger().info("running");
        rig.close();

        assertThat(rig.lines("app.log")).containsExactly("phase 0", "phase 1", "phase 2", "running");
        assertThat(rig.statuses(Status.ERROR)).isEmpty();
    }

    @Test
    void shouldTruncateOnlyAtStartWhenAppendIsFalse() throws IOException {
        Files.writeString(directory.resolve("app.log"), "yesterday\n");
        final LogbackRig rig = new LogbackRig(directory)
                .configure(appender("<append>false</append><file>DIR/app.log</file>" + PATTERN));
        rig.logger().info("one");
        rig.logger().info("two");
        rig.close();

        assertThat(rig.lines("app.log")).containsExactly("one", "two");
    }

    @Test
    void shouldWriteEveryEventOfBothWhenTwoAppendersShareFile() throws IOException {
        final LogbackRig rig = new LogbackRig(directory)
                .configure(configuration(named("A", "<file>DIR/app.log</file>")
                        + named("B", "<file>DIR/app.log</file>")
                        + root("A", "B")));
        for (int i = 0; i < 1_000; i++) {
            rig.logger().info("line {}", i);
        }
        rig.close();

        final List<String> lines = rig.lines("app.log");
        assertThat(lines).hasSize(2_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(lines.subList(2 * i, 2 * i + 2)).containsOnly("line " + i);
        }
        assertThat(rig.statuses(Status.WARN)).isEmpty();
    }

    @Test
    void shouldKeepWritingWhenOneOfTwoAppendersOfFileStops() throws IOException {
        final LogbackRig rig = new LogbackRig(directory)
                .configure(configuration(named("A", "<file>DIR/app.log</file>")
                        + named("LOGC", "<file>DIR/app.log</file>")
                        + root("A", "LOGC")));
        final Logger rootLogger = rig.context().getLogger(Logger.ROOT_LOGGER_NAME);
        rootLogger.detachAppender("A");
        rig.logger().info("one");
        rig.appender().stop();
        rig.appender().start();
        rig.logger().info("two");
        rig.close();

        assertThat(rig.lines("app.log")).containsExactly("one", "two");
    }

    @Test
    void shouldWriteEveryEventOnceAndInOrderWhenReloadedUnderLoad() throws Exception {
        final int threadCount = 4;
        final String xml = appender("<filter class='" + ArrivalRecorder.class.getName() + "'/>"
                + "<maxBlock>30 s</maxBlock><file>DIR/app.log</file>" + PATTERN);
        final LogbackRig rig = new LogbackRig(directory).configure(xml);
        ArrivalRecorder.reset(threadCount);
        final AtomicBoolean goOn = new AtomicBoolean(true);
        final AtomicInteger logged = new AtomicInteger();
        final ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        for (int t = 0; t < threadCount; t++) {
            final int number = t;
            threads.execute(() -> {
                for (int i = 0; goOn.get(); i++) {
                    rig.logger().info("{} {}", number, i);
                    logged.incrementAndGet();
                }
            });
        }
        for (int reload = 0; reload < 50; reload++) {
            final int seen = logged.get();
            await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> logged.get() > seen + 200);
            rig.reset().configure(xml);
        }
        goOn.set(false);
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        rig.close();

        final List<String> lines = rig.lines("app.log");
        for (int t = 0; t < threadCount; t++) {
            final String prefix = t + " ";
            assertThat(lines.stream().filter(line -> line.startsWith(prefix)).toList())
                    .as("thread %d", t)
                    .isEqualTo(ArrivalRecorder.arrived(t));
        }
        assertThat(rig.statuses(Status.ERROR)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldUseNoMoreBuffersThreadsDescriptorsOrMappingsWhenReloadedManyTimes() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(SIMPLE);
        try (rig) {
            rig.logger().info("reload 0");
            await().ignoreExceptions().until(() -> rig.lines("app.log").size() == 1);
            final long descriptors = entries("/proc/self/fd");
            final long mappings = mappings();
            final long threads = threads();
            for (int reload = 1; reload <= 100; reload++) {
                rig.reset().configure(SIMPLE);
                rig.logger().info("reload {}", reload);
            }

            await().until(() -> rig.lines("app.log").size() == 101);
            await().untilAsserted(() -> {
                assertThat(entries("/proc/self/fd")).isLessThanOrEqualTo(descriptors);
                assertThat(mappings()).isLessThanOrEqualTo(mappings);
                assertThat(threads()).isLessThanOrEqualTo(threads);
            });
        }
        assertThat(rig.lines("app.log"))
                .isEqualTo(IntStream.rangeClosed(0, 100)
                        .mapToObj(i -> "reload " + i)
                        .toList());
    }

    @Test
    void shouldNotKeepContextOfApplicationThatWasUndeployed() {
        final WeakReference<LogcAppender> appender = logOnceAndStop();

        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            System.gc();
            return appender.get() == null;
        });
    }

    private WeakReference<LogcAppender> logOnceAndStop() {
        final LogbackRig rig = new LogbackRig(directory).configure(SIMPLE);
        final WeakReference<LogcAppender> appender = new WeakReference<>(rig.appender());
        rig.logger().info("x");
        rig.close();
        return appender;
    }

    private static long entries(final String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return entries.count();
        }
    }

    private long mappings() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains(directory.toString())).count();
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("logc"))
                .count();
    }

    private static String named(final String name, final String elements) {
        return "<appender name='" + name + "' class='io.logc.logback.LogcAppender'>" + APART + elements + PATTERN
                + "</appender>";
    }

    private static String framed() {
        return "<encoder class='ch.qos.logback.core.encoder.LayoutWrappingEncoder'><layout class='"
                + FileParityTest.FramedLayout.class.getName() + "'/></encoder>";
    }
}
