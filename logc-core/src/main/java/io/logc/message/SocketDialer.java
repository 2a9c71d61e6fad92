package io.logc.message;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connects over TCP, and TLS with the host's name verified. */
final class SocketDialer implements Dialer {
    @Override
    public Socket dial(final MessageClientOptions options, final Consumer<Socket> opened) throws IOException {
        final Socket plain = new Socket();
        opened.accept(plain);
        final InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("no such host: " + options.host());
        }
        final int timeoutMs = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(options.connectTimeoutNs()));
        plain.connect(address, timeoutMs);
        plain.setTcpNoDelay(true);
        if (options.tls() == null) {
            return plain;
        }
        plain.setSoTimeout(timeoutMs);
        final SSLSocket secured =
                (SSLSocket) options.tls().getSocketFactory().createSocket(plain, options.host(), options.port(), true);
        final SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
