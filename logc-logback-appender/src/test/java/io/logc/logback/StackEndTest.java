package io.logc.logback;

import static io.logc.logback.LogbackRig.PATTERN;
import static io.logc.logback.LogbackRig.appender;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.logc.testing.ScratchDirectory;
import io.logc.testing.StackEnd;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Calls that are cut off where the stack ends leave those after them as they were, which make nothing new. */
@Timeout(120)
class StackEndTest {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 150;
    private static final int CALLS = 1_000;

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    @Test
    void shouldCostLaterCallsNothing() throws Exception {
        final LogbackRig rig = new LogbackRig(directory).configure(appender("<file>DIR/app.log</file>" + PATTERN));
        try (rig) {
            final LogcAppender appender = rig.appender();
            assertThat(appender.isSplit()).isTrue();
            final LoggingEvent event = new LoggingEvent(
                    StackEndTest.class.getName(), rig.logger(), Level.INFO, "user {}", null, new Object[] {"J"});
            final StackEnd end = new StackEnd(() -> appender.append(event));
            int cutOff = 0;
            for (int round = 0; round < ROUNDS; round++) {
                cutOff += end.reach(round % 40);
            }
            assertThat(cutOff).isPositive();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> CompletableFuture.supplyAsync(
                                            () -> allocatedBytes(appender, event), task -> new Thread(task).start())
                                    .join()
                            < CALLS);
        }
    }

    private static long allocatedBytes(final LogcAppender appender, final LoggingEvent event) {
        final long thread = Thread.currentThread().getId();
        final long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < CALLS; i++) {
            appender.append(event);
        }
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
