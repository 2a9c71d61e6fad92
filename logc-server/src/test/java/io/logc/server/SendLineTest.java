package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.server.send.Send;
import io.logc.server.tls.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code send --line} against a real server's line port. */
@Timeout(60)
class SendLineTest {
    private static final int DONE = 0;
    private static final int INCOMPLETE = 1;
    private static final int NOT_SENT = 2;

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    private final ByteArrayOutputStream out = streams.out();
    private final ByteArrayOutputStream errors = streams.errors();

    @TempDir
    private Path temporary;

    @Test
    void shouldSendLinesAsOneUserAndReportThem() throws IOException {
        final Path secret = Files.writeString(temporary.resolve("secret"), "sesame\n");
        final Path json = temporary.resolve("figures.json");
        try (MessageRig rig = rig("joe secret=sesame\n").start()) {
            final int code = send(
                    rig,
                    "--user=joe",
                    "--secret-file=" + secret,
                    "--connections=3",
                    "--messages=40",
                    "--pipelining=8",
                    "--size=5",
                    "--json=" + json);

            assertThat(code).as(errors::toString).isEqualTo(DONE);
            assertThat(out.toString(UTF_8))
                    .contains("connected     3 of 3")
                    .contains("acknowledged  120 of 120 messages")
                    .contains("refused       0")
                    .contains("lost          0, not answered; they may be on file")
                    .containsPattern("connect +3 ")
                    .containsPattern("message +120 ");
            assertThat(Files.readString(json)).contains("\"acknowledged\":120,\"refused\":0,\"lost\":0,");
            assertThat(rig.content().lines())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 120)
                            .mapToObj(id -> "joe " + id + " line abcde")
                            .toList());
        }
    }

    @Test
    void shouldSendLinesAtARateAndOverShortConnections() throws IOException {
        try (MessageRig rig = rig("joe\n").start()) {
            assertThat(send(rig, "--user=joe", "--connections=2", "--messages=20", "--rate=400"))
                    .as(errors::toString)
                    .isEqualTo(DONE);
            assertThat(out.toString(UTF_8)).contains("message, from when due");
            assertThat(send(rig, "--user=joe", "--connections=50", "--short"))
                    .as(errors::toString)
                    .isEqualTo(DONE);
            assertThat(rig.content().lines()).hasSize(90);
        }
    }

    @Test
    void shouldCountWhatTheServerRefuses() throws IOException {
        try (MessageRig rig = rig("joe\n").start()) {
            assertThat(send(rig, "--user=joe", "--messages=3", "--size=257")).isEqualTo(INCOMPLETE);
            assertThat(out.toString(UTF_8))
                    .contains("refused       3: too large 3")
                    .contains("lost          0");

            assertThat(send(rig, "--user=jim", "--messages=4")).isEqualTo(INCOMPLETE);
            assertThat(out.toString(UTF_8)).contains("refused       4: not authorised 4");
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldSendLinesOverTls() throws IOException {
        final TestCertificates certificates =
                new TestCertificates(temporary).server("server").client("alice");
        final MessageRig one = rig("alice\n");
        one.options.tlsCertificate(certificates.file("server.pem")).tlsKey(certificates.file("server.key"));
        one.options.tlsClientCa(certificates.file("ca.pem"));
        try (MessageRig rig = one.start()) {
            final String ca = "--tls-ca=" + certificates.file("ca.pem");

            assertThat(send(
                            rig,
                            "--user=alice",
                            "--connections=2",
                            "--messages=3",
                            ca,
                            "--tls-certificate=" + certificates.file("alice.pem"),
                            "--tls-key=" + certificates.file("alice.key")))
                    .as(errors::toString)
                    .isEqualTo(DONE);
            assertThat(rig.content().lines()).hasSize(6);

            assertThat(send(rig, "--user=alice", ca)).isNotEqualTo(DONE);
            assertThat(out.toString(UTF_8) + errors.toString(UTF_8))
                    .contains("client certificate: --tls-certificate PEM and --tls-key PEM");
        }
    }

    @Test
    void shouldAskForAUserThatALineCanName() throws IOException {
        try (MessageRig rig = rig("joe\n").start()) {
            assertThat(send(rig)).isEqualTo(NOT_SENT);
            assertThat(errors.toString(UTF_8)).contains("--user=: must be a name of the server's --users");
            assertThat(send(rig, "--user=a:b")).isEqualTo(NOT_SENT);
            assertThat(send(rig, "--user=joe", "hi")).isEqualTo(NOT_SENT);
            assertThat(rig.content()).isEmpty();
        }
    }

    private MessageRig rig(final String users) throws IOException {
        return new MessageRig(Files.createTempDirectory(temporary, "rig")).users(users);
    }

    private static int send(final MessageRig rig, final String... how) {
        final List<String> words = new ArrayList<>(List.of("--line", "--port=" + rig.linePort()));
        words.addAll(List.of(how));
        return new CommandLine(new Send()).execute(words.toArray(String[]::new));
    }
}
