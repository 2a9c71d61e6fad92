package io.logc.server.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/** TLS for a client of the message ports; its options have the names of the server's. */
public final class ClientTls {
    private static final String CA_OPTION = "--tls-ca";

    private ClientTls() {}

    /**
     * Reads what a client trusts and shows.
     *
     * @param ca PEM file with the certificates that the server's must be signed by; null for the JDK's authorities
     * @param certificate PEM file with the client's certificate, followed by those that signed it; null when it shows none
     * @param key PEM file with its key; null when it shows none
     * @return TLS that checks the server's certificate and its name
     * @throws IOException when a file cannot be read, makes no sense, or does not fit the others
     */
    public static SslContext open(final Path ca, final Path certificate, final Path key) throws IOException {
        final SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (ca != null) {
            builder.trustManager(PemFiles.certificates(CA_OPTION, ca));
        }
        if (certificate != null) {
            final X509Certificate[] chain = PemFiles.certificates(Tls.CERTIFICATE_OPTION, certificate);
            builder.keyManager(PemFiles.key(Tls.KEY_OPTION, key, chain[0], certificate), chain);
        }
        return builder.build();
    }
}
