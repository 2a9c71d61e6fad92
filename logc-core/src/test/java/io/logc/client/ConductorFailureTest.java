package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is one conductor for all files of an application: what fails for one of them must not touch the others. */
@Timeout(60)
class ConductorFailureTest {
    private static final long WAIT_NS = Duration.ofSeconds(20).toNanos();

    @TempDir
    private Path root;

    private final RecordingStatus status = new RecordingStatus();

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectories(root.resolve("logs"));
    }

    @Test
    void shouldLogOnInANewBufferWhenItsOwnIsPutAside() throws IOException {
        final Publication publication = open("app.log", status);
        publish(publication, "before\n");
        assertThat(publication.flush(WAIT_NS)).isTrue();
        damage();

        await().until(() -> status.warnings.stream().anyMatch(warning -> warning.contains("a new one is made")));
        publish(publication, "after\n");

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(Files.readString(root.resolve("logs/app.log"))).isEqualTo("before\nafter\n");
    }

    /** A record of a type that nobody writes, as if a wild store had hit it. */
    private void damage() throws IOException {
        final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
        final List<BufferName> names = directory.buffers(null);
        TestBuffers.mark(BufferFile.open(directory, names.get(0)), 99);
    }

    @Test
    void shouldGoOnWhenTheStatusChannelThrows() throws IOException {
        final Publication publication = open("app.log", new StatusSink() {
            @Override
            public void info(final String message) {
                throw new IllegalStateException("listener of the application");
            }

            @Override
            public void warn(final String message, final Throwable cause) {
                throw new NoClassDefFoundError("listener of an application that is gone");
            }
        });
        publish(publication, "event\n");

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(root.resolve("logs/app.log")).hasContent("event\n");
    }

    /** The idle pause ends at once while records wait, so a busy one as long as that would cost a core. */
    @ParameterizedTest
    @ValueSource(longs = {1, 100_000_000L, 1_999_999_999L, 2_000_000_000L, 60_000_000_000L})
    void shouldPauseForLessThanWhenIdleWhateverTheFlushIntervalIs(final long flushIntervalNs) {
        assertThat(Conductor.busyPauseNs(flushIntervalNs)).isNotNegative().isLessThan(Conductor.IDLE_PAUSE_NS);
    }

    private LogcOptions options(final String file) {
        final LogcOptions options = new LogcOptions();
        options.setFile(root.resolve("logs").resolve(file).toString());
        options.setServer("none");
        options.setAutoStart(false);
        options.setBufferSize("64 KB");
        options.setFlushInterval("10 ms");
        options.setBufferDirectory(root.resolve("buffers").toString());
        return options;
    }

    private Publication open(final String file, final StatusSink sink) {
        return LogcClient.open(options(file), FileTexts.none(), sink);
    }

    private static void publish(final Publication publication, final String event) {
        final byte[] bytes = event.getBytes(UTF_8);
        assertThat(publication.publish(bytes, 0, bytes.length)).isTrue();
    }
}
