package io.logc.system.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The network between clients and a server: it can stop moving bytes for a while, and can cut all connections. */
final class Proxy implements AutoCloseable {
    private static final int CHUNK_LENGTH = 4096;
    private static final long PAUSE_NS = 1_000_000;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean partitioned;

    Proxy(final int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Bytes stay where they are, in both directions; connections stay open. */
    void partition(final boolean on) {
        partitioned = on;
    }

    /** Ends all connections at once, with whatever is on the way. */
    void cut() {
        for (final Socket socket : sockets) {
            close(socket);
        }
    }

    private static void start(final Runnable work) {
        final Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                final Socket client = listener.accept();
                sockets.add(client);
                final Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(server);
                start(() -> move(client, server));
                start(() -> move(server, client));
            } catch (final IOException serverIsAway) {
                cut();
            }
        }
    }

    private void move(final Socket from, final Socket to) {
        final byte[] chunk = new byte[CHUNK_LENGTH];
        try {
            final InputStream in = from.getInputStream();
            final OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                while (partitioned && !from.isClosed()) {
                    LockSupport.parkNanos(PAUSE_NS);
                }
                out.write(chunk, 0, length);
            }
        } catch (final IOException ended) {
            sockets.remove(from);
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(final Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
