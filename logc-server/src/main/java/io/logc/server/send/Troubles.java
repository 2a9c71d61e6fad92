package io.logc.server.send;

import io.logc.server.load.TroubleWords;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What went wrong with a connection, in words that name the option and tell what to do. Immutable. */
final class Troubles implements TroubleWords {
    private static final String ALERT = "Received fatal alert: ";
    private static final int MAX_CAUSES = 16;

    private final String host;
    private final TlsOptions tls;

    /**
     * Words for what goes wrong with these options.
     *
     * @param host of the server, as it was given
     * @param tls how it is spoken to
     */
    Troubles(final String host, final TlsOptions tls) {
        this.host = host;
        this.tls = tls;
    }

    @Override
    public String words(final Throwable cause, final boolean heard) {
        if (heard) {
            return words(cause);
        }
        return isEnd(cause) ? closedUnheard() : words(cause) + (isSilence(cause) ? whichPort() : "");
    }

    /** What there is to say when the greeting is not answered for as long as the option allows. */
    static IOException silence(final int timeoutSeconds) {
        return new IOException(
                "the server has said nothing for " + timeoutSeconds + " s (--timeout)", new SocketTimeoutException());
    }

    /** The connection was there, or it would be the connecting that took too long. */
    private static boolean isSilence(final Throwable cause) {
        final SocketTimeoutException timeout = find(cause, SocketTimeoutException.class);
        return timeout != null
                && !String.valueOf(timeout.getMessage())
                        .toLowerCase(Locale.ROOT)
                        .contains("connect");
    }

    private String whichPort() {
        return "; is it the binary port? " + (tls.isOn() ? "does it speak TLS?" : "does it want --tls, or --line?");
    }

    private String words(final Throwable cause) {
        final IOException first = find(cause, IOException.class);
        final Throwable told = first == null ? cause : first;
        final String said = told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
        if (TroubleWords.isOutOfPorts(told)) {
            return "no local port is free (see net.ipv4.ip_local_port_range)";
        }
        if (said.contains("Too many open files")) {
            return "too many open files: raise ulimit -n";
        }
        if (said.toLowerCase(Locale.ROOT).contains("connection refused")) {
            return "connection refused: no message server listens there; serve needs --messages-file";
        }
        if (told instanceof TimeoutException) {
            return said + " (--timeout)";
        }
        return find(cause, SSLException.class) == null ? said : tls(cause, find(cause, SSLException.class));
    }

    private static boolean isEnd(final Throwable cause) {
        final String said = String.valueOf(cause.getMessage());
        return find(cause, EOFException.class) != null
                || find(cause, ClosedChannelException.class) != null
                || find(cause, NotSslRecordException.class) != null
                || said.contains("Broken pipe")
                || said.contains("Connection reset")
                || said.contains("Unsupported or unrecognized SSL message");
    }

    private String closedUnheard() {
        final String closed = "the server closed the connection without a word; its log may say why. ";
        if (!tls.isOn()) {
            return closed + "If it speaks TLS: --tls-ca PEM, with the authority of its certificate";
        }
        return closed + "If it does not speak TLS: leave out the --tls options; "
                + (tls.certificate() == null
                        ? "if it asks for a client certificate: --tls-certificate PEM and --tls-key PEM"
                        : "if it does not accept --tls-certificate=" + tls.certificate() + ": give another one");
    }

    private String tls(final Throwable cause, final SSLException failure) {
        if (find(cause, CertificateExpiredException.class) != null) {
            return "TLS: the server's certificate has expired: renew serve's --tls-certificate";
        }
        if (find(cause, CertificateNotYetValidException.class) != null) {
            return "TLS: the server's certificate is not valid yet: check the clocks of both";
        }
        if (find(cause, CertPathBuilderException.class) != null) {
            return tls.ca() == null
                    ? "TLS: --tls: the server's certificate was not signed by an authority that the JDK knows: name the"
                            + " one that has, --tls-ca PEM"
                    : "TLS: --tls-ca=" + tls.ca() + ": the server's certificate was not signed by one of these"
                            + " authorities: name the one that has";
        }
        final CertificateException certificate = find(cause, CertificateException.class);
        if (certificate != null && certificate.getCause() == null) {
            return "TLS: --host=" + host + ": the server's certificate is not for this name or address ("
                    + certificate.getMessage() + "): connect to one that it is for, or give serve's --tls-certificate"
                    + " this one (subjectAltName)";
        }
        final String said = String.valueOf(failure.getMessage());
        return said.startsWith(ALERT) ? alert(said.substring(ALERT.length())) : "TLS: " + said;
    }

    private String alert(final String name) {
        return tls.certificate() == null
                ? "TLS: the server has refused (" + name
                        + "); it asks for a client certificate: --tls-certificate PEM and" + " --tls-key PEM"
                : "TLS: --tls-certificate=" + tls.certificate() + ": the server has refused (" + name + "): it must be"
                        + " valid, and signed by one of serve's --tls-client-ca; the server's log says more";
    }

    private static <T extends Throwable> T find(final Throwable cause, final Class<T> type) {
        Throwable each = cause;
        for (int depth = 0; each != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
            each = each.getCause();
        }
        return null;
    }
}
