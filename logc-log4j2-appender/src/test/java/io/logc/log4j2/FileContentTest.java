package io.logc.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a file that is there already: the same as with Log4j's own File appender. */
class FileContentTest {
    private static final String LAYOUT = TestContext.pattern("%m%n", "header='head&#10;' footer='foot&#10;'");

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    private Path logcFile;
    private Path ownFile;

    @BeforeEach
    void nameFiles() {
        logcFile = directory.resolve("logs/logc.log");
        ownFile = directory.resolve("logs/file.log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "append='true'", "append='false'"})
    void shouldTreatExistingContentAsFileAppenderDoes(final String append) throws IOException {
        existing("before\n");
        logOnce(append, "first");
        assertThat(logcFile).hasSameBinaryContentAs(ownFile);
        assertThat(logcFile).content().startsWith(append.contains("false") ? "head\nfirst\nfoot\n" : "before\nfirst\n");
    }

    @Test
    void shouldWriteNoHeaderWhenStartedAgain() throws IOException {
        logOnce("", "first");
        logOnce("", "second");
        assertThat(logcFile).hasSameBinaryContentAs(ownFile);
        assertThat(logcFile).content().isEqualTo("head\nfirst\nfoot\nsecond\nfoot\n");
    }

    @Test
    void shouldWriteHeaderAndFooterToNewFile() throws IOException {
        logOnce("", "only");
        assertThat(logcFile).hasSameBinaryContentAs(ownFile);
        assertThat(logcFile).content().isEqualTo("head\nonly\nfoot\n");
    }

    @Test
    void shouldWriteOneFooterWhenTwoAppendersShareTheFile() {
        final String two = logc("A", "", LAYOUT) + logc("B", "", LAYOUT);
        try (TestContext context = new TestContext(directory, two, "A", "B")) {
            context.logger().info("twice");
        }
        assertThat(logcFile).content().isEqualTo("head\ntwice\ntwice\nfoot\n");
    }

    @Test
    void shouldShareTheFileWhenTwoAppendersDifferInTheirLayout() {
        final String two = logc("A", "", TestContext.pattern("A %m%n")) + logc("B", "", TestContext.pattern("B %m%n"));
        try (TestContext context = new TestContext(directory, two, "A", "B")) {
            context.logger().info("one");
            context.logger().info("two");
        }
        assertThat(TestContext.lines(logcFile)).containsExactly("A one", "B one", "A two", "B two");
    }

    @Test
    void shouldResolveLookupsInFileName() {
        System.setProperty("logc.test.dir", directory.toString());
        try {
            final String element = logc("A", "", TestContext.pattern("%m%n"))
                    .replace(logcFile.toString(), "${sys:logc.test.dir}/looked-up.log");
            try (TestContext context = new TestContext(directory, element, "A")) {
                context.logger().info("here");
            }
        } finally {
            System.clearProperty("logc.test.dir");
        }
        assertThat(TestContext.lines(directory.resolve("looked-up.log"))).containsExactly("here");
    }

    private void logOnce(final String append, final String message) {
        final String both = logc("A", append, LAYOUT) + TestContext.file("B", ownFile, append, LAYOUT);
        try (TestContext context = new TestContext(directory, both, "A", "B")) {
            context.logger().info(message);
        }
    }

    private String logc(final String name, final String more, final String layout) {
        return TestContext.logc(directory, name, logcFile, more, layout);
    }

    private void existing(final String content) throws IOException {
        Files.createDirectories(logcFile.getParent());
        Files.writeString(logcFile, content);
        Files.writeString(ownFile, content);
    }
}
