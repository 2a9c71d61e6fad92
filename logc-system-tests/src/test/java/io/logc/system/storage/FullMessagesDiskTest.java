package io.logc.system.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.Ports;
import io.logc.system.rig.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The disk of the messages' file is really full, and then well again. */
class FullMessagesDiskTest extends SmallDiskTest {
    /** More than the disk takes, and less than the disk and the server's buffer together. */
    private static final int LINES = 20_000;

    private static final String FILLER = " " + "x".repeat(120);

    @Test
    void shouldSayWhatNeedsTheRoomWhenItCannotBegin() {
        final TestServer server = TestServer.launch(
                scratch,
                space.prefix(),
                List.of(),
                "--messages-file",
                disk.resolve("messages.log").toString(),
                "--message-port",
                Integer.toString(Ports.free()));

        assertThat(server.jvm().awaitExit()).isEqualTo(2);
        assertThat(server.jvm().lines())
                .anyMatch(line -> line.contains("not started: ")
                        && line.contains("messages.log.clients: cannot be made ")
                        && line.contains("make room, or lower message-clients"));
    }

    @Test
    void shouldRefuseWithTheReasonAndWriteWhatItHasTakenWhenThereIsRoomAgain() throws Exception {
        final int linePort = Ports.free();
        final Path users = Files.writeString(scratch.log("users"), "sensor\n");
        final Path file = disk.resolve("messages.log");
        final TestServer server = TestServer.launch(
                        scratch,
                        space.prefix(),
                        List.of(),
                        "--messages-file",
                        file.toString(),
                        "--message-port",
                        Integer.toString(Ports.free()),
                        "--line-port",
                        Integer.toString(linePort),
                        "--message-clients",
                        "100",
                        "--users",
                        users.toString())
                .awaitServing();
        final List<String> written = new ArrayList<>();
        try (Talk many = new Talk(linePort);
                Talk other = new Talk(linePort)) {
            final CompletableFuture<Void> said = CompletableFuture.runAsync(() -> many.say(LINES));
            server.jvm().awaitLine("No space left on device");
            assertThat(other.ask("refused")).isEqualTo("ERROR disk full, try again");

            space.remount(disk, "size=64m");
            server.jvm().awaitLine("can be written again");
            assertThat(other.ask("taken")).startsWith("OK session ");
            written.add("taken");
            for (int i = 0; i < LINES; i++) {
                final String answer = many.answer();
                if (answer.startsWith("OK session ")) {
                    written.add(i + FILLER);
                } else {
                    assertThat(answer).isEqualTo("ERROR disk full, try again");
                }
            }
            said.join();
        }
        server.terminate();

        assertThat(Files.readAllLines(space.path(file)).stream().map(line -> line.split(" ", 4)[3]))
                .containsExactlyInAnyOrderElementsOf(written);
    }

    /** A connection in the line protocol, of one thread that asks, or of one that says and one that reads. */
    private static final class Talk implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader answers;

        Talk(final int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        String ask(final String message) throws IOException {
            socket.getOutputStream().write(("sensor:" + message + "\n").getBytes(UTF_8));
            return answer();
        }

        String answer() throws IOException {
            return answers.readLine();
        }

        void say(final int lines) {
            try {
                final OutputStream out = socket.getOutputStream();
                for (int i = 0; i < lines; i++) {
                    out.write(("sensor:" + i + FILLER + "\n").getBytes(UTF_8));
                }
            } catch (final IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
