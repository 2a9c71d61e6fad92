package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.TestBuffers;
import io.logc.drain.LogcThreads;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Calls to a publication that was retired, by threads that had taken its appender before that. */
@Timeout(60)
class RetiredPublicationTest {
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final long WAIT_NS = WAIT.toNanos();

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path root;

    private final RecordingStatus status = new RecordingStatus();
    private Path logFile;

    @BeforeEach
    void prepare() throws IOException {
        root = root.toRealPath();
        logFile = root.resolve("app.log");
    }

    /** It used to get a buffer of its own, which nobody retired, nor waited for when the process ended. */
    @Test
    void shouldPublishThroughTheOneThatTheFileHasByThen() throws IOException {
        final SplitPattern pattern =
                SplitPattern.builder(UTF_8).text().literal("\n").build();
        final Publication retired = open();
        assertThat(publish(retired, "first")).isTrue();
        final SplitEvent begun = retired.begin(pattern);
        begun.text("begun before");
        retired.close(WAIT_NS);
        await().atMost(WAIT).until(() -> buffers().isEmpty());

        final Publication registered = open();
        final List<BufferName> buffers = buffers();
        assertThat(buffers).hasSize(1);
        assertThat(publish(registered, "second")).isTrue();
        assertThat(publish(retired, "late")).isTrue();
        assertThat(retired.publish(begun)).isTrue();
        assertThat(publish(retired, "l".repeat(10_000))).isTrue();
        assertThat(publish(registered, "third")).isTrue();

        assertThat(buffers()).isEqualTo(buffers);
        assertThat(retired.flush(WAIT_NS)).isTrue();
        assertThat(Files.readAllLines(logFile))
                .map(line -> line.replaceFirst("^l+ ...", "long "))
                .containsExactly(
                        "first",
                        "second",
                        "late",
                        "begun before",
                        "long [logc cut 10001 bytes to 8192, see bufferSize]",
                        "third");
        assertThat(registered.close(WAIT_NS)).isTrue();
        // Has it retired at once.
        BufferFile.open(BufferDirectory.open(root.resolve("buffers")), buffers.get(0))
                .seal();
        await().atMost(WAIT).until(() -> buffers().isEmpty());
    }

    @Test
    void shouldCountALateEventThatFindsNoRoomOnce() throws IOException {
        final ConcurrentHashMap<Path, FilePublication> files = new ConcurrentHashMap<>();
        final AtomicReference<FilePublication> registered = new AtomicReference<>();
        final Conductor conductor = new Conductor(
                files,
                work -> LogcThreads.daemon("logc-conductor", work),
                wanting -> wanting.leaveTo(registered.get()));
        Files.createDirectory(logFile);
        final FilePublication retired = add(files, conductor);
        final ClientBuffer old = retired.current();
        retired.sealCurrent();
        conductor.wakeNow();
        await().atMost(WAIT).until(old::isDisposed);
        registered.set(add(files, conductor));
        final byte[] event = "event\n".getBytes(UTF_8);
        int accepted = 0;
        while (registered.get().publish(event, 0, event.length)) {
            accepted++;
        }

        assertThat(retired.publish(event, 0, event.length)).as("waits").isFalse();
        assertThat(retired.publish(event, 0, event.length)).as("knows").isFalse();

        assertThat(retired.latest().current().file().droppedCount()).isEqualTo(3);
        assertThat(conductor.awaitDrained(retired, 1)).isFalse();
        Files.delete(logFile);
        assertThat(conductor.awaitDrained(retired, WAIT_NS)).isTrue();
        assertThat(Files.readAllLines(logFile)).hasSize(accepted + 1).anyMatch(line -> line.equals("dropped 3"));
        registered.get().sealCurrent();
        files.clear();
    }

    private FilePublication add(final ConcurrentHashMap<Path, FilePublication> files, final Conductor conductor) {
        final FilePublication publication = new FilePublication(logFile, false, conductor);
        final LogcOptions options = options();
        options.setWhenFull("drop");
        publication.acquire(options, status);
        final BufferSpec spec = TestBuffers.spec(logFile);
        final ClientBuffer buffer = BufferFactory.create(options, logFile, spec, null, status);
        publication.use(buffer, spec);
        files.put(logFile, publication);
        conductor.add(publication, buffer);
        return publication;
    }

    private LogcOptions options() {
        final LogcOptions options = new LogcOptions();
        options.setFile(logFile.toString());
        options.setServer("none");
        options.setBufferSize("64 KB");
        options.setFlushInterval("10 ms");
        options.setBufferDirectory(root.resolve("buffers").toString());
        return options;
    }

    private Publication open() {
        return LogcClient.open(options(), FileTexts.none(), status);
    }

    private static boolean publish(final Publication publication, final String event) {
        final byte[] bytes = (event + "\n").getBytes(UTF_8);
        return publication.publish(bytes, 0, bytes.length);
    }

    private List<BufferName> buffers() throws IOException {
        return BufferDirectory.open(root.resolve("buffers")).buffers(null);
    }
}
