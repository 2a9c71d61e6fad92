package io.logc.log4j2;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.logc.testing.ScratchDirectory;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.config.DefaultReliabilityStrategy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, and the moments in between: threads that are interrupted, nested or out of stack. */
@Timeout(60)
class LifecycleTest {
    private static final String RELIABILITY = "log4j.ReliabilityStrategy";

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    private Path file;
    private String element;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("app.log");
        element = TestContext.logc(directory, "A", file, "", TestContext.pattern("%m%n"));
    }

    @Test
    void shouldReturnFromStopOnlyWhenAllIsOnFile() {
        final int count = 50_000;
        try (TestContext context = new TestContext(directory, element, "A")) {
            final Logger logger = context.logger();
            for (int i = 0; i < count; i++) {
                logger.info("event {}", i);
            }
        }
        final List<String> lines = TestContext.lines(file);
        assertThat(lines).hasSize(count);
        assertThat(lines.get(count - 1)).isEqualTo("event " + (count - 1));
    }

    @Test
    void shouldReleaseItsShareOnlyOnceWhenStoppedTwice() {
        final String two = element + element.replace("name='A'", "name='B'");
        try (TestContext context = new TestContext(directory, two, "A", "B")) {
            final LogcAppender first = (LogcAppender) context.appender("A");
            final LogcAppender second = (LogcAppender) context.appender("B");
            assertThat(first.stop(1, SECONDS)).isTrue();
            assertThat(first.stop(1, SECONDS)).isTrue();
            first.stop();
            assertThat(first.isStopped()).isTrue();
            assertThat(second.isStarted()).isTrue();
            second.append(Events.message("still open"));
        }
        assertThat(TestContext.lines(file)).containsExactly("still open");
    }

    @Test
    void shouldWriteEventsThatArriveAfterStop() {
        try (StatusCapture status = new StatusCapture(directory);
                TestContext context = new TestContext(directory, element, "A")) {
            final LogcAppender appender = (LogcAppender) context.appender("A");
            appender.append(Events.message("before"));
            appender.stop(1, SECONDS);
            assertThatCode(() -> appender.append(Events.message("after"))).doesNotThrowAnyException();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(TestContext.lines(file)).containsExactly("before", "after"));
            assertThat(status.messages(Level.ERROR)).isEmpty();
        }
    }

    @Test
    void shouldWorkAgainWhenStartedAfterStop() {
        try (TestContext context = new TestContext(directory, element, "A")) {
            final LogcAppender appender = (LogcAppender) context.appender("A");
            appender.append(Events.message("one"));
            appender.stop(1, SECONDS);
            appender.start();
            appender.start();
            assertThat(appender.isStarted()).isTrue();
            appender.append(Events.message("two"));
            appender.stop(1, SECONDS);
        }
        assertThat(TestContext.lines(file)).containsExactly("one", "two");
    }

    @Test
    void shouldLogAndStopInInterruptedThreads() throws InterruptedException {
        final List<Boolean> flags = new ArrayList<>();
        final TestContext context = new TestContext(directory, element, "A");
        final Thread thread = new Thread(() -> {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 1000; i++) {
                context.logger().info("interrupted {}", i);
            }
            flags.add(Thread.currentThread().isInterrupted());
            context.stop();
            flags.add(Thread.currentThread().isInterrupted());
        });
        thread.start();
        thread.join();
        assertThat(flags).containsExactly(true, true);
        assertThat(TestContext.lines(file)).hasSize(1000).last().isEqualTo("interrupted 999");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void shouldLogFromVirtualThreads() throws Exception {
        final int count = 2_000;
        final CountDownLatch done = new CountDownLatch(count);
        // Compiled for a Java that does not have it yet.
        final Method startVirtualThread = Thread.class.getMethod("startVirtualThread", Runnable.class);
        try (TestContext context = new TestContext(directory, element, "A")) {
            for (int i = 0; i < count; i++) {
                final int number = i;
                final Runnable task = () -> {
                    context.logger().info("virtual {}", number);
                    done.countDown();
                };
                startVirtualThread.invoke(null, task);
            }
            done.await();
        }
        final List<String> expected = IntStream.range(0, count)
                .mapToObj(number -> "virtual " + number)
                .toList();
        assertThat(TestContext.lines(file)).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Log4j itself refuses nested calls of one appender; logc must do neither worse nor anything else. */
    @Test
    void shouldTreatNestedCallsAsFileAppenderDoes() {
        final Path own = directory.resolve("file.log");
        final String both = element + TestContext.file("B", own, "", TestContext.pattern("%m%n"));
        try (TestContext context = new TestContext(directory, both, "A", "B")) {
            final Logger logger = context.logger();
            final Object chatty = new Object() {
                @Override
                public String toString() {
                    logger.info("nested");
                    return "outer";
                }
            };
            logger.info("message {}", chatty);
            logger.info("next");
        }
        assertThat(TestContext.lines(file)).contains("message outer", "next").isEqualTo(TestContext.lines(own));
    }

    /** Loggers with references of their own may nest: Log4j's guard is for each reference. */
    @Test
    void shouldKeepBothEventsWhenToStringLogsThroughAnotherReference() {
        try (TestContext context = new TestContext(directory, element, "A")) {
            final Object chatty = new Object() {
                @Override
                public String toString() {
                    context.otherLogger().info("nested");
                    return "outer";
                }
            };
            context.logger().info("message {}", chatty);
        }
        assertThat(TestContext.lines(file)).containsExactly("nested", "message outer");
    }

    /**
     * Log4j counts the calls that are in flight, and waits for ever at its end for one whose finally block found the stack full. So
     * here it is told not to count.
     */
    @Test
    void shouldGoOnForOtherThreadsWhenOneLogsOutOfStack() throws InterruptedException {
        System.setProperty(RELIABILITY, DefaultReliabilityStrategy.class.getName());
        try (TestContext context = new TestContext(directory, element, "A")) {
            assertThat(context.logger().get().getReliabilityStrategy()).isInstanceOf(DefaultReliabilityStrategy.class);
            final Logger logger = context.logger();
            final Thread deep = new Thread(null, () -> descend(logger), "deep", 256 * 1024);
            deep.start();
            deep.join();
            for (int i = 0; i < 100; i++) {
                logger.info("healthy {}", i);
            }
        } finally {
            System.clearProperty(RELIABILITY);
        }
        final List<String> lines = TestContext.lines(file);
        assertThat(lines.stream().filter(line -> line.startsWith("healthy"))).hasSize(100);
        assertThat(lines)
                .allMatch(line -> line.matches("healthy \\d+|overflow in handler|logc dropped \\d+ events here: .*"));
    }

    private static int descend(final Logger logger) {
        try {
            return descend(logger) + 1;
        } catch (final StackOverflowError e) {
            // With hardly any stack left: this may fail anywhere inside the appender, and is tried again a frame
            // higher.
            logger.error("overflow in handler");
            return 0;
        }
    }
}
