package io.logc.server.message.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.drain.DrainHost;
import io.logc.lock.KernelLock;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.logc.server.log.ServerLog;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.options.MessageFileOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MessageFileTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private Path path;
    private BufferDirectory directory;
    private DrainHost host;

    @BeforeEach
    void setUp() throws IOException {
        path = temporary.toRealPath().resolve("logs").resolve("messages.log");
        directory = BufferDirectory.open(temporary.toRealPath().resolve("buffers"));
        host = newHost();
    }

    @AfterEach
    void tearDown() {
        host.close().join();
        timer.shutdownNow();
    }

    private DrainHost newHost() {
        return new DrainHost(directory, file -> !file.endsWith("forbidden.log"), log);
    }

    private MessageFile open() throws IOException {
        return open(options(1, 0));
    }

    private MessageFile open(final MessageFileOptions options) throws IOException {
        return MessageFile.open(directory, host, path, options, timer, log, () -> true);
    }

    private static MessageFileOptions options(final int messagesPerWrite, final long lingerNs) {
        return new MessageFileOptions(64 * 1024, messagesPerWrite, lingerNs, MessageProtocol.WRITTEN, 100, 3600);
    }

    private static long publish(final Publisher publisher, final KnownClient client, final long id) {
        final byte[] line = ("a " + id + " name hi\n").getBytes(UTF_8);
        return publisher.publish(client, id, 1, line, line.length);
    }

    @Test
    void shouldBringMessagesIntoTheFileAndTellWhoWaits() throws IOException {
        final AtomicInteger told = new AtomicInteger();
        try (MessageFile file = open()) {
            assertThat(file.refusal()).isNull();
            final Publisher publisher = file.newPublisher(told::incrementAndGet);
            final KnownClient client = file.clients().get("a", false, null);

            final long first = publish(publisher, client, 1);
            final long second = publish(publisher, client, 2);
            publisher.flush();

            assertThat(second).isGreaterThan(first);
            assertThat(client.lastAcceptedId()).isEqualTo(2);
            assertThat(client.endPosition()).isEqualTo(second);
            await().atMost(LONG).until(() -> publisher.writtenPosition() >= second && told.get() > 0);
            assertThat(Files.readString(path)).isEqualTo("a 1 name hi\na 2 name hi\n");
            file.seal();
        }
    }

    @Test
    void shouldRememberTheLastOfSeveralThatAreOneRecord() throws IOException {
        final String lines = "a 1 name one\na 2 name two\na 3 name three\n";
        try (MessageFile file = open()) {
            final Publisher publisher = file.newPublisher(() -> {});
            final KnownClient client = file.clients().get("a", false, null);
            final byte[] bytes = lines.getBytes(UTF_8);
            publisher.publish(client, 3, 3, bytes, bytes.length);
            publisher.flush();
            assertThat(client.lastAcceptedId()).isEqualTo(3);
            file.seal();
            host.close().join();
        }
        assertThat(Files.readString(path)).isEqualTo(lines);
        host = newHost();
        try (MessageFile next = open()) {
            assertThat(next.clients().get("a", false, null).lastAcceptedId()).isEqualTo(3);
            next.seal();
        }
    }

    @Test
    void shouldLeaveNoBufferWhereItCannotBeOpened() throws IOException {
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, path);
        assertThatThrownBy(() -> open(new MessageFileOptions(64 * 1024, 1, 0, MessageProtocol.SYNCED, 100, 3600)))
                .hasMessageContaining("symbolic links");
        assertNoBuffer();
        Files.delete(path);
        try (MessageFile file = open()) {
            file.seal();
        }
    }

    @Test
    void shouldLeaveNoBufferWhereItCannotBeOpenedAtTheLastMoment() throws IOException {
        Files.createDirectories(path.getParent());
        final AtomicInteger asked = new AtomicInteger();
        host.close().join();
        host = new DrainHost(directory, file -> asked.incrementAndGet() == 1 || makeUnusable(), log);
        assertThatThrownBy(() -> open(new MessageFileOptions(64 * 1024, 1, 0, MessageProtocol.SYNCED, 100, 3600)))
                .hasMessageContaining("symbolic links");
        Files.delete(path);
        await().atMost(LONG).untilAsserted(this::assertNoBuffer);
    }

    private boolean makeUnusable() {
        try {
            Files.createSymbolicLink(path, path);
            return true;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertNoBuffer() throws IOException {
        assertThat(directory.buffers(null)).isEmpty();
        try (Stream<Path> left = Files.list(directory.path())) {
            assertThat(left).noneMatch(each -> each.toString().endsWith(".owner"));
        }
    }

    @Test
    void shouldWriteALoneMessageInTheCallersThreadWhenTheWriterIsAwake() throws IOException {
        try (MessageFile file = open()) {
            assertThat(threadsThatWrote(file)).contains(Thread.currentThread());
            file.seal();
        }
    }

    @Test
    void shouldNeverLetTheCallerWaitForTheDiskWhenTheFileIsForced() throws IOException {
        try (MessageFile file = open(new MessageFileOptions(64 * 1024, 1, 0, MessageProtocol.SYNCED, 100, 3600))) {
            assertThat(threadsThatWrote(file))
                    .doesNotContain(Thread.currentThread())
                    .isNotEmpty();
            file.seal();
        }
    }

    /** Of messages that come one after another, until this thread has written one, or for as long as it might. */
    private Set<Thread> threadsThatWrote(final MessageFile file) throws IOException {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        final Publisher publisher = file.newPublisher(() -> threads.add(Thread.currentThread()));
        final KnownClient client = file.clients().get("a", false, null);
        for (long id = 1; id <= 1000 && !threads.contains(Thread.currentThread()); id++) {
            final long position = publish(publisher, client, id);
            publisher.flush();
            while (publisher.writtenPosition() < position) {
                Thread.onSpinWait();
            }
        }
        return threads;
    }

    @Test
    void shouldLetMessagesWaitForEachOtherButNotForEver() throws IOException {
        try (MessageFile file = open(options(1000, 20_000_000))) {
            final Publisher publisher = file.newPublisher(() -> {});
            final KnownClient client = file.clients().get("a", false, null);
            final long position = publish(publisher, client, 1);
            publisher.flush();
            await().atMost(LONG).until(() -> publisher.writtenPosition() >= position);
            file.seal();
        }
    }

    @Test
    void shouldBeFullWithoutADrainAndTakeMoreAfterwards() throws IOException {
        try (MessageFile file = open(options(1_000_000, Long.MAX_VALUE / 2))) {
            final Publisher publisher = file.newPublisher(() -> {});
            final KnownClient client = file.clients().get("a", false, null);
            long id = 0;
            while (publish(publisher, client, id + 1) != Publisher.FULL) {
                id++;
                assertThat(id).isLessThan(10_000);
            }
            assertThat(client.lastAcceptedId()).isEqualTo(id);

            file.seal();
            host.close().join();
            assertThat(Files.readString(path).lines()).hasSize((int) id);
            assertThat(directory.buffers(null)).isEmpty();
            try (Stream<Path> left = Files.list(directory.path())) {
                assertThat(left.map(Path::toString)).noneMatch(name -> name.endsWith(".owner"));
            }
        }
    }

    /** Until a dead server's ring is empty nobody can say whether a message is sent again. */
    @Test
    void shouldRefuseMessagesUntilADeadServersAreOnFile() throws IOException {
        final MessageFile dead = open(options(1_000_000, Long.MAX_VALUE / 2));
        final BufferName left = directory.buffers(null).get(0);
        publish(dead.newPublisher(() -> {}), dead.clients().get("a", false, null), 41);
        dead.close();
        // As after a kill, but that another process drains the rest and hangs: the consumer's lock is held.
        host.detach(left).join();
        final KernelLock hanging = KernelLock.tryAcquire(directory.consumerLock(left));
        host = newHost();

        try (MessageFile file = open()) {
            assertThat(file.refusal()).isEqualTo(NackReason.BUSY);
            assertThat(file.clients()).isNull();
            assertThat(said.toString(UTF_8)).contains("what the last server left is not on file yet");

            hanging.close();
            await().atMost(LONG).until(() -> {
                host.sweep(null);
                return !Files.exists(directory.buffer(left));
            });
            await("without anybody asking whether it is ready").atMost(LONG).until(() -> file.clients() != null);
            assertThat(file.refusal()).isNull();
            assertThat(Files.readString(path)).isEqualTo("a 41 name hi\n");
            assertThat(file.clients().get("a", false, null).lastAcceptedId()).isEqualTo(41);
            file.seal();
        }
    }

    @Test
    void shouldSayThatTheDiskIsFullAndGoOnWhenItIsNot() throws IOException {
        try (MessageFile file = open()) {
            final Publisher publisher = file.newPublisher(() -> {});
            final KnownClient client = file.clients().get("a", false, null);
            // A directory in the place of the file fails like a disk, in other words.
            await().atMost(LONG).until(() -> Files.exists(path));
            Files.delete(path);
            Files.createDirectory(path);
            final long position = publish(publisher, client, 1);
            publisher.flush();
            await().atMost(LONG).until(() -> file.refusal() == NackReason.DISK_FAILED);

            Files.delete(path);
            await().atMost(LONG).until(() -> file.refusal() == null && publisher.writtenPosition() >= position);
            assertThat(Files.readString(path)).isEqualTo("a 1 name hi\n");
            file.seal();
            assertThat(file.refusal()).isEqualTo(NackReason.SHUTTING_DOWN);
        }
    }

    @Test
    void shouldNotShareAFileWithAnotherServer() throws IOException {
        final DrainHost other = new DrainHost(BufferDirectory.open(temporary.resolve("other")), file -> true, log);
        try (MessageFile file = open()) {
            assertThatThrownBy(() -> MessageFile.open(
                            BufferDirectory.open(temporary.resolve("other")),
                            other,
                            path,
                            options(1, 0),
                            timer,
                            log,
                            () -> true))
                    .hasMessageContaining("another server writes messages to it");
            file.seal();
        }
        other.close().join();
    }

    @Test
    void shouldRefuseWhatMayNotBeWritten() throws IOException {
        path = path.resolveSibling("forbidden.log");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        assertThat(directory.buffers(null)).isEmpty();
    }

    @Test
    void shouldSayWhenItsBufferIsNotDrainedAnyMore() throws IOException {
        try (MessageFile file = open()) {
            host.detach(directory.buffers(null).get(0)).join();

            assertThat(file.refusal()).isEqualTo(NackReason.DISK_FAILED);
            assertThat(said.toString(UTF_8)).contains("is not drained any more; restart the server");
            file.seal();
        }
    }
}
