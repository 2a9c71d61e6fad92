package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.server.message.options.MessageOptions;
import io.logc.server.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may send messages to a real server, over what, and what is said when not. */
@Timeout(120)
class MessageSecurityTest {
    private static final String SECRET = "s3cr3t-s3cr3t";
    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private static Path certificatesDirectory;

    private static TestCertificates certificates;

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
    void shouldSayAtStartWhatIsOpen() throws IOException {
        try (MessageRig rig =
                tls(rig().users("alice\nbob secret=" + SECRET + "\n")).start()) {
            assertThat(rig.log())
                    .contains("taking messages at 127.0.0.1 port " + rig.port() + " (lines: port " + rig.linePort()
                            + ") for " + rig.messages + ", acknowledged when written, TLS with client certificates,"
                            + " 2 users")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void shouldTakeMessagesFromWhoeverReachesItWhenThereAreNoUsers() throws IOException {
        try (MessageRig rig = rig().start();
                MessageConnection client = MessageConnection.plain(rig.port());
                MessageConnection line = MessageConnection.plain(rig.linePort())) {
            assertThat(client.hello("gate", "", "").answer()).isEqualTo("WELCOME 0");
            assertThat(client.message(1, "opened", "by hand").answer()).isEqualTo("ACK 1");
            assertThat(rig.content()).isEqualTo("gate 1 opened by hand\n");

            assertThat(line.line("gate:hello\n").readLine()).isEqualTo("ERROR not authorised");
            assertThat(line.readLine()).isNull();
        }
    }

    @Test
    void shouldRefuseWithTheSameWordsAfterAPauseWhateverIsWrong() throws IOException {
        try (MessageRig rig =
                rig().users("alice secret=" + SECRET + " clients=sensor-*\n").start()) {
            final long startNs = System.nanoTime();
            final List<String> answers = new ArrayList<>();
            for (final String[] wrong :
                    new String[][] {{"alice", "alice", "hunter2"}, {"alice", "nobody", SECRET}, {"bob", "alice", SECRET}
                    }) {
                try (MessageConnection client = MessageConnection.plain(rig.port())) {
                    answers.add(client.hello(wrong[0], wrong[1], wrong[2]).answer() + ", " + client.answer());
                }
            }

            assertThat(answers).containsOnly("NACK 0 NOT_AUTHORISED not authorised, end");
            assertThat(System.nanoTime() - startNs).as("1, 2 and 4 s").isGreaterThanOrEqualTo(7 * SECOND_NS);
            assertThat(rig.log())
                    .contains("127.0.0.1: not let in: user alice with a wrong secret")
                    .contains("127.0.0.1: not let in: no user of that name")
                    .contains("127.0.0.1: not let in: user alice may not write as client bob")
                    .doesNotContain("hunter2")
                    .doesNotContain(SECRET);
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldServeOthersWhileSomebodyWhoWasRefusedWaits() throws IOException {
        final MessageRig one = rig().users("alice secret=" + SECRET + "\n");
        one.options.threads(1);
        try (MessageRig rig = one.start();
                MessageConnection refused = MessageConnection.plain(rig.linePort());
                MessageConnection client = MessageConnection.plain(rig.linePort())) {
            refused.line("alice/hunter2:hello\nalice/" + SECRET + ":hello\n");

            assertThat(client.line("alice/" + SECRET + ":hello\r\n").readLine()).matches("OK session \\d+ total 1");
            assertThat(refused.readLine()).isEqualTo("ERROR not authorised");
            assertThat(refused.readLine())
                    .as("what came after it is not looked at")
                    .isNull();
            assertThat(rig.content()).isEqualTo("alice 1 line hello\n");
        }
    }

    @Test
    void shouldWriteEachUsersMessagesIntoItsOwnFile() throws IOException {
        try (MessageRig rig = rig().users("alice file=alice.log\nbob\n").start();
                MessageConnection alice = MessageConnection.plain(rig.linePort());
                MessageConnection bob = MessageConnection.plain(rig.linePort())) {
            assertThat(alice.line("alice:to mine\n").readLine()).startsWith("OK session ");
            assertThat(bob.line("bob:to all\n").readLine()).startsWith("OK session ");

            assertThat(rig.content("alice.log")).isEqualTo("alice 1 line to mine\n");
            assertThat(rig.content()).isEqualTo("bob 1 line to all\n");
        }
    }

    @Test
    void shouldLeavePlacesForOthersWhenOneUserSendsAsManyClients() throws IOException {
        final MessageRig one = rig().users("greedy clients=*\nbob\n");
        one.options.maxClients(8);
        final List<MessageConnection> connections = new ArrayList<>();
        try (MessageRig rig = one.start()) {
            final List<String> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                connections.add(MessageConnection.plain(rig.port()));
                answers.add(connections.get(i).hello("id" + i, "greedy", "").answer());
            }
            assertThat(answers.subList(0, 4)).as("half of them").containsOnly("WELCOME 0");
            assertThat(answers.subList(4, 6)).containsOnly("NACK 0 BUSY busy, try again");
            assertThat(rig.log())
                    .containsOnlyOnce(
                            rig.messages + ": a new client of user greedy was told to try later: it has as many as"
                                    + " are left of message-clients=8 for all, and none has been silent for"
                                    + " message-client-memory=3600 s");

            connections.add(MessageConnection.plain(rig.port()));
            assertThat(connections.get(6).hello("bob", "bob", "").answer()).isEqualTo("WELCOME 0");
            connections.add(MessageConnection.plain(rig.linePort()));
            assertThat(connections.get(7).line("bob:hello\n").readLine()).startsWith("OK session ");
            connections.add(MessageConnection.plain(rig.port()));
            assertThat(connections.get(8).hello("id0", "greedy", "").answer())
                    .as("who is known is served")
                    .isEqualTo("WELCOME 0");
        } finally {
            for (final MessageConnection each : connections) {
                each.close();
            }
        }
    }

    @Test
    void shouldGiveAllPlacesToThisMachineWhenThereAreNoUsers() throws IOException {
        final MessageRig one = rig();
        one.options.maxClients(8);
        final List<MessageConnection> connections = new ArrayList<>();
        try (MessageRig rig = one.start()) {
            for (int i = 0; i < 8; i++) {
                connections.add(MessageConnection.plain(rig.port()));
                assertThat(connections.get(i).hello("id" + i, "", "").answer()).isEqualTo("WELCOME 0");
            }
            connections.add(MessageConnection.plain(rig.port()));
            assertThat(connections.get(8).hello("id8", "", "").answer()).isEqualTo("NACK 0 BUSY busy, try again");
            assertThat(rig.log()).contains(": a new client was told to try later: message-clients=8 are remembered");
        } finally {
            for (final MessageConnection each : connections) {
                each.close();
            }
        }
    }

    @Test
    void shouldTakeTheUserFromTheCertificateInBothProtocols() throws IOException {
        try (MessageRig rig = tls(rig().users("alice clients=sensor-*\nbob secret=" + SECRET + "\n"))
                        .start();
                MessageConnection client = MessageConnection.tls(rig.port(), certificates.context("alice"));
                MessageConnection line = MessageConnection.tls(rig.linePort(), certificates.context("alice"));
                MessageConnection wrong = MessageConnection.tls(rig.linePort(), certificates.context("alice"))) {
            assertThat(client.hello("sensor-1", "", "").answer()).isEqualTo("WELCOME 0");
            assertThat(client.message(1, "t", "20.5").answer()).isEqualTo("ACK 1");
            assertThat(line.line("alice:hello\n").readLine()).startsWith("OK session ");
            assertThat(wrong.line("bob:hello\n").readLine()).isEqualTo("ERROR not authorised");
            assertThat(rig.content()).isEqualTo("sensor-1 1 t 20.5\nalice 1 line hello\n");
        }
    }

    @Test
    void shouldReadOnAfterARefusalAsClosingWouldTakeItBack() throws IOException {
        final MessageRig one = rig().users("alice\n");
        try (MessageRig rig = tls(one).start();
                MessageConnection line = MessageConnection.tls(rig.linePort(), certificates.context("alice"))) {
            line.line("bob:hello\n").line("x".repeat(60_000));

            assertThat(line.readLine()).isEqualTo("ERROR not authorised");
            for (int i = 0; i < 40; i++) {
                line.line("x".repeat(60_000));
            }
            assertThat(line.readLine()).isNull();
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldCloseAndSayWhyWhenAClientsCertificateHasExpiredOrIsUnknownOrMissing() throws IOException {
        try (MessageRig rig = tls(rig().users("alice\nlate\nmallory\n")).start()) {
            for (final String name : new String[] {"late", "mallory", null}) {
                assertClosed(rig.port(), certificates.context(name));
                assertClosed(rig.linePort(), certificates.context(name));
            }

            assertSaidOnce(rig, "127.0.0.1: closed: its certificate has expired");
            assertSaidOnce(rig, "127.0.0.1: closed: its certificate was not signed by one of --tls-client-ca");
            assertSaidOnce(rig, "127.0.0.1: closed: it has no certificate, and --tls-client-ca asks for one");
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldCloseAndSayWhyWhenPlainBytesComeToTls() throws IOException {
        try (MessageRig rig = tls(rig().users("alice\n")).start()) {
            for (int i = 0; i < 3; i++) {
                try (MessageConnection client = MessageConnection.plain(rig.port());
                        MessageConnection line = MessageConnection.plain(rig.linePort())) {
                    assertThat(client.hello("alice", "", "").isClosedWithoutAnAnswer())
                            .isTrue();
                    assertThat(line.line("alice:hello\n").isClosedWithoutAnAnswer())
                            .isTrue();
                }
            }

            assertSaidOnce(rig, "127.0.0.1: closed: it does not speak TLS, which this port does (--tls-certificate)");
        }
    }

    @Test
    void shouldCloseAndSayWhyWhenTlsComesToPlainPorts() throws IOException {
        try (MessageRig rig = rig().users("alice\n").start()) {
            for (int i = 0; i < 3; i++) {
                assertClosed(rig.port(), certificates.context("alice"));
                assertClosed(rig.linePort(), certificates.context("alice"));
            }

            assertSaidOnce(rig, "127.0.0.1: closed: it speaks TLS, which is off on this port (--tls-certificate)");
            assertThat(rig.content()).isEmpty();
        }
    }

    @Test
    void shouldNotStartBeyondThisMachineWithoutTlsAndProof() throws IOException {
        final MessageRig rig = rig();
        rig.options.address("0.0.0.0");

        assertThatThrownBy(rig::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("message-address=0.0.0.0: can be reached from other machines, so TLS must be on"
                        + " (tls-certificate, tls-key), and clients must prove who they are");
        assertThat(rig.isServed()).isFalse();

        rig.users("alice\n").options.tlsCertificate(certificates.file("server.pem"));
        rig.options.tlsKey(certificates.file("server.key"));
        assertThatThrownBy(rig::start)
                .as("users without secrets prove nothing")
                .hasMessageContaining("so clients must prove who they are");
    }

    @Test
    void shouldStartBeyondThisMachineWithTlsAndSecretsOrWhenItIsToldToAndSayWhatIsOpen() throws IOException {
        try (MessageRig rig = rig().users("alice secret=" + SECRET + "\n")) {
            rig.options.address("0.0.0.0").tlsCertificate(certificates.file("server.pem"));
            rig.options.tlsKey(certificates.file("server.key"));
            rig.start();
            assertThat(rig.log()).doesNotContain("WARN");
        }
        try (MessageRig rig = rig()) {
            rig.options.address("0.0.0.0").insecure(true);
            rig.start();
            assertThat(rig.log().lines().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .asString()
                    .contains("--insecure: message-address=0.0.0.0: whoever is on the way can read and change messages"
                            + " (no TLS); whoever reaches it can write messages");
        }
    }

    @Test
    void shouldNameOptionValueAndRemedyWhenAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final int port = taken.getLocalPort();
            final MessageRig binary = rig();
            binary.options.port(port);
            assertThatThrownBy(binary::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("message-port=" + port)
                    .hasMessageContaining("choose another");
            assertThat(binary.isServed()).isFalse();

            final MessageRig line = rig();
            line.options.linePort(port);
            assertThatThrownBy(line::start).hasMessageContaining("line-port=" + port);
            assertThat(line.isServed()).isFalse();
        }
        try (MessageRig rig = rig().start()) {
            assertThat(rig.isServed())
                    .as("nothing of the refused ones is in its way")
                    .isTrue();
        }
    }

    @Test
    void shouldOpenNoLinePortWhenItIsToldNotTo() throws IOException {
        try (MessageRig rig = rig()) {
            rig.options.linePort(MessageOptions.NO_PORT);
            rig.start();
            assertThat(rig.linePort()).isEqualTo(MessageOptions.NO_PORT);
            assertThat(rig.log()).contains("(lines: none)");
        }
    }

    @Test
    void shouldNotStartWhenAFileOrTheAddressIsWrong() throws IOException {
        final MessageRig rig = rig().users("alice secret\n");
        assertThatThrownBy(rig::start).hasMessageContaining("users, line 1: word 2 is none of");

        final MessageRig unknown = rig();
        unknown.options.address("no-such-host.invalid");
        assertThatThrownBy(unknown::start)
                .hasMessageContaining("message-address=no-such-host.invalid: no such address is known");

        final MessageRig noCertificate = rig();
        noCertificate.options.tlsCertificate(temporary.resolve("none")).tlsKey(temporary.resolve("none"));
        assertThatThrownBy(noCertificate::start)
                .hasMessageContaining("tls-certificate=" + temporary.resolve("none") + ": there is no such file");
        assertThat(rig.isServed()).isFalse();
    }

    private MessageRig rig() throws IOException {
        return new MessageRig(Files.createTempDirectory(temporary, "rig"));
    }

    private static MessageRig tls(final MessageRig rig) {
        rig.options
                .tlsCertificate(certificates.file("server.pem"))
                .tlsKey(certificates.file("server.key"))
                .tlsClientCa(certificates.file("ca.pem"));
        return rig;
    }

    private static void assertClosed(final int port, final SSLContext context) {
        try (MessageConnection client = MessageConnection.tls(port, context)) {
            final byte[] line = "alice:hello\n".getBytes(UTF_8);
            assertThat(client.send(line, line.length).isClosedWithoutAnAnswer()).isTrue();
        } catch (final IOException refused) {
            // Closed as well.
        }
    }

    private static void assertSaidOnce(final MessageRig rig, final String words) {
        await().untilAsserted(() -> assertThat(rig.log()).containsOnlyOnce(words));
    }
}
