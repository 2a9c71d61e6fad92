package io.logc.logback;

import static io.logc.logback.LogbackRig.PATTERN;
import static io.logc.logback.LogbackRig.appender;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.logc.testing.Allocations;
import io.logc.testing.ScratchDirectory;
import io.logc.testing.StackEnd;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Calls that are cut off where the stack ends leave those after them as they were, which make nothing new. */
@Timeout(120)
class StackEndTest {
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

            assertThat(end.reachEverywhere(ROUNDS)).isPositive();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Allocations.inNewThread(() -> append(appender, event)) < CALLS);
        }
    }

    private static void append(final LogcAppender appender, final LoggingEvent event) {
        for (int i = 0; i < CALLS; i++) {
            appender.append(event);
        }
    }
}
