package io.logc.server.tls;

import io.logc.server.log.ServerLog;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/**
 * Closes a connection whose TLS has failed, and says why, once for each address and reason in a while. Who only connects and
 * goes away again, as a load balancer that looks whether the port is there, is not mentioned.
 *
 * <p>Owned by the connection's event loop.
 */
final class HandshakeReport extends ChannelInboundHandlerAdapter {
    private static final String KIND = " of TLS handshakes";
    private static final int MAX_REASON_LENGTH = 200;

    private final ServerLog log;
    private boolean isSaid;

    HandshakeReport(final ServerLog log) {
        this.log = log;
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext context, final Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && !completion.isSuccess()) {
            close(context, completion.cause());
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        if (find(cause, SSLException.class) != null) {
            close(context, cause);
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private void close(final ChannelHandlerContext context, final Throwable cause) {
        if (!isSaid && find(cause, ClosedChannelException.class) == null) {
            log.seldom(KIND, address(context.channel().remoteAddress()) + ": closed: " + reason(cause), "");
        }
        isSaid = true;
        context.close();
    }

    private static String address(final SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress()
                : String.valueOf(address);
    }

    static String reason(final Throwable cause) {
        if (find(cause, NotSslRecordException.class) != null) {
            return "it does not speak TLS, which this port does (--tls-certificate)";
        }
        if (find(cause, SslHandshakeTimeoutException.class) != null) {
            return "its TLS handshake was not finished in time";
        }
        if (find(cause, CertificateExpiredException.class) != null) {
            return "its certificate has expired";
        }
        if (find(cause, CertificateNotYetValidException.class) != null) {
            return "its certificate is not valid yet";
        }
        if (find(cause, CertPathBuilderException.class) != null) {
            return "its certificate was not signed by one of --tls-client-ca";
        }
        final Throwable failure = find(cause, SSLException.class) == null ? cause : find(cause, SSLException.class);
        final String message = printable(String.valueOf(failure.getMessage()));
        if (message.contains("Empty client certificate chain")) {
            return "it has no certificate, and --tls-client-ca asks for one";
        }
        if (message.startsWith("Received fatal alert")) {
            return "it does not accept this server, or its certificate: " + message;
        }
        return "TLS failed: " + message;
    }

    /** A reason may quote the client's certificate, in which anything can stand. */
    private static String printable(final String message) {
        final String line = message.replaceAll("[^ -~]", "?");
        return line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) : line;
    }

    private static <T extends Throwable> T find(final Throwable cause, final Class<T> type) {
        Throwable each = cause;
        for (int depth = 0; each != null && depth < 16; depth++) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
            each = each.getCause();
        }
        return null;
    }
}
