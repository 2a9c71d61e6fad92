package io.logc.server.message.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import io.logc.server.log.ServerLog;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.message.options.MessageOptionsBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several files, of which none may have to wait for another: one whose opening or whose disk would not return. */
@Timeout(60)
class MessageFilesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));
    private MessageOptions options;
    private BufferDirectory directory;
    private DrainHost host;
    private Path pipe;
    private String refusal;

    @BeforeEach
    void makeAPipe() throws IOException, InterruptedException {
        final Path root = temporary.toRealPath();
        options = new MessageOptionsBuilder(root.resolve("messages.log")).build();
        directory = BufferDirectory.open(root.resolve("buffers"));
        host = new DrainHost(directory, file -> true, log);
        pipe = root.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        refusal = "file=" + pipe + ": is a pipe, a socket or a device; name a regular file, or one that is not there"
                + " yet";
    }

    @AfterEach
    void tearDown() {
        host.close().join();
    }

    @Test
    void shouldNotStartWhenAUsersFileIsAPipe() {
        assertThatThrownBy(() -> MessageFiles.open(directory, host, options, Set.of(pipe), log))
                .isInstanceOf(IOException.class)
                .hasMessage(refusal);
    }

    @Test
    void shouldRefuseMessagesAndSayWhyWhenAUsersFileIsAPipeLater() throws IOException {
        final MessageFiles files = MessageFiles.open(directory, host, options, Set.of(), log);
        try {
            assertThat(files.of(pipe)).isNull();

            await().atMost(LONG).until(() -> said.toString(UTF_8).contains("messages for it are refused: " + refusal));
            assertThat(files.of(pipe)).isNull();
            assertThat(files.of(null).refusal()).as("the server's own file").isNull();
        } finally {
            files.seal();
            host.close().join();
            files.close();
        }
    }

    /** Who has sent what would be remembered for each name, and what is sent again under another one written again. */
    @Test
    void shouldTakeTwoNamesOfAFileForOne() throws IOException {
        final Path root = temporary.toRealPath();
        final Path link = Files.createSymbolicLink(root.resolve("link.log"), Path.of("messages.log"));
        final Path linkToLink = Files.createSymbolicLink(root.resolve("link-to-link.log"), link);

        final MessageFiles files = MessageFiles.open(directory, host, options, Set.of(linkToLink), log);
        try {
            assertThat(files.of(linkToLink)).isNotNull().isSameAs(files.of(null));
            files.of(link);
            await().atMost(LONG).untilAsserted(() -> assertThat(files.of(link)).isSameAs(files.of(null)));
        } finally {
            files.seal();
            host.close().join();
            files.close();
        }
    }

    @Test
    void shouldNotStartWhenAUsersFileIsALinkWithoutEnd() throws IOException {
        final Path link = temporary.toRealPath().resolve("link.log");
        Files.createSymbolicLink(link, link);

        assertThatThrownBy(() -> MessageFiles.open(directory, host, options, Set.of(link), log))
                .isInstanceOf(IOException.class)
                .hasMessage(link + ": is a link to itself, or to too many others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages.log.clients", "messages.log.clients.lock"})
    void shouldNotStartWhenAUsersFileIsWhatTheServerRemembers(final String name) throws IOException {
        final Path own = temporary.toRealPath().resolve(name);

        assertThatThrownBy(() -> MessageFiles.open(directory, host, options, Set.of(own), log))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "file=" + own + ": is the name of what a server remembers of its clients; name another file");
    }

    @Test
    void shouldWriteLoneMessagesInTheCallingThreadWhereThereIsOneFile() throws IOException {
        final Thread caller = Thread.currentThread();
        withLoneMessages(Set.of(), (publisher, writers) -> {
            while (!writers.contains(caller)) {
                publisher.run();
            }
        });
    }

    @Test
    void shouldWriteNothingInTheCallingThreadWhereThereAreTwo() throws IOException {
        final Thread caller = Thread.currentThread();
        final Path other = temporary.toRealPath().resolve("other.log");
        withLoneMessages(Set.of(other), (publisher, writers) -> {
            for (int i = 0; i < 200; i++) {
                publisher.run();
            }
            assertThat(writers).isNotEmpty().doesNotContain(caller);
        });
    }

    /** Hands out what publishes one message and waits until it is on file, and the threads that have written. */
    private void withLoneMessages(final Set<Path> others, final BiConsumer<Runnable, Set<Thread>> test)
            throws IOException {
        final MessageFiles files = MessageFiles.open(directory, host, options, others, log);
        try {
            final Set<Thread> writers = ConcurrentHashMap.newKeySet();
            final MessageLog own = files.of(null);
            assertThat(own.refusal()).isNull();
            final MessageSink sink = own.newPublisher(() -> writers.add(Thread.currentThread()));
            final KnownClient client = own.clients().get("a", false, null);
            final byte[] line = "a 1 name hi\n".getBytes(UTF_8);
            test.accept(
                    () -> {
                        final long position = sink.publish(client, client.lastAcceptedId() + 1, 1, line, line.length);
                        sink.flush();
                        while (sink.writtenPosition() < position) {
                            Thread.onSpinWait();
                        }
                    },
                    writers);
        } finally {
            files.seal();
            host.close().join();
            files.close();
        }
    }
}
