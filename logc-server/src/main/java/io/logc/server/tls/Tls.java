package io.logc.server.tls;

import io.logc.server.config.WatchedFiles;
import io.logc.server.log.ServerLog;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * TLS as it is for the next connection. Files that were renewed are read by {@link #refresh()}, which somebody has to call
 * now and then; if they make no sense, or do not fit together yet, the last ones stay.
 *
 * <p>Any thread.
 */
public final class Tls {
    static final String HANDLER = "tls";
    static final String CERTIFICATE_OPTION = "--tls-certificate";
    static final String KEY_OPTION = "--tls-key";
    private static final String CLIENT_CA_OPTION = "--tls-client-ca";
    private static final long HANDSHAKE_TIMEOUT_MS = 10_000;
    private static final long SESSION_TIMEOUT_S = 3600;
    private static final int CLIENT_HELLO = 0x1603;
    private static final long KEEP_ALIVE_S = 5;
    /**
     * Does what handshakes take a processor's time for, one after another: in the event loops, those who connect would hold up
     * those who are connected. Its thread ends when there is nothing to do.
     */
    private static final Executor HANDSHAKES = handshakes();

    private final Path certificate;
    private final Path key;
    private final Path clientCa;
    private final ServerLog log;
    private final WatchedFiles watched;
    private volatile SslContext context;

    private Tls(
            final Path certificate,
            final Path key,
            final Path clientCa,
            final ServerLog log,
            final LongSupplier nanoClock)
            throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.clientCa = clientCa;
        this.log = log;
        watched = new WatchedFiles(
                Stream.of(certificate, key, clientCa).filter(Objects::nonNull).toList(), nanoClock);
        context = read();
    }

    private static Executor handshakes() {
        final ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, KEEP_ALIVE_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    final Thread thread = new Thread(work, "logc-message-handshakes");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /**
     * Reads certificate and key.
     *
     * @param certificate PEM file with the server's certificate, followed by those that signed it
     * @param key PEM file with its key
     * @param clientCa PEM file with the certificates that clients' certificates must be signed by; null when clients need none
     * @param log says whose handshake failed and why, and when the files were read again
     * @return TLS for the message ports
     * @throws IOException when a file cannot be read, makes no sense, or does not fit the others
     */
    public static Tls open(final Path certificate, final Path key, final Path clientCa, final ServerLog log)
            throws IOException {
        return open(certificate, key, clientCa, log, System::nanoTime);
    }

    static Tls open(
            final Path certificate,
            final Path key,
            final Path clientCa,
            final ServerLog log,
            final LongSupplier nanoClock)
            throws IOException {
        return new Tls(certificate, key, clientCa, log, nanoClock);
    }

    private SslContext read() throws IOException {
        final X509Certificate[] chain = PemFiles.certificates(CERTIFICATE_OPTION, certificate);
        final PrivateKey privateKey = PemFiles.key(KEY_OPTION, key, chain[0], certificate);
        final SslContextBuilder builder = SslContextBuilder.forServer(privateKey, chain)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .sessionTimeout(SESSION_TIMEOUT_S);
        if (clientCa != null) {
            builder.trustManager(PemFiles.certificates(CLIENT_CA_OPTION, clientCa))
                    .clientAuth(ClientAuth.REQUIRE);
        }
        final SslContext made = builder.build();
        if (new Date().after(chain[0].getNotAfter())) {
            log.warn(
                    CERTIFICATE_OPTION + "=" + certificate + ": has expired on "
                            + chain[0].getNotAfter().toInstant() + "; clients will not accept it",
                    null);
        }
        return made;
    }

    /** Reads the files again if one of them has changed. It may take as long as the disk does. */
    public void refresh() {
        if (watched.haveChanged()) {
            try {
                context = read();
                log.info(certificate + ": certificate and key were read again");
            } catch (final IOException e) {
                watched.tryAgain();
                log.seldom("certificate and key stay as they were: " + e.getMessage());
            } catch (final RuntimeException e) {
                watched.tryAgain();
                log.seldom("certificate and key stay as they were: " + certificate + " cannot be used: " + e);
            }
        }
    }

    /** Whether clients must have a certificate.
     * @return true when one was asked for */
    public boolean needsClientCertificates() {
        return clientCa != null;
    }

    /**
     * Makes a new connection speak TLS. What comes after this in the pipeline sees nothing of a client that does not, and of
     * one that has no certificate though it needs one.
     *
     * @param pipeline of the connection, still empty
     */
    public void addTo(final ChannelPipeline pipeline) {
        final SslHandler handler = context.newHandler(pipeline.channel().alloc(), HANDSHAKES);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MS);
        pipeline.addLast(HANDLER, handler);
        pipeline.addLast(new HandshakeReport(log));
    }

    /**
     * Whether a connection was made to speak TLS.
     *
     * @param pipeline of a connection
     * @return false for one that speaks plainly
     */
    public static boolean isOn(final ChannelPipeline pipeline) {
        return pipeline.get(HANDLER) != null;
    }

    /**
     * Who the client's certificate says it is.
     *
     * @param pipeline of a connection from which something was read
     * @return the common name of the verified certificate; null when there is none, or no single one
     */
    public static String certificateName(final ChannelPipeline pipeline) {
        return pipeline.get(HANDLER) instanceof SslHandler handler
                ? CommonName.of(handler.engine().getSession())
                : null;
    }

    /**
     * Has TLS, where it is spoken, say that nothing more is sent. What was written before goes before.
     *
     * @param pipeline of a connection
     * @return succeeds when it was said, at once for a connection without TLS
     */
    public static ChannelFuture endOutput(final ChannelPipeline pipeline) {
        return pipeline.get(HANDLER) instanceof SslHandler handler
                ? handler.closeOutbound()
                : pipeline.channel().newSucceededFuture();
    }

    /**
     * Whether a connection begins like one of TLS, where it is not spoken.
     *
     * @param firstFourBytes big-endian
     * @return true for a handshake record of any version
     */
    public static boolean isClientHello(final int firstFourBytes) {
        return firstFourBytes >>> 16 == CLIENT_HELLO;
    }
}
