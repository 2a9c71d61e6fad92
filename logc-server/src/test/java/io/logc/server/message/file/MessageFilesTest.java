package io.logc.server.message.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import io.logc.server.log.ServerLog;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.message.options.MessageOptionsBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user's file that is a pipe: opening it would not return, and nobody else may have to wait for that. */
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
}
