package io.logc.message;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;

/** Makes connections; tests have their own. The writing thread. */
interface Dialer {
    /**
     * Connects, with the TLS handshake if TLS is asked for.
     *
     * @param options where to
     * @param opened gets the plain socket before it connects, so that another thread may close it at any time
     * @return the socket to read from and write to; that one, or TLS over it
     * @throws IOException when that did not succeed; the caller closes the plain socket
     */
    Socket dial(MessageClientOptions options, Consumer<Socket> opened) throws IOException;
}
