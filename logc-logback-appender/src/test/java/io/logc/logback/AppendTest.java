package io.logc.logback;

import static io.logc.logback.LogbackRig.PATTERN;
import static io.logc.logback.LogbackRig.appender;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.status.Status;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Log calls in the situations in which appenders lose events, hang, or harm the application. */
@Timeout(60)
class AppendTest {
    private static final String FILE = "<file>DIR/app.log</file>";

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    Path directory;

    @Test
    void shouldWriteEachThreadsEventsInOrderWhenManyThreadsLog() throws Exception {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + PATTERN));
        final ExecutorService threads = Executors.newFixedThreadPool(8);
        try (rig) {
            logFromTasks(rig.logger(), threads, 8, 2_000);
        }
        assertCompleteAndInOrder(rig.lines("app.log"), 8, 2_000);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void shouldWriteEachThreadsEventsInOrderWhenVirtualThreadsLog() throws Exception {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + PATTERN));
        final ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try (rig) {
            logFromTasks(rig.logger(), threads, 500, 20);
        }
        assertCompleteAndInOrder(rig.lines("app.log"), 500, 20);
    }

    @Test
    void shouldWriteOrReportEveryEventWhenBufferIsFull() throws Exception {
        final LogbackRig rig = new LogbackRig(directory)
                .configure(appender(FILE + PATTERN + "<bufferSize>64 KB</bufferSize><whenFull>drop</whenFull>"));
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        try (rig) {
            logFromTasks(rig.logger(), threads, 4, 20_000);

            assertThat(rig.appender().getDroppedCount()).isPositive();
        }
        assertThat(rig.callsIn("app.log")).isEqualTo(80_000);
    }

    @Test
    void shouldWriteEveryEventWhenBufferIsSmallAndCallsMayWait() throws Exception {
        final LogbackRig rig = new LogbackRig(directory)
                .configure(appender(FILE + PATTERN + "<bufferSize>64 KB</bufferSize><maxBlock>30 s</maxBlock>"));
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        try (rig) {
            logFromTasks(rig.logger(), threads, 4, 20_000);

            assertThat(rig.appender().getDroppedCount()).isZero();
        }
        assertCompleteAndInOrder(rig.lines("app.log"), 4, 20_000);
    }

    @Test
    void shouldWriteEventAndKeepFlagWhenThreadIsInterrupted() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + PATTERN));
        try (rig) {
            Thread.currentThread().interrupt();
            rig.logger().info("from an interrupted thread");
            rig.logger().info("and again");

            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(rig.lines("app.log")).containsExactly("from an interrupted thread", "and again");
    }

    @Test
    void shouldWriteBothEventsWhenArgumentLogs() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + PATTERN));
        try (rig) {
            final Logger logger = rig.logger();
            logger.info("outer {}", new Object() {
                @Override
                public String toString() {
                    logger.info("middle {}", new Object() {
                        @Override
                        public String toString() {
                            logger.info("inner");
                            return "2";
                        }
                    });
                    return "1";
                }
            });
        }
        assertThat(rig.lines("app.log")).containsExactly("inner", "middle 2", "outer 1");
    }

    @Test
    void shouldGoOnWhenEncoderLogsWithoutEnd() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + encoder(MoodyEncoder.class)));
        try (rig) {
            assertThatThrownBy(() -> rig.logger().info("loop")).isInstanceOf(StackOverflowError.class);
            rig.logger().info("after");
        }
        assertThat(rig.lines("app.log")).containsExactly("after");
    }

    @Test
    void shouldWriteOrCountEveryReturnedCallWhenHandlersOfStackOverflowLog() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + PATTERN));
        final AtomicInteger returned = new AtomicInteger();
        try (rig) {
            for (int round = 0; round < 20; round++) {
                recurse(rig.logger(), returned);
            }
            rig.logger().info("after");
        }
        assertThat(returned).hasPositiveValue();
        assertThat(rig.lines("app.log")).containsOnlyOnce("after");
        await().untilAsserted(() -> assertThat(rig.callsIn("app.log"))
                .isGreaterThanOrEqualTo(returned.get() + 1)); // a call cut off at its very end has written
    }

    /** Logs at every level of the unwinding stack, so that the overflow strikes again at many places inside logging. */
    private static int recurse(final Logger logger, final AtomicInteger returned) {
        try {
            return recurse(logger, returned) + 1;
        } catch (final StackOverflowError overflow) {
            logger.warn("overflow");
            returned.incrementAndGet();
            return 0;
        }
    }

    @Test
    void shouldSkipEventWhenEncoderReturnsNothing() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + encoder(MoodyEncoder.class)));
        try (rig) {
            rig.logger().info("null");
            rig.logger().info("empty");
            rig.logger().info("text");

            assertThat(rig.statuses(Status.WARN)).isEmpty();
        }
        assertThat(rig.lines("app.log")).containsExactly("text");
    }

    @Test
    void shouldReportFewTimesAndGoOnWhenEncoderThrows() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + encoder(MoodyEncoder.class)));
        try (rig) {
            for (int i = 0; i < 2_000; i++) {
                rig.logger().info("throw");
            }
            rig.logger().info("text");

            assertThat(rig.statusesNaming("Appender [LOGC] failed to append")).hasSize(RareStatus.FREE);
        }
        assertThat(rig.lines("app.log")).containsExactly("text");
    }

    @Test
    void shouldPassErrorOfUserCodeToCallerAsFileAppenderDoes() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + encoder(MoodyEncoder.class)));
        try (rig) {
            assertThatThrownBy(() -> rig.logger().info("error")).isInstanceOf(AssertionError.class);
            rig.logger().info("text");
        }
        assertThat(rig.lines("app.log")).containsExactly("text");
    }

    @Test
    void shouldLeaveOutHeaderWhenEncoderCannotMakeIt() throws IOException {
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + encoder(HeadlessEncoder.class)));
        try (rig) {
            rig.logger().info("text");

            assertThat(rig.statuses(Status.ERROR)).isEmpty();
            assertThat(rig.statusesNaming("encoder: it failed to make the file's header"))
                    .hasSize(1);
        }
        assertThat(rig.lines("app.log")).containsExactly("text");
    }

    @Test
    void shouldEncodeOneEventAtATimeWhenEncoderIsStateful() throws Exception {
        assumeTrue(EncoderTexts.isStateful(new CountingEncoder()), "Logback asks encoders since 1.6.4");
        final LogbackRig rig = new LogbackRig(directory).configure(appender(FILE + encoder(CountingEncoder.class)));
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        try (rig) {
            logFromTasks(rig.logger(), threads, 4, 1_000);
        }
        assertThat(rig.lines("app.log"))
                .isEqualTo(IntStream.rangeClosed(1, 4_000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void shouldAskEncoderForStateWhereLogbackDoes() {
        final boolean logbackAsks = Arrays.stream(Encoder.class.getMethods())
                .anyMatch(method -> method.getName().equals("isStateful"));

        assertThat(EncoderTexts.isStateful(new CountingEncoder())).isEqualTo(logbackAsks);
        assertThat(EncoderTexts.isStateful(new MoodyEncoder())).isFalse();
    }

    private static String encoder(final Class<?> type) {
        return "<encoder class='" + type.getName() + "'/>";
    }

    private static void logFromTasks(
            final Logger logger, final ExecutorService threads, final int tasks, final int eventsOfEach)
            throws InterruptedException {
        for (int task = 0; task < tasks; task++) {
            final int number = task;
            threads.execute(() -> {
                for (int i = 0; i < eventsOfEach; i++) {
                    logger.info("{} {}", number, i);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertCompleteAndInOrder(final List<String> lines, final int tasks, final int eventsOfEach) {
        final int[] next = new int[tasks];
        for (final String line : lines) {
            final String[] words = line.split(" ");
            assertThat(Integer.parseInt(words[1])).isEqualTo(next[Integer.parseInt(words[0])]++);
        }
        assertThat(next).containsOnly(eventsOfEach);
    }

    /** Does what the message says. */
    public static final class MoodyEncoder extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            return null;
        }

        @Override
        public byte[] encode(final ILoggingEvent event) {
            return switch (event.getMessage()) {
                case "null" -> null;
                case "empty" -> new byte[0];
                case "throw" -> throw new IllegalStateException("in no mood");
                case "error" -> throw new AssertionError("broken");
                case "loop" -> logAgain(event);
                default -> (event.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
            };
        }

        private byte[] logAgain(final ILoggingEvent event) {
            ((LoggerContext) getContext()).getLogger(event.getLoggerName()).info("loop");
            return null;
        }

        @Override
        public byte[] footerBytes() {
            return null;
        }
    }

    /** Cannot make a header. */
    public static final class HeadlessEncoder extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            throw new IllegalStateException("no header");
        }

        @Override
        public byte[] encode(final ILoggingEvent event) {
            return (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    /** Numbers its lines without any protection, and says so to a Logback that asks (1.6.4 and later). */
    public static final class CountingEncoder extends EncoderBase<ILoggingEvent> {
        private int count;

        /** Overrides {@code Encoder.isStateful()} where there is such a method. */
        public boolean isStateful() {
            return true;
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(final ILoggingEvent event) {
            return (++count + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }
}
