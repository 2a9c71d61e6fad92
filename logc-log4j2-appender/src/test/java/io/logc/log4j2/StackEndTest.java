package io.logc.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.testing.Allocations;
import io.logc.testing.ScratchDirectory;
import io.logc.testing.StackEnd;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are cut off where the stack ends leave those after them as they were, which make nothing new. */
@Timeout(120)
class StackEndTest {
    private static final int ROUNDS = 150;
    private static final int CALLS = 1_000;

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void shouldCostLaterCallsNothing(final String splitFormatting) throws Exception {
        final String element = TestContext.logc(
                directory,
                "LOGC",
                directory.resolve("app.log"),
                "splitFormatting='" + splitFormatting + "'",
                TestContext.pattern("%p %c %m%n"));
        try (TestContext context = new TestContext(directory, element, "LOGC")) {
            final Appender appender = context.appender("LOGC");
            final LogEvent event = Log4jLogEvent.newBuilder()
                    .setLoggerName("org.example.app.Service")
                    .setLevel(Level.INFO)
                    .setTimeMillis(1_700_000_000_000L)
                    .setThreadName("main")
                    .setMessage(new ParameterizedMessage("{} has {}", "user", "J"))
                    .build();
            final StackEnd end = new StackEnd(() -> appender.append(event));

            assertThat(end.reachEverywhere(ROUNDS)).isPositive();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Allocations.inNewThread(() -> append(appender, event)) < CALLS);
        }
    }

    private static void append(final Appender appender, final LogEvent event) {
        for (int i = 0; i < CALLS; i++) {
            appender.append(event);
        }
    }
}
