package io.logc.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.server.log.ServerLog;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private static Path certificatesDirectory;

    private static TestCertificates certificates;

    @TempDir
    private Path temporary;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));
    private final AtomicLong nowNs = new AtomicLong();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @BeforeAll
    static void makeCertificates() throws IOException {
        certificates = new TestCertificates(certificatesDirectory)
                .server("server")
                .server("renewed")
                .client("alice")
                .expired("late")
                .stranger("mallory");
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void shouldSpeakBothVersionsOfTlsWithoutClientCertificates() throws IOException {
        final int port = serve(open("server", null));

        assertThat(greeting(port, certificates.context(null), "TLSv1.3")).isEqualTo("hello null");
        assertThat(greeting(port, certificates.context(null), "TLSv1.2")).isEqualTo("hello null");
        assertThat(greeting(port, certificates.context("alice"), "TLSv1.3"))
                .as("not asked for")
                .isEqualTo("hello null");
        assertThat(said.toString(UTF_8)).isEmpty();
    }

    @Test
    void shouldTakeTheNameFromTheVerifiedCertificate() throws IOException {
        final int port = serve(open("server", "ca"));

        assertThat(greeting(port, certificates.context("alice"), "TLSv1.3")).isEqualTo("hello alice");
        assertThat(greeting(port, certificates.context("alice"), "TLSv1.2")).isEqualTo("hello alice");
    }

    @Test
    void shouldCloseAndSayWhyWhenTheClientsCertificateIsMissingExpiredOrUnknown() throws IOException {
        final int port = serve(open("server", "ca"));

        for (final String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
            assertRefused(port, certificates.context(null), version);
            assertRefused(port, certificates.context("late"), version);
            assertRefused(port, certificates.context("mallory"), version);
        }

        awaitSaid("127.0.0.1: closed: it has no certificate, and --tls-client-ca asks for one");
        awaitSaid("127.0.0.1: closed: its certificate has expired");
        awaitSaid("127.0.0.1: closed: its certificate was not signed by one of --tls-client-ca");
        assertThat(said.toString(UTF_8).lines()).as("once each").hasSize(3);
        assertThat(greeting(port, certificates.context("alice"), "TLSv1.3")).isEqualTo("hello alice");
    }

    @Test
    void shouldCloseAndSayWhyWhenAClientDoesNotSpeakTls() throws IOException {
        final int port = serve(open("server", null));

        for (int i = 0; i < 3; i++) {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                plain.getOutputStream().write("alice:hello\n".getBytes(UTF_8));
                drain(plain);
            }
        }

        awaitSaid("127.0.0.1: closed: it does not speak TLS, which this port does (--tls-certificate)");
        assertThat(said.toString(UTF_8).lines()).as("once").hasSize(1);
    }

    @Test
    void shouldSayWhenAClientDoesNotAcceptTheServer() throws Exception {
        final int port = serve(open("server", null));

        assertRefused(port, SSLContext.getDefault(), "TLSv1.3");

        awaitSaid("127.0.0.1: closed: it does not accept this server, or its certificate: Received fatal alert");
    }

    @Test
    void shouldSayNothingWhenSomebodyOnlyLooksWhetherThePortIsThere() throws IOException {
        final int port = serve(open("server", null));

        new Socket(InetAddress.getLoopbackAddress(), port).close();

        assertThat(greeting(port, certificates.context(null), "TLSv1.3")).isEqualTo("hello null");
        assertThat(said.toString(UTF_8)).isEmpty();
    }

    @Test
    void shouldUseRenewedFilesForNewConnectionsAndKeepTheOldOnesUntilBothFit() throws IOException {
        copy("server");
        final Tls tls = Tls.open(temporary.resolve("own.pem"), temporary.resolve("own.key"), null, log, nowNs::get);
        final int port = serve(tls);
        final X509Certificate first = serverCertificate(port);

        Files.copy(certificates.file("renewed.pem"), temporary.resolve("own.pem"), StandardCopyOption.REPLACE_EXISTING);
        nowNs.addAndGet(SECOND_NS);
        tls.refresh();
        assertThat(serverCertificate(port)).as("its key is not there yet").isEqualTo(first);
        assertThat(said.toString(UTF_8))
                .contains("certificate and key stay as they were: --tls-key=" + temporary.resolve("own.key")
                        + ": is not the key of the first certificate in");

        copy("renewed");
        nowNs.addAndGet(SECOND_NS);
        tls.refresh();
        assertThat(serverCertificate(port)).isNotEqualTo(first);
        assertThat(said.toString(UTF_8)).contains("certificate and key were read again");
    }

    @Test
    void shouldNameOptionFileAndRemedyWhenAFileIsWrong() throws IOException {
        final Path pem = certificates.file("server.pem");
        final Path key = certificates.file("server.key");
        final Path none = temporary.resolve("none");
        final Path text = Files.writeString(temporary.resolve("text"), "nothing\n");
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-------"));

        assertWrong(none, key, null, "--tls-certificate=" + none + ": there is no such file");
        assertWrong(temporary, key, null, "--tls-certificate=" + temporary + ": is a directory, not a file");
        assertWrong(text, key, null, "--tls-certificate=" + text + ": holds");
        assertWrong(pem, none, null, "--tls-key=" + none + ": there is no such file");
        assertWrong(pem, text, null, "openssl pkcs8 -topk8 -nocrypt -in " + text);
        assertWrong(pem, certificates.file("alice.key"), null, "is not the key of the first certificate in " + pem);
        assertWrong(pem, key, none, "--tls-client-ca=" + none + ": there is no such file");
        assertWrong(pem, key, key, "--tls-client-ca=" + key + ": holds");
    }

    @Test
    void shouldRefuseAKeyThatOthersCanReadOrThatHasAPassword() throws IOException {
        final Path pem = certificates.file("server.pem");
        final Path key = temporary.resolve("own.key");
        Files.writeString(key, Files.readString(certificates.file("server.key")));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertWrong(
                pem, key, null, "--tls-key=" + key + ": others than its owner may read or write it: chmod 600 " + key);

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(key, Files.readString(key).replace(" PRIVATE", " ENCRYPTED PRIVATE"));
        assertWrong(pem, key, null, "holds no key in PKCS #8 without a password");
        Files.writeString(key, Files.readString(key).replace(" ENCRYPTED PRIVATE", " EC PRIVATE"));
        assertWrong(pem, key, null, "openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void shouldWarnWhenTheServersOwnCertificateHasExpired() throws IOException {
        open("late", null);

        assertThat(said.toString(UTF_8)).contains("late.pem: has expired on ").contains("clients will not accept it");
    }

    @Test
    void shouldFindTheOneCommonName() {
        assertThat(CommonName.of("CN=alice,OU=Sensors,O=Ours")).isEqualTo("alice");
        assertThat(CommonName.of("O=Ours,CN=a\\,b")).isEqualTo("a,b");
        assertThat(CommonName.of("OU=x+CN=alice,O=Ours")).isEqualTo("alice");
        assertThat(CommonName.of("CN=alice,CN=bob")).as("which?").isNull();
        assertThat(CommonName.of("O=CN\\=alice")).isNull();
        assertThat(CommonName.of("O=Ours")).isNull();
        assertThat(CommonName.of("CN=#0403010203")).as("no text").isNull();
    }

    @Test
    void shouldPutWhateverACertificateHoldsOnOneShortLine() {
        final String reason =
                HandshakeReport.reason(new SSLException("subject \"CN=a\n2026 INFO b\u009b\"" + "x".repeat(999)));

        assertThat(reason)
                .startsWith("TLS failed: subject \"CN=a?2026 INFO b?\"x")
                .hasSizeLessThan(220);
    }

    @Test
    void shouldKnowTheBeginningOfTls() {
        assertThat(Tls.isClientHello(0x16030100)).isTrue();
        assertThat(Tls.isClientHello(0x160303FF)).isTrue();
        assertThat(Tls.isClientHello(0x00000016)).isFalse();
        assertThat(Tls.isClientHello(0x96030100)).isFalse();
    }

    private void assertWrong(final Path certificate, final Path key, final Path clientCa, final String words) {
        assertThatThrownBy(() -> Tls.open(certificate, key, clientCa, log))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(words);
    }

    private void assertRefused(final int port, final SSLContext client, final String version) {
        assertThatThrownBy(() -> assertThat(greeting(port, client, version)).isNotEmpty())
                .isInstanceOfAny(IOException.class, AssertionError.class);
    }

    private void awaitSaid(final String words) {
        await().untilAsserted(() -> assertThat(said.toString(UTF_8)).contains(words));
    }

    private void copy(final String name) throws IOException {
        Files.copy(certificates.file(name + ".pem"), temporary.resolve("own.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                certificates.file(name + ".key"),
                temporary.resolve("own.key"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Tls open(final String name, final String clientCa) throws IOException {
        return Tls.open(
                certificates.file(name + ".pem"),
                certificates.file(name + ".key"),
                clientCa == null ? null : certificates.file(clientCa + ".pem"),
                log,
                nowNs::get);
    }

    /** A server that answers the first byte with the name in the client's certificate. */
    private int serve(final Tls tls) {
        final Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(final Channel channel) {
                        tls.addTo(channel.pipeline());
                        channel.pipeline().addLast(new Greeter());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static final class Greeter extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(final ChannelHandlerContext context, final ByteBuf message) {
            final String name = Tls.certificateName(context.pipeline());
            context.writeAndFlush(Unpooled.copiedBuffer("hello " + name, UTF_8))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static String greeting(final int port, final SSLContext client, final String version) throws IOException {
        try (SSLSocket socket = connect(port, client)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write('x');
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static X509Certificate serverCertificate(final int port) throws IOException {
        try (SSLSocket socket = connect(port, certificates.context(null))) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket connect(final int port, final SSLContext client) throws IOException {
        final SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void drain(final Socket socket) {
        try {
            socket.setSoTimeout(20_000);
            socket.getInputStream().readAllBytes();
        } catch (final java.net.SocketTimeoutException e) {
            throw new AssertionError("not closed", e);
        } catch (final IOException reset) {
            // Closed as well.
        }
    }
}
