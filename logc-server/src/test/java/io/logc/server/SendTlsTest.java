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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code send} and its load generator against a real server that speaks TLS, and what they say when they cannot. */
@Timeout(60)
class SendTlsTest {
    private static final int DONE = 0;
    private static final int NOT_SENT = 2;
    private static final String[] MESSAGES = {"--client", "gate", "opened,closed"};
    private static final String[] LOAD = {
        "--connections", "2", "--messages", "3", "--client-prefix", "gate", "--name", "load", "--size", "2"
    };

    @TempDir
    private static Path certificatesDirectory;

    private static TestCertificates certificates;

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    private final ByteArrayOutputStream out = streams.out();
    private final ByteArrayOutputStream errors = streams.errors();

    @TempDir
    private Path temporary;

    @BeforeAll
    static void makeCertificates() throws IOException {
        certificates = new TestCertificates(certificatesDirectory)
                .server("server")
                .client("alice")
                .expired("late")
                .stranger("mallory");
    }

    @Test
    void shouldSendToAServerWhoseAuthorityIsNamed() throws IOException {
        try (MessageRig rig = tls("server").start()) {
            assertThat(send(rig, MESSAGES, "--tls-ca", pem("ca"))).isEqualTo(DONE);
            assertThat(rig.content()).isEqualTo("gate 1 send opened\ngate 2 send closed\n");

            assertThat(send(rig, LOAD, "--tls-ca", pem("ca"))).isEqualTo(DONE);
            assertThat(out.toString(UTF_8)).contains("acknowledged  6 of 6 messages");
            assertThat(rig.content().lines().skip(2)).containsExactlyInAnyOrder(loadLines());
        }
    }

    @Test
    void shouldSendAsTheUserOfItsCertificate() throws IOException {
        final MessageRig one = tls("server").users("alice clients=gate* file=alice.log\n");
        one.options.tlsClientCa(certificates.file("ca.pem"));
        try (MessageRig rig = one.start()) {
            assertThat(send(rig, MESSAGES, showing("alice"))).isEqualTo(DONE);
            assertThat(rig.content("alice.log")).isEqualTo("gate 1 send opened\ngate 2 send closed\n");

            assertThat(send(rig, LOAD, showing("alice"))).isEqualTo(DONE);
            assertThat(rig.content("alice.log").lines().skip(2)).containsExactlyInAnyOrder(loadLines());
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldNameTheAuthorityOptionWhenTheServersCertificateIsNotTrusted() throws IOException {
        try (MessageRig rig = tls("server").start()) {
            assertNotSent(
                    rig,
                    "TLS: --tls-ca=" + pem("mallory")
                            + ": the server's certificate was not signed by one of these authorities: name the one that has",
                    "--tls-ca",
                    pem("mallory"));
            assertNotSent(
                    rig,
                    "TLS: --tls: the server's certificate was not signed by an authority that the JDK knows: name the one"
                            + " that has, --tls-ca PEM",
                    "--tls");
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldNameTheHostWhenTheServersCertificateIsForAnotherOne() throws IOException {
        try (MessageRig rig = tls("alice").start()) {
            assertNotSent(
                    rig,
                    "TLS: --host=127.0.0.1: the server's certificate is not for this name or address",
                    "--tls-ca",
                    pem("ca"));
        }
    }

    @Test
    void shouldSayWhoseCertificateHasExpired() throws IOException {
        try (MessageRig rig = tls("late").start()) {
            assertNotSent(
                    rig,
                    "TLS: the server's certificate has expired: renew serve's --tls-certificate",
                    "--tls-ca",
                    pem("ca"));
        }
        final MessageRig one = tls("server").users("late clients=gate*\n");
        one.options.tlsClientCa(certificates.file("ca.pem"));
        try (MessageRig rig = one.start()) {
            assertNotSent(rig, "--tls-certificate=" + pem("late") + ": ", showing("late"));
        }
    }

    @Test
    void shouldNameTheCertificateOptionWhenTheServerDoesNotTakeTheClient() throws IOException {
        final MessageRig one = tls("server");
        one.options.tlsClientCa(certificates.file("ca.pem"));
        try (MessageRig rig = one.start()) {
            assertNotSent(rig, "--tls-certificate=" + pem("mallory") + ": ", showing("mallory"));
            assertNotSent(rig, "client certificate: --tls-certificate PEM and --tls-key PEM", "--tls-ca", pem("ca"));
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldSayWhatToChangeWhenOnlyOneSpeaksTls() throws IOException {
        try (MessageRig rig = tls("server").start()) {
            assertNotSent(rig, "If it speaks TLS: --tls-ca PEM, with the authority of its certificate");
        }
        try (MessageRig rig = rig().start()) {
            assertNotSent(rig, "If it does not speak TLS: leave out the --tls options", "--tls-ca", pem("ca"));
        }
    }

    @Test
    void shouldNameOptionAndFileWhenAFileMakesNoSense() throws IOException {
        try (MessageRig rig = tls("server").start()) {
            assertNotSent(
                    rig,
                    "not sent: --tls-ca=" + key("alice") + ": holds a certificate that cannot be read",
                    "--tls-ca",
                    key("alice"));
            assertNotSent(
                    rig, "not sent: --tls-ca=" + pem("none") + ": there is no such file", "--tls-ca", pem("none"));
            assertNotSent(
                    rig,
                    "not sent: --tls-key=" + key("late") + ": is not the key of the first certificate in "
                            + pem("alice"),
                    "--tls-certificate",
                    pem("alice"),
                    "--tls-key",
                    key("late"));
            assertNotSent(
                    rig,
                    "--tls-certificate=" + pem("alice") + " and --tls-key=null: one goes with the other",
                    "--tls-certificate",
                    pem("alice"));
            assertNotSent(
                    rig,
                    "not sent: --secret-file=" + pem("none") + ": there is no such file",
                    "--secret-file",
                    pem("none"));
        }
    }

    private MessageRig rig() throws IOException {
        return new MessageRig(Files.createTempDirectory(temporary, "rig"));
    }

    private MessageRig tls(final String name) throws IOException {
        final MessageRig rig = rig();
        rig.options.tlsCertificate(certificates.file(name + ".pem")).tlsKey(certificates.file(name + ".key"));
        return rig;
    }

    private static String[] loadLines() {
        final List<String> lines = new ArrayList<>();
        for (int client = 1; client <= 2; client++) {
            for (int id = 1; id <= 3; id++) {
                lines.add("gate-" + client + ' ' + id + " load ab");
            }
        }
        return lines.toArray(String[]::new);
    }

    private static String[] showing(final String name) {
        return new String[] {"--tls-ca", pem("ca"), "--tls-certificate", pem(name), "--tls-key", key(name)};
    }

    private static String pem(final String name) {
        return certificates.file(name + ".pem").toString();
    }

    private static String key(final String name) {
        return certificates.file(name + ".key").toString();
    }

    /** Neither messages nor a load, and both say why. */
    private void assertNotSent(final MessageRig rig, final String words, final String... how) {
        for (final String[] what : new String[][] {MESSAGES, LOAD}) {
            errors.reset();
            assertThat(send(rig, what, how)).as(errors::toString).isEqualTo(NOT_SENT);
            assertThat(errors.toString(UTF_8)).contains(words).doesNotContain("after its last answer");
        }
    }

    private static int send(final MessageRig rig, final String[] what, final String... how) {
        final List<String> words = new ArrayList<>(List.of("--port", Integer.toString(rig.port())));
        words.addAll(List.of(how));
        words.addAll(List.of(what));
        return new CommandLine(new Send()).execute(words.toArray(String[]::new));
    }
}
