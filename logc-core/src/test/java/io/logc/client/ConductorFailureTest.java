package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.TestBuffers;
import io.logc.drain.LogcThreads;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is one conductor for all files of an application: what fails for one of them must not touch the others. */
@Timeout(60)
class ConductorFailureTest {
    private static final long WAIT_NS = Duration.ofSeconds(20).toNanos();

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path root;

    private final RecordingStatus status = new RecordingStatus();
    private final ConcurrentHashMap<Path, FilePublication> files = new ConcurrentHashMap<>();

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectories(root.resolve("logs"));
    }

    @Test
    void shouldLogOnInANewBufferWhenItsOwnIsPutAside() throws IOException {
        final Publication publication = open("app.log", status);
        publish(publication, "before\n");
        assertThat(publication.flush(WAIT_NS)).isTrue();
        final BufferFile old = damaged();

        await().until(() -> status.warnings.stream().anyMatch(warning -> warning.contains("a new one is made")));
        // What is logged before that goes into a buffer that nobody drains any more.
        await().until(old::isSealed);
        publish(publication, "after\n");

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(Files.readString(root.resolve("logs/app.log"))).isEqualTo("before\nafter\n");
    }

    /** Somebody has removed the directory, and another application's buffer has got the name. */
    @Test
    void shouldLogOnInANewBufferWhenAnotherHasItsName() throws IOException {
        final Publication publication = open("app.log", status);
        publish(publication, "before\n");
        assertThat(publication.flush(WAIT_NS)).isTrue();
        final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
        final BufferName name = directory.buffers(null).get(0);
        final BufferFile old = BufferFile.open(directory, name);
        Files.delete(old.path());
        final BufferFile anothers =
                BufferFile.create(directory, name, TestBuffers.spec(root.resolve("logs/app.log")), 64 * 1024, 0);

        TestBuffers.write(anothers, "another's\n");

        await().until(() -> status.warnings.stream().anyMatch(warning -> warning.contains("a new one is made")));
        await().until(old::isSealed);
        publish(publication, "after\n");

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(Files.readAllLines(root.resolve("logs/app.log"))).containsSubsequence("before", "after");
        // Nobody holds its owner's lock here, so it may have been drained already, and be gone then.
        assertThat(Files.exists(anothers.path())
                        || Files.readAllLines(root.resolve("logs/app.log")).contains("another's"))
                .isTrue();
    }

    /** A record of a type that nobody writes, as if a wild store had hit it. */
    private BufferFile damaged() throws IOException {
        final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
        final List<BufferName> names = directory.buffers(null);
        final BufferFile file = BufferFile.open(directory, names.get(0));
        TestBuffers.mark(file, 99);
        return file;
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

    /** A limit of processes or threads was reached for a moment, the first that logc ever saw. */
    @Test
    void shouldDrainAsSoonAsAThreadCanBeHadWhenNoneCouldAtFirst() throws IOException {
        final AtomicBoolean isRefused = new AtomicBoolean(true);
        final Conductor conductor =
                new Conductor(files, work -> isRefused.get() ? refused() : started(work), none -> {});
        final FilePublication publication = add(conductor);
        assertThat(publication.publish("event\n".getBytes(UTF_8), 0, 6)).isTrue();
        conductor.wakeNow();
        assertThat(status.warnings).hasSize(1).allMatch(said -> said.contains("could not be started"));
        assertThat(conductor.awaitDrained(publication, 1)).isFalse();

        isRefused.set(false);
        assertThat(conductor.awaitDrained(publication, WAIT_NS)).isTrue();
        assertThat(root.resolve("logs/app.log")).hasContent("event\n");
        retire(publication);
    }

    @Test
    void shouldReplaceABufferWhenTheFirstAttemptsFailed() throws IOException {
        final AtomicInteger attempts = new AtomicInteger();
        final Conductor conductor = new Conductor(files, ConductorFailureTest::started, wanting -> {
            if (attempts.incrementAndGet() < 3) {
                throw new OutOfMemoryError("no memory for a buffer either");
            }
        });
        final FilePublication publication = add(conductor);
        publication.wantReplacement();
        publication.wantReplacement();
        await().untilAtomic(attempts, equalTo(3));
        assertThat(publication.publish("event\n".getBytes(UTF_8), 0, 6)).isTrue();
        assertThat(conductor.awaitDrained(publication, WAIT_NS)).isTrue();
        assertThat(status.warnings).hasSize(1).allMatch(said -> said.contains("no memory for a buffer either"));
        assertThat(attempts).hasValue(3);
        retire(publication);
    }

    /** Its call saw a full buffer, and was held up until that was sealed, drained and removed. */
    @Test
    void shouldNotCountADropWhereNobodyLooks() throws IOException {
        final AtomicReference<Conductor> own = new AtomicReference<>();
        final Conductor conductor =
                new Conductor(files, ConductorFailureTest::started, wanting -> replace(own.get(), wanting));
        own.set(conductor);
        final FilePublication publication = add(conductor);
        final ClientBuffer full = publication.current();
        publication.sealCurrent();
        conductor.wakeNow();
        await().atMost(Duration.ofNanos(WAIT_NS)).until(full::isDisposed);

        assertThat(publication.drop(full, RecordType.EVENT, "event\n".getBytes(UTF_8), 0, 6))
                .as("taken by the successor")
                .isTrue();
        assertThat(conductor.awaitDrained(publication, WAIT_NS)).isTrue();
        assertThat(root.resolve("logs/app.log")).hasContent("event\n");
        retire(publication);
    }

    private void replace(final Conductor conductor, final FilePublication wanting) {
        final BufferSpec spec = wanting.spec();
        final ClientBuffer successor =
                BufferFactory.create(wanting.options(), wanting.logFile(), spec, wanting.current(), status);
        wanting.use(successor, spec);
        conductor.add(wanting, successor);
    }

    private FilePublication add(final Conductor conductor) {
        final LogcOptions options = options("app.log");
        final Path file = Path.of(options.file());
        final FilePublication publication = new FilePublication(file, false, conductor);
        publication.acquire(options, status);
        final BufferSpec spec = TestBuffers.spec(file);
        final ClientBuffer buffer = BufferFactory.create(options, file, spec, null, status);
        publication.use(buffer, spec);
        files.put(file, publication);
        conductor.add(publication, buffer);
        return publication;
    }

    /** Has the conductor end some time later. */
    private void retire(final FilePublication publication) {
        publication.sealCurrent();
        files.clear();
    }

    private static Thread started(final Runnable work) {
        return LogcThreads.daemon("logc-conductor", work);
    }

    private static Thread refused() {
        return new Thread() {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
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
        options.setMaxBlock("20 s");
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
