package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import io.logc.drain.OwnedBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from an appender to the file, drained in this process. */
@Timeout(60)
class LogcClientTest {
    private static final long WAIT_NS = Duration.ofSeconds(20).toNanos();
    private static final List<Path> DIRECTORIES = new ArrayList<>();

    @TempDir
    private static Path temporary;

    private final RecordingStatus status = new RecordingStatus();
    private Path root;
    private Path logFile;
    private LogcOptions options;

    @BeforeEach
    void prepare(final TestInfo test) throws IOException {
        root = Files.createDirectory(
                        temporary.resolve(test.getTestMethod().orElseThrow().getName()))
                .toRealPath();
        logFile = root.resolve("logs/app.log");
        options = options();
        DIRECTORIES.add(root.resolve("buffers"));
    }

    /** The conductor would make a new buffer in the place of one that is deleted, so they are retired first. */
    @AfterAll
    static void retireBuffers() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            int left = 0;
            for (final Path path : DIRECTORIES) {
                final BufferDirectory directory = BufferDirectory.open(path);
                for (final BufferName name : directory.buffers(null)) {
                    left++;
                    seal(directory, name);
                }
            }
            return left == 0;
        });
    }

    private static void seal(final BufferDirectory directory, final BufferName name) throws IOException {
        try {
            final BufferFile file = BufferFile.open(directory, name);
            if (file != null) {
                file.seal();
            }
        } catch (final NoSuchFileException retiredMeanwhile) {
            assertThat(directory.buffer(name)).doesNotExist();
        }
    }

    @Test
    void shouldWriteWhatIsPublishedAndKeepTheBufferWhenReopened() throws IOException {
        final Publication first = open();
        assertThat(publish(first, "first\n")).isTrue();
        assertThat(first.close(WAIT_NS)).isTrue();
        assertThat(logFile).hasContent("first\n");
        final List<BufferName> buffers = buffers();
        assertThat(buffers).hasSize(1);

        final Publication second = open();
        publish(second, "second\n");
        assertThat(second.flush(WAIT_NS)).isTrue();

        assertThat(logFile).hasContent("first\nsecond\n");
        assertThat(buffers()).isEqualTo(buffers);
        assertThat(second.close(WAIT_NS)).isTrue();
        assertThat(second.close(WAIT_NS)).as("again").isTrue();
    }

    @Test
    void shouldShareOneBufferAmongAppendersOfOneFile() throws IOException {
        final Publication first = open();
        options.setFile(root.resolve("logs/../logs/app.log").toString());
        final Publication second = open(texts("HEAD\n", ""));
        publish(first, "1\n");
        publish(second, "2\n");
        publish(first, "3\n");
        first.close(WAIT_NS);
        publish(second, "4\n");
        second.close(WAIT_NS);

        assertThat(Files.readString(logFile)).contains("1\n2\n3\n4\n");
    }

    @Test
    void shouldWriteTheFooterWhenTheLastAppenderStops() throws IOException {
        final FileTexts texts = texts("HEAD\n", "FOOT\n");
        final Publication first = open(texts);
        final Publication second = open(texts);
        publish(first, "1\n");
        first.close(WAIT_NS);
        first.close(WAIT_NS);
        publish(second, "2\n");
        second.close(WAIT_NS);

        assertThat(logFile).hasContent("HEAD\n1\n2\nFOOT\n");
    }

    @Test
    void shouldGoOnInASuccessorWhenTheHeaderChanges() throws IOException {
        final Publication first = open(texts("OLD\n", ""));
        final StringBuilder expected = new StringBuilder("OLD\n");
        for (int i = 0; i < 500; i++) {
            publish(first, "before " + i + "\n");
            expected.append("before ").append(i).append('\n');
        }
        final Publication second = open(texts("NEW\n", ""));
        for (int i = 0; i < 500; i++) {
            publish(i % 2 == 0 ? second : first, "after " + i + "\n");
            expected.append("after ").append(i).append('\n');
        }
        assertThat(second.close(WAIT_NS)).isTrue();
        first.close(WAIT_NS);

        assertThat(Files.readString(logFile)).isEqualTo(expected.toString());
        await().until(() -> buffers().size() == 1);
    }

    @Test
    void shouldHaveEachEventOnceAndEachThreadsInOrder() throws Exception {
        final int threads = 8;
        final int events = 100_000;
        options.setMaxBlock("30 s");
        final Publication publication = open();
        final AtomicInteger dropped = new AtomicInteger();
        final List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            final int number = i;
            writers.add(new Thread(() -> {
                for (int event = 0; event < events; event++) {
                    if (!publish(publication, number + " " + event + "\n")) {
                        dropped.incrementAndGet();
                    }
                }
            }));
        }
        writers.forEach(Thread::start);
        for (final Thread writer : writers) {
            writer.join();
        }
        assertThat(publication.close(WAIT_NS)).isTrue();

        assertThat(dropped).hasValue(0);
        final int[] next = new int[threads];
        for (final String line : Files.readAllLines(logFile)) {
            final int space = line.indexOf(' ');
            final int thread = Integer.parseInt(line.substring(0, space));
            if (Integer.parseInt(line.substring(space + 1)) != next[thread]) {
                throw new AssertionError("expected event " + next[thread] + " of thread " + thread + ", found " + line);
            }
            next[thread]++;
        }
        assertThat(next).containsOnly(events);
    }

    @Test
    void shouldTruncateOnceWhenNotAppending() throws IOException {
        Files.createDirectories(logFile.getParent());
        Files.writeString(logFile, "old content\n");
        options.setAppend(false);
        final Publication first = open();
        publish(first, "1\n");
        first.close(WAIT_NS);
        final Publication second = open();
        publish(second, "2\n");
        second.close(WAIT_NS);

        assertThat(logFile).hasContent("1\n2\n");
    }

    @Test
    void shouldNotTruncateAgainWhenNothingWasLeftOfTheFirstBuffer() throws IOException {
        options.setAppend(false);
        final Publication first = open();
        publish(first, "1\n");
        first.close(WAIT_NS);
        final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
        final BufferName name = buffers().get(0);
        seal(directory, name);
        await().until(() -> Files.notExists(directory.ownerLock(name)));

        final Publication second = open();
        publish(second, "2\n");
        second.close(WAIT_NS);

        assertThat(logFile).hasContent("1\n2\n");
    }

    @Test
    void shouldMakeASuccessorWhenItsAppenderHasChangedTheSizeInItsOptions() throws IOException {
        Files.createDirectories(logFile);
        final Publication first = open();
        publish(first, "1\n");
        options.setBufferSize("128 KB");
        final Publication second = open();
        assertThat(buffers()).hasSize(2);

        Files.delete(logFile);
        publish(second, "2\n");
        assertThat(second.flush(WAIT_NS)).isTrue();
        assertThat(logFile).hasContent("1\n2\n");
        first.close(WAIT_NS);
        second.close(WAIT_NS);
    }

    /** The second successor is empty, and so is the one between it and what is not on file. */
    @Test
    void shouldNotSayThatAllIsOnFileBeforeThoseAreThatWereDeleted() throws IOException {
        Files.createDirectories(logFile);
        final Publication publication = open();
        publish(publication, "1\n");
        await().until(() -> !status.warnings.isEmpty());
        for (int i = 0; i < 2; i++) {
            await().until(() -> !buffers().isEmpty());
            final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
            final BufferName name = buffers().get(0);
            await().until(() -> Files.exists(directory.consumerLock(name)));
            Files.delete(directory.buffer(name));
            await().until(() -> status.warnings.stream()
                    .anyMatch(warning -> warning.contains(name + " was put aside, cut or deleted")));
            assertThat(publication.flush(Duration.ofMillis(50).toNanos())).isFalse();
        }

        publish(publication, "2\n");
        Files.delete(logFile);
        assertThat(publication.flush(WAIT_NS)).isTrue();
        assertThat(logFile).hasContent("1\n2\n");
        publication.close(WAIT_NS);
    }

    @Test
    void shouldKeepTheContentWhenAppending() throws IOException {
        Files.createDirectories(logFile.getParent());
        Files.writeString(logFile, "old content\n");
        final Publication publication = open();
        publish(publication, "1\n");
        publication.close(WAIT_NS);

        assertThat(logFile).hasContent("old content\n1\n");
    }

    @Test
    void shouldKeepEventsUntilTheDirectoryCanBeUsed() throws IOException {
        Files.writeString(root.resolve("logs"), "a file where the directory should be");
        final Publication publication = open();
        assertThat(publish(publication, "kept\n")).isTrue();
        assertThat(publication.flush(Duration.ofMillis(50).toNanos())).isFalse();
        await().until(() -> !status.warnings.isEmpty());

        Files.delete(root.resolve("logs"));

        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(logFile).hasContent("kept\n");
    }

    @Test
    void shouldCutAnOverlongEventAtACharacterAndSaySo() throws IOException {
        for (int shift = 0; shift < 4; shift++) {
            final Publication publication = open();
            final String event = "x".repeat(shift) + "\uD83D\uDE00".repeat(5000) + "\n";
            final int length = event.getBytes(UTF_8).length;
            Files.deleteIfExists(logFile);

            assertThat(publish(publication, event)).isTrue();
            assertThat(publish(publication, "next\n")).isTrue();
            assertThat(publication.close(WAIT_NS)).isTrue();

            // Refuses what is no UTF-8.
            final String content = Files.readString(logFile);
            assertThat(content).startsWith("x".repeat(shift) + "\uD83D\uDE00\uD83D\uDE00");
            assertThat(content)
                    .endsWith("\uD83D\uDE00 ...[logc cut " + length + " bytes to 8192, see bufferSize]\nnext\n");
            assertThat(content.getBytes(UTF_8).length - "next\n".length()).isBetween(8189, 8192);
        }
    }

    @Test
    void shouldTakeTheLongestEventWhole() throws IOException {
        final Publication publication = open();
        final String longest = "l".repeat(8191) + "\n";
        publish(publication, longest);
        publication.close(WAIT_NS);

        assertThat(logFile).hasContent(longest);
    }

    @Test
    void shouldCountDropsAndReportThemInTheFile() throws IOException {
        options.setWhenFull("drop");
        Files.createDirectories(logFile);
        final Publication publication = open();
        int accepted = 0;
        while (publish(publication, "event " + accepted + "\n")) {
            accepted++;
        }
        assertThat(publish(publication, "also dropped\n")).isFalse();
        assertThat(publication.droppedCount()).isEqualTo(2);

        Files.delete(logFile);
        assertThat(publication.flush(WAIT_NS)).isTrue();
        assertThat(publish(publication, "later\n")).isTrue();
        assertThat(publication.close(WAIT_NS)).isTrue();

        await().until(() -> Files.readString(logFile).contains("dropped 2"));
        assertThat(Files.readString(logFile))
                .contains("event " + (accepted - 1) + "\nlogc dropped 2 events here: the buffer was full")
                .contains("later\n")
                .doesNotContain("also dropped");
        assertThat(publication.droppedCount()).isEqualTo(2);
    }

    @Test
    void shouldWaitForRoomWhenThePolicySaysSo() throws Exception {
        options.setMaxBlock("20 s");
        Files.createDirectories(logFile);
        final Publication publication = open();
        final AtomicInteger accepted = new AtomicInteger();
        final Thread writer = new Thread(() -> {
            while (accepted.get() < 20_000 && publish(publication, "event " + accepted + "\n")) {
                accepted.incrementAndGet();
            }
        });
        writer.start();
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);

        Files.delete(logFile);
        writer.join();

        assertThat(accepted).hasValue(20_000);
        assertThat(publication.close(WAIT_NS)).isTrue();
        assertThat(Files.readAllLines(logFile)).hasSize(20_000);
        assertThat(publication.droppedCount()).isZero();
    }

    @Test
    void shouldTolerateInterrupts() throws IOException {
        Thread.currentThread().interrupt();
        final Publication publication = open();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        publish(publication, "1\n");
        assertThat(publication.flush(WAIT_NS)).isTrue();
        assertThat(publication.close(WAIT_NS)).isTrue();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(logFile).hasContent("1\n");
        assertThat(status.warnings).isEmpty();
    }

    @Test
    void shouldWriteWhatComesAfterClose() throws IOException {
        final Publication publication = open();
        publication.close(WAIT_NS);

        assertThat(publish(publication, "late\n")).isTrue();

        assertThat(publication.flush(WAIT_NS)).isTrue();
        assertThat(logFile).hasContent("late\n");
    }

    @Test
    void shouldTakeOverWhatADeadApplicationLeft() throws IOException {
        Files.createDirectories(logFile.getParent());
        final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
        final OwnedBuffer dead = OwnedBuffer.create(directory, logFile, TestBuffers.spec(logFile), 64 * 1024, 0);
        TestBuffers.write(dead.file(), "left behind\n");
        dead.ownerLock().close();

        final Publication publication = open();
        publish(publication, "new\n");
        assertThat(publication.close(WAIT_NS)).isTrue();

        assertThat(logFile).hasContent("left behind\nnew\n");
    }

    private LogcOptions options() {
        final LogcOptions made = new LogcOptions();
        made.setFile(logFile.toString());
        made.setServer("none");
        made.setAutoStart(false);
        made.setBufferSize("64 KB");
        made.setFlushInterval("10 ms");
        made.setBufferDirectory(root.resolve("buffers").toString());
        return made;
    }

    private Publication open() {
        return open(FileTexts.none());
    }

    private Publication open(final FileTexts texts) {
        return LogcClient.open(options, texts, status);
    }

    private static FileTexts texts(final String header, final String footer) {
        return new FileTexts(
                header.getBytes(UTF_8), footer.getBytes(UTF_8), FileTexts.HeaderPolicy.EMPTY_FILE, new byte[0]);
    }

    private static boolean publish(final Publication publication, final String event) {
        final byte[] bytes = event.getBytes(UTF_8);
        return publication.publish(bytes, 0, bytes.length);
    }

    private List<BufferName> buffers() throws IOException {
        return BufferDirectory.open(root.resolve("buffers")).buffers(null);
    }
}
