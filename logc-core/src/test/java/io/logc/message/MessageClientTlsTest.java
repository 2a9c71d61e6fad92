package io.logc.message;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS; the certificate is made for localhost by the JDK's keytool. */
@Timeout(60)
class MessageClientTlsTest {
    private static final String PASSWORD = "not a secret";

    @TempDir
    private static Path directory;

    private static KeyStore keys;
    private ScriptedServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        final Path store = directory.resolve("keys.p12");
        final Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        final String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
    }

    private static SSLContext withKeys() throws Exception {
        final KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting() throws Exception {
        final KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        final TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @BeforeEach
    void startServer() throws Exception {
        server = new ScriptedServer(
                withKeys().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    @AfterEach
    void closeServer() throws IOException {
        server.close();
    }

    private MessageClient open(final String host, final SSLContext context) {
        final MessageClientOptions.Builder options = MessageClientOptions.builder("tester")
                .host(host)
                .port(server.port())
                .retryPause(Duration.ofMillis(1), Duration.ofMillis(20));
        return MessageClient.open((context == null ? options : options.tls(context)).build());
    }

    @Test
    void shouldSendOverTlsAndSayGoodbye() throws Exception {
        try (MessageClient client = open("localhost", trusting())) {
            final ScriptedServer.Peer first = server.welcome(0);
            final CompletableFuture<Long> a = client.sendAsync("n", "a");
            first.messages(1, "a");
            first.close();
            final ScriptedServer.Peer second = server.welcome(0);
            second.messages(1, "a");
            second.ack(1);
            assertThat(a.get(20, SECONDS)).isEqualTo(1);

            assertThat(client.close(Duration.ofSeconds(20))).isZero();
            assertThat(second.endOfStream()).isTrue();
        }
    }

    @Test
    void shouldSpeakToNobodyWhoseCertificateIsNotTheHosts() throws Exception {
        assertSpeaksNot(open("127.0.0.1", trusting()));
    }

    @Test
    void shouldSpeakToNobodyWhoseCertificateItDoesNotTrust() throws Exception {
        assertSpeaksNot(open("localhost", SSLContext.getDefault()));
    }

    private void assertSpeaksNot(final MessageClient client) throws Exception {
        final CompletableFuture<Long> unsent = client.sendAsync("n", "a");
        final ScriptedServer.Peer peer = server.accept();

        // Whoever closes first may leave the other one with a broken pipe instead of an alert.
        assertThatThrownBy(peer::hello).isInstanceOfAny(SSLException.class, SocketException.class);
        await().until(() -> client.lastProblem().isPresent());
        assertThat(client.lastProblem().orElseThrow()).isInstanceOfAny(SSLException.class, SocketException.class);
        assertThat(client.close(Duration.ZERO)).isEqualTo(1);
        await().until(unsent::isCompletedExceptionally);
    }

    @Test
    void shouldNotWorkWithoutTlsWhereTheServerWantsIt() throws Exception {
        try (MessageClient client = open("localhost", null)) {
            final ScriptedServer.Peer peer = server.accept();

            assertThatThrownBy(peer::hello).isInstanceOf(SSLException.class);
            await().until(() -> client.lastProblem().isPresent());
            assertThat(client.isConnected()).isFalse();
        }
    }
}
