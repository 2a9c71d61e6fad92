package io.logc.server.send;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What went wrong with a connection, in words that tell what to do. */
final class Troubles {
    private Troubles() {}

    static String words(final Throwable cause) {
        final Throwable first =
                cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        final String said = first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
        if (isOutOfPorts(first)) {
            return "no local port is free (see net.ipv4.ip_local_port_range)";
        }
        if (said.contains("Too many open files")) {
            return "too many open files: raise ulimit -n";
        }
        if (said.toLowerCase(Locale.ROOT).contains("refused")) {
            return "connection refused: no message server listens there; serve needs --messages-file";
        }
        if (first instanceof SSLException) {
            return "TLS: " + said;
        }
        return said;
    }

    /** Whether all local ports are in use, most of them by connections that were closed a moment ago. */
    static boolean isOutOfPorts(final Throwable cause) {
        final String said = String.valueOf(cause.getMessage());
        return cause instanceof IOException
                && (said.contains("Cannot assign requested address") || said.contains("Address not available"));
    }
}
