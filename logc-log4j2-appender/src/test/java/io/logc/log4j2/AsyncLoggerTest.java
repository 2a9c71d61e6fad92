package io.logc.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.testing.ScratchDirectory;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Log4j's asynchronous loggers in front: their one thread encodes and publishes. */
@Timeout(60)
class AsyncLoggerTest {
    private static final int COUNT = 20_000;

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    @Test
    void shouldWriteTheSameAsFileAppenderBehindAsyncLoggers() {
        final Path file = directory.resolve("logc.log");
        final Path own = directory.resolve("file.log");
        final String layout = TestContext.pattern("%d [%t] %-5level %c{1.} %X %M - %m%n%ex");
        final String both = TestContext.logc(directory, "A", file, "", layout) + TestContext.file("B", own, "", layout);
        try (TestContext context =
                new TestContext(directory, uri -> new AsyncLoggerContext("async", null, uri), both, "A", "B")) {
            for (int i = 0; i < COUNT; i++) {
                context.logger().info("event {} of {}", i, COUNT);
            }
            context.logger().error("failed", new IllegalStateException("cause"));
        }
        final List<String> lines = TestContext.lines(file);
        assertThat(lines).hasSizeGreaterThan(COUNT).isEqualTo(TestContext.lines(own));
    }
}
