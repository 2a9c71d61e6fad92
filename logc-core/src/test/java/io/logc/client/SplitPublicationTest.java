package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.split.TemplateParser;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Split events on their whole way to the file, drained in this process, whatever becomes of their buffer. */
@Timeout(60)
class SplitPublicationTest {
    private static final long WAIT_NS = Duration.ofSeconds(20).toNanos();
    private static final TemplateParser TEMPLATES =
            new TemplateParser("concatenated", (template, arguments) -> template + String.valueOf(arguments[0]));

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private static Path temporary;

    private final SplitPattern pattern = SplitPattern.builder(UTF_8)
            .name("level")
            .literal(" ")
            .message(TEMPLATES)
            .literal("\n")
            .build();
    private Path logFile;
    private LogcOptions options;

    @BeforeEach
    void prepare(final TestInfo test) throws IOException {
        final Path root = Files.createDirectory(
                        temporary.resolve(test.getTestMethod().orElseThrow().getName()))
                .toRealPath();
        logFile = root.resolve("app.log");
        options = options("1 MB");
    }

    private LogcOptions options(final String bufferSize) {
        final LogcOptions made = new LogcOptions();
        made.setFile(logFile.toString());
        made.setServer("none");
        made.setBufferDirectory(logFile.resolveSibling("buffers").toString());
        made.setBufferSize(bufferSize);
        return made;
    }

    private Publication open(final LogcOptions opened) {
        return LogcClient.open(opened, FileTexts.none(), new RecordingStatus());
    }

    private SplitEvent begin(
            final Publication publication, final String level, final String message, final int number) {
        final SplitEvent event = publication.begin(pattern);
        if (!event.name(level)) {
            event.newName(level, level);
        }
        if (!event.message(message, new Object[] {number})) {
            event.text(message + number);
        }
        return event;
    }

    @Test
    void shouldStandAmongTextEventsInTheOrderOfTheCalls() throws IOException {
        final Publication publication = open(options);
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            assertThat(publication.publish(begin(publication, "INFO", "number ", i)))
                    .isTrue();
            final byte[] text = ("text " + i + "\n").getBytes(UTF_8);
            assertThat(publication.publish(text, 0, text.length)).isTrue();
            expected.append("INFO number ")
                    .append(i)
                    .append("\ntext ")
                    .append(i)
                    .append('\n');
        }

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(Files.readString(logFile)).isEqualTo(expected.toString());
    }

    /** Names and templates of the old buffer mean nothing in the new one. */
    @Test
    void shouldBeWrittenWhenTheBufferIsReplacedWhileTheyAreMade() throws IOException {
        final Publication publication = open(options);
        for (int i = 0; i < 3; i++) {
            publication.publish(begin(publication, "INFO", "number ", i));
        }
        final SplitEvent made = begin(publication, "INFO", "number ", 3);

        final Publication larger = open(options("2 MB"));
        for (int i = 0; i < 3; i++) {
            larger.publish(begin(larger, "WARN", "other ", i));
        }
        assertThat(publication.publish(made)).isTrue();
        assertThat(publication.publish(begin(publication, "INFO", "number ", 4)))
                .isTrue();

        assertThat(publication.close(WAIT_NS) & larger.close(WAIT_NS)).isTrue();
        assertThat(logFile)
                .hasContent("INFO number 0\nINFO number 1\nINFO number 2\nWARN other 0\nWARN other 1\nWARN other 2\n"
                        + "INFO number 3\nINFO number 4\n");
    }

    @Test
    void shouldNotCountAsDroppedWhenTheirLineIsEmptyAndTheBufferIsReplaced() {
        final SplitPattern empty = SplitPattern.builder(UTF_8).text().build();
        final Publication publication = open(options);
        final SplitEvent made = publication.begin(empty);
        made.text("");
        final Publication larger = open(options("2 MB"));

        assertThat(publication.publish(made)).isTrue();

        assertThat(publication.close(WAIT_NS) & larger.close(WAIT_NS)).isTrue();
        assertThat(logFile).isEmptyFile();
    }

    @Test
    void shouldBeWrittenWhenTheyAreLongerThanARecordCanBe() throws IOException {
        final Publication publication = open(options);
        final String level = "L".repeat(100_000);

        assertThat(publication.publish(begin(publication, level, "number ", 1))).isTrue();

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(logFile).hasContent(level + " number 1\n");
    }

    /** More than there are places in the pool; whoever finds none gets one of its own. */
    @Test
    void shouldEachHaveAPlaceOfTheirOwnWhenCallsAreNested() throws IOException {
        final Publication publication = open(options);
        final List<SplitEvent> nested = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            nested.add(begin(publication, "INFO", "number ", i));
        }
        final StringBuilder expected = new StringBuilder();
        for (int i = nested.size() - 1; i >= 0; i--) {
            if (i % 2 == 0) {
                publication.abandon(nested.get(i));
            } else {
                publication.publish(nested.get(i));
                expected.append("INFO number ").append(i).append('\n');
            }
        }

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(Files.readString(logFile)).isEqualTo(expected.toString());
    }
}
