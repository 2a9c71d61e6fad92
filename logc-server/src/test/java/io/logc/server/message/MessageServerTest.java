package io.logc.server.message;

import static io.logc.server.message.WireClient.damaged;
import static io.logc.server.message.WireClient.hello;
import static io.logc.server.message.WireClient.message;
import static io.logc.server.message.WireClient.ping;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import io.logc.server.log.ServerLog;
import io.logc.server.users.Users;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as it runs: real sockets, a real buffer, a real file. */
@Timeout(60)
class MessageServerTest {
    @TempDir
    private Path temporary;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path file;
    private DrainHost host;
    private MessageServer server;

    @BeforeEach
    void setUp() throws IOException {
        final Path root = temporary.toRealPath();
        file = root.resolve("logs").resolve("messages.log");
        final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));
        final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
        host = new DrainHost(directory, each -> true, log);
        server = MessageServer.start(
                new MessageOptionsBuilder(file).port(0).linePort(0).threads(2).build(),
                Users.anyone(),
                null,
                directory,
                host,
                log);
    }

    @AfterEach
    void tearDown() {
        server.close();
        host.close().join();
        server.release();
    }

    @Test
    void shouldHaveMessagesOnFileWhenTheyAreAcknowledged() throws IOException {
        try (WireClient client = new WireClient(server.port())) {
            client.send(hello("a"), message(1, "hi"), message(2, "there\n"), ping());
            assertThat(client.next()).isEqualTo("WELCOME 0");
            assertThat(client.next()).isEqualTo("ACK 1");
            assertThat(client.next()).isEqualTo("ACK 2");
            assertThat(Files.readString(file)).isEqualTo("a 1 name hi\na 2 name there\\n\n");
            assertThat(client.next()).isEqualTo("PONG");
            client.send(damaged(3, "x"), message(3, "y"));
            assertThat(client.next()).isEqualTo("NACK 3 CHECKSUM");
            assertThat(client.next()).isEqualTo("ACK 3");
        }
        assertThat(said.toString(UTF_8)).doesNotContain("WARN");
    }
}
