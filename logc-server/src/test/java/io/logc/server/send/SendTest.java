package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.NackReason;
import io.logc.server.CapturedStreams;
import io.logc.server.load.ToyServer;
import io.logc.server.load.ToyServer.Mood.Act;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a user gives it, with its streams. */
@Timeout(60)
class SendTest {
    private final ToyServer server = new ToyServer();

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    private final ByteArrayOutputStream out = streams.out();
    private final ByteArrayOutputStream errors = streams.errors();
    private final InputStream systemIn = System.in;

    @TempDir
    private Path directory;

    @AfterEach
    void end() {
        System.setIn(systemIn);
        server.close();
        assertThat(server.faults).isEmpty();
    }

    private int send(final String... words) {
        final List<String> all = new ArrayList<>(List.of("--port", Integer.toString(server.port())));
        Stream.of(words).forEach(all::add);
        return new CommandLine(new Send()).execute(all.toArray(String[]::new));
    }

    @Test
    void shouldSendTheMessagesOfTheCommandLineInOrder() {
        assertThat(send("--client", "1", "hi,hello,a\\,b")).isZero();

        assertThat(server.messages).containsExactly("1 1 send hi", "1 2 send hello", "1 3 send a,b");
        assertThat(out.toString(UTF_8).lines())
                .containsExactly("acknowledged 1: hi", "acknowledged 2: hello", "acknowledged 3: a,b");
        assertThat(errors.toString(UTF_8)).contains("3 acknowledged, 0 refused, 0 not answered");
    }

    @Test
    void shouldSendOneMessageALineWhenTheyComeFromStandardInput() {
        System.setIn(new ByteArrayInputStream("one\ntwo, three\n\nlast".getBytes(UTF_8)));

        assertThat(send("--client", "1", "--name", "line", "-")).isZero();
        assertThat(server.messages)
                .containsExactly("1 1 line one", "1 2 line two, three", "1 3 line ", "1 4 line last");
    }

    @Test
    void shouldTellAllAnswersWhenThereAreMany() {
        final String lines = String.join(
                "\n", IntStream.range(0, 5000).mapToObj(Integer::toString).toList());
        System.setIn(new ByteArrayInputStream(lines.getBytes(UTF_8)));

        assertThat(send("--client", "1", "--stdin")).isZero();
        assertThat(server.messages).hasSize(5000).endsWith("1 5000 send 4999");
        assertThat(errors.toString(UTF_8)).contains("5000 acknowledged, 0 refused, 0 not answered");
    }

    @Test
    void shouldSayOneWhenAMessageIsRefused() {
        server.mood = (client, id) -> id == 2 ? NackReason.TOO_LARGE : Act.ACKNOWLEDGE;

        assertThat(send("--client", "1", "a,b,c")).isEqualTo(Send.INCOMPLETE);
        assertThat(server.messages).containsExactly("1 1 send a", "1 3 send c");
        assertThat(errors.toString(UTF_8)).contains("TOO_LARGE").contains(": b").contains("2 acknowledged, 1 refused");
    }

    @Test
    void shouldSayOneWhenNothingIsAnsweredInTime() {
        server.mood = (client, id) -> Act.SAY_NOTHING;

        assertThat(send("--client", "1", "--timeout", "1", "a")).isEqualTo(Send.INCOMPLETE);
        assertThat(errors.toString(UTF_8)).contains("0 acknowledged, 0 refused, 1 not answered");
    }

    /** As a line port does that is taken for the binary one. */
    @Test
    void shouldKeepTheTimeoutWhenTheGreetingIsNotAnswered() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final String port = Integer.toString(silent.getLocalPort());
            final long beginNs = System.nanoTime();

            assertThat(new CommandLine(new Send()).execute("--client", "3", "hi", "--port", port, "--timeout", "1"))
                    .isEqualTo(Send.REFUSED);

            assertThat(Duration.ofNanos(System.nanoTime() - beginNs)).isLessThan(Duration.ofSeconds(25));
            assertThat(errors.toString(UTF_8))
                    .contains(
                            "no connection to 127.0.0.1:" + port + ": the server has said nothing for 1 s (--timeout);"
                                    + " is it the binary port? does it want --tls, or --line?");
        }
    }

    @Test
    void shouldNameTheOptionWhenALoadIsNotAnsweredInTime() {
        server.mood = (client, id) -> Act.SAY_NOTHING;

        assertThat(send("--connections", "2", "--timeout", "1")).isEqualTo(Send.INCOMPLETE);
        assertThat(out.toString(UTF_8)).contains("nothing came for 1 s (--timeout)");
    }

    @Test
    void shouldSendAgainWhenTheConnectionWasLost() {
        final ConcurrentHashMap<Long, Boolean> seen = new ConcurrentHashMap<>();
        server.mood = (client, id) -> id == 2 && seen.put(id, true) == null ? Act.CLOSE : Act.ACKNOWLEDGE;

        assertThat(send("--client", "1", "a,b,c")).isZero();
        assertThat(server.messages).containsExactly("1 1 send a", "1 2 send b", "1 3 send c");
    }

    @Test
    void shouldSayWhatToDoWhenNobodyListens() throws IOException {
        // Bound and never listening, so that nobody else can have the port meanwhile.
        try (Socket holder = new Socket()) {
            holder.bind(new InetSocketAddress("127.0.0.1", 0));
            final int port = holder.getLocalPort();

            assertThat(new CommandLine(new Send()).execute("--port", "" + port, "--client", "1", "a"))
                    .isEqualTo(Send.REFUSED);
            assertThat(errors.toString(UTF_8))
                    .contains("no connection to 127.0.0.1:" + port)
                    .contains("serve needs --messages-file");
            errors.reset();
            assertThat(new CommandLine(new Send()).execute("--port", "" + port, "--connections", "2"))
                    .isEqualTo(Send.REFUSED);
            assertThat(errors.toString(UTF_8))
                    .contains("no connection to 127.0.0.1:" + port)
                    .contains("serve needs --messages-file");
        }
    }

    @Test
    void shouldReadTheSecretFromAFile() throws Exception {
        final Path secret = Files.writeString(directory.resolve("secret"), "wrong\n");

        assertThat(send("--client", "1", "--user", "me", "--secret-file", secret.toString(), "a"))
                .isEqualTo(Send.INCOMPLETE);
        Files.writeString(secret, "right\n");
        assertThat(send("--client", "1", "--user", "me", "--secret-file", secret.toString(), "a"))
                .isZero();
    }

    @Test
    void shouldWriteAFigureForProgramsWhenAsked() throws Exception {
        final Path json = directory.resolve("figures.json");

        assertThat(send("--connections", "3", "--messages", "4", "--repeat", "2", "--json", json.toString()))
                .isZero();
        assertThat(Files.readAllLines(json))
                .hasSize(2)
                .allMatch(line ->
                        line.startsWith("{\"connections\":3,\"connected\":3,\"messages\":12,\"acknowledged\":12,"
                                + "\"refused\":0,\"lost\":0,"));
        assertThat(out.toString(UTF_8)).contains("round 1:").contains("acknowledged  12 of 12 messages");
    }

    @Test
    void shouldRefuseOptionsThatMakeNoSense() {
        assertThat(send()).isEqualTo(Send.REFUSED);
        assertThat(send("hi")).isEqualTo(Send.REFUSED);
        assertThat(send("--client", "1", "hi", "--connections", "2")).isEqualTo(Send.REFUSED);
        assertThat(send("--connections", "2", "--short", "--together")).isEqualTo(Send.REFUSED);
        assertThat(send("--connections", "100000000")).isEqualTo(Send.REFUSED);
        assertThat(errors.toString(UTF_8)).contains("ulimit -n");
        assertThat(server.opened).hasValue(0);
    }
}
