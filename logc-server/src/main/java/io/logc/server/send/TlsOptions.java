package io.logc.server.send;

import io.logc.server.tls.ClientTls;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that say whether TLS is spoken, whom to trust, and what to show. */
final class TlsOptions {
    @Option(names = "--tls", description = "speak TLS; certificates are checked against the JDK's authorities")
    private boolean tls;

    @Option(names = "--tls-ca", paramLabel = "PEM", description = "speak TLS, and trust these authorities instead")
    private Path ca;

    @Option(
            names = "--tls-certificate",
            paramLabel = "PEM",
            description = "speak TLS, and show this client certificate, with its chain")
    private Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "PEM",
            description = "the client certificate's key, PKCS#8; may be read by its owner only")
    private Path key;

    boolean isOn() {
        return tls || ca != null || certificate != null;
    }

    /** Null when the JDK's are trusted. */
    Path ca() {
        return ca;
    }

    /** Null when none is shown. */
    Path certificate() {
        return certificate;
    }

    /** What speaks TLS as the options say; null when they do not ask for it. */
    SslContext context() throws IOException {
        return isOn() ? ClientTls.open(ca, certificate, key) : null;
    }

    /** Null, or what is wrong. */
    String complaint() {
        return (key == null) == (certificate == null)
                ? null
                : "--tls-certificate=" + certificate + " and --tls-key=" + key + ": one goes with the other";
    }
}
