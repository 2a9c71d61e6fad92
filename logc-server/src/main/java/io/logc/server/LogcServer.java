package io.logc.server;

import io.logc.buffer.BufferDirectory;
import io.logc.control.ServerFile;
import io.logc.drain.DrainHost;
import io.logc.fault.FaultPoint;
import io.logc.lock.KernelLock;
import io.logc.server.control.ConnectionBudget;
import io.logc.server.control.HandshakeTimes;
import io.logc.server.control.Session;
import io.logc.server.log.ServerLog;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A log server: one acceptor thread, a session thread for each client, a writer thread for each open log file, and the
 * sweep, which finds what no signal announces.
 *
 * <p>{@link #start} and {@link #close} may be called by any thread; the sessions' set is concurrent.
 */
final class LogcServer implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final int MAX_SESSIONS = 2048;
    private static final long SESSION_STACK_LENGTH = 256 * 1024;
    private static final long MAX_UNCOLLECTED_BYTES = 16 * 1024 * 1024;
    private static final long SWEEP_INTERVAL_NS = 1_000_000_000L;
    private static final long DRAIN_TIMEOUT_S = 10;
    private static final int LOCK_ATTEMPTS = 20;
    private static final long LOCK_PAUSE_NS = 10_000_000L;

    private final ServerOptions options;
    private final ServerLog log;
    private final BufferDirectory directory;
    private final KernelLock serverLock;
    private final ServerSocket listener;
    private final ServerFile serverFile;
    private final DrainHost host;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Set before any other thread starts. */
    private MessagePorts messages;

    /** Read for each client. */
    private volatile HandshakeTimes handshakeTimes = HandshakeTimes.USUAL;

    /** Owned by the acceptor's thread. */
    private int sessionNumber;

    /** Owned by the sweep's thread. */
    private long collectedBytes;

    private LogcServer(
            final ServerOptions options,
            final ServerLog log,
            final BufferDirectory directory,
            final KernelLock serverLock,
            final ServerSocket listener)
            throws IOException {
        this.options = options;
        this.log = log;
        this.directory = directory;
        this.serverLock = serverLock;
        this.listener = listener;
        this.serverFile = ServerFile.forThisProcess(listener.getLocalPort());
        this.host = new DrainHost(directory, new AllowedRoots(options.allowedRoots()), log);
    }

    /**
     * Starts a server.
     *
     * @param options what it is to serve
     * @param log its own log
     * @return the running server
     * @throws IOException when another one serves the directory, or it cannot be used
     */
    static LogcServer start(final ServerOptions options, final ServerLog log) throws IOException {
        return start(options, log, started -> {});
    }

    /**
     * Starts a server.
     *
     * @param options what it is to serve
     * @param log its own log
     * @param beforeItIsSaid gets the running server before its log says that it serves; what sees to its orderly end
     *     belongs there, for whoever has read that line may end the process
     * @return the running server
     * @throws IOException when another one serves the directory, or it cannot be used
     */
    static LogcServer start(final ServerOptions options, final ServerLog log, final Consumer<LogcServer> beforeItIsSaid)
            throws IOException {
        final BufferDirectory directory = BufferDirectory.open(options.bufferDirectory());
        final KernelLock lock = lock(directory);
        FaultPoint.SERVER_LOCKED.reached();
        ServerSocket listener = null;
        try {
            listener = bind(options.port());
            final LogcServer server = new LogcServer(options, log, directory, lock, listener);
            final int recovered = server.start();
            beforeItIsSaid.accept(server);
            server.saysThatItServes(recovered);
            return server;
        } catch (final IOException | RuntimeException e) {
            if (listener != null) {
                listener.close();
            }
            lock.close();
            throw e;
        }
    }

    private static KernelLock lock(final BufferDirectory directory) throws IOException {
        for (int i = 0; i < LOCK_ATTEMPTS; i++) {
            final KernelLock lock = KernelLock.tryAcquire(directory.serverLock());
            if (lock != null) {
                return lock;
            }
            // An application that only asks whether there is a server holds the lock for microseconds.
            LockSupport.parkNanos(LOCK_PAUSE_NS);
        }
        final ServerFile holder = ServerFile.read(directory.serverFile());
        throw new IOException(
                holder == null
                        ? "another server, which is just starting, serves " + directory
                        : "another server, process " + holder.pid() + " on port " + holder.port() + ", serves "
                                + directory + "; stop it, or use another --buffer-directory");
    }

    private static ServerSocket bind(final int port) throws IOException {
        try {
            return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (final BindException taken) {
            return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        }
    }

    private int start() throws IOException {
        final int recovered = host.sweep(null);
        openMessages();
        serverFile.write(directory.serverFile());
        FaultPoint.SERVER_ANNOUNCED.reached();
        thread("logc-acceptor", this::accept).start();
        thread("logc-sweep", this::sweep).start();
        return recovered;
    }

    private void saysThatItServes(final int recovered) {
        log.info("serving " + directory + " on port " + serverFile.port() + ", process " + serverFile.pid()
                + (recovered > 0 ? ", recovering " + recovered + " buffers of dead applications" : ""));
    }

    /** Before anybody is told that there is a server: one that cannot take messages, though it should, must not start. */
    private void openMessages() throws IOException {
        try {
            messages = MessagePorts.open(options.messages(), directory, host, log);
        } catch (final IOException | RuntimeException e) {
            drain();
            throw e;
        }
    }

    private static Thread thread(final String name, final Runnable work) {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** For the next clients: a test has its own time. */
    void handshakeTimes(final HandshakeTimes times) {
        handshakeTimes = times;
    }

    /** Where the server listens.
     * @return port on the loopback address */
    int port() {
        return serverFile.port();
    }

    /** Where messages of the binary protocol are taken.
     * @return the port, when messages are taken */
    int messagePort() {
        return messages.port();
    }

    /** Where messages of the line protocol are taken.
     * @return the port, or a negative number when there is none */
    int linePort() {
        return messages.linePort();
    }

    private void accept() {
        final ConnectionBudget budget = new ConnectionBudget(System.nanoTime());
        while (!closed.get()) {
            try {
                final Socket socket = listener.accept();
                LockSupport.parkNanos(this, budget.takeNs(System.nanoTime()));
                serve(socket);
            } catch (final IOException | RuntimeException | Error e) {
                // Out of descriptors, threads or memory; those that are connected must not suffer, nor the next ones.
                if (!closed.get()) {
                    log.seldom("a connection could not be accepted: " + e);
                    LockSupport.parkNanos(SWEEP_INTERVAL_NS);
                }
            }
        }
    }

    private void serve(final Socket socket) throws IOException {
        if (sessions.size() >= MAX_SESSIONS) {
            socket.close();
            log.seldom("more than " + MAX_SESSIONS + " clients: a connection was refused");
            return;
        }
        Session session = null;
        try {
            session = new Session(socket, serverFile.secret(), directory, host, log, handshakeTimes, sessions::remove);
            sessions.add(session);
            final Thread thread = new Thread(null, session, "logc-session-" + ++sessionNumber, SESSION_STACK_LENGTH);
            thread.setDaemon(true);
            thread.start();
        } catch (final RuntimeException | Error e) {
            if (session != null) {
                sessions.remove(session);
            }
            socket.close();
            throw e;
        }
    }

    private void sweep() {
        long lastClientNs = System.nanoTime();
        while (!closed.get()) {
            LockSupport.parkNanos(SWEEP_INTERVAL_NS);
            if (closed.get()) {
                return;
            }
            try {
                host.sweep(null);
                collectMappings();
            } catch (final IOException | RuntimeException | Error e) {
                log.seldom(directory + ": cannot be swept: " + e);
            }
            final long nowNs = System.nanoTime();
            if (!sessions.isEmpty() || !host.isEmpty()) {
                lastClientNs = nowNs;
            }
            final long idleExitNs = options.idleExit().toNanos();
            if (idleExitNs > 0 && nowNs - lastClientNs > idleExitNs) {
                log.info("no client for " + options.idleExit().toSeconds() + " s");
                close();
            }
        }
    }

    /** A removed buffer takes its shared memory until its mappings are collected, and an idle server has no other garbage. */
    private void collectMappings() {
        final long abandonedBytes = host.abandonedBytes();
        // What was being attached while it was collected last is not collected yet.
        collectedBytes = Math.min(collectedBytes, abandonedBytes);
        if (abandonedBytes - collectedBytes >= MAX_UNCOLLECTED_BYTES) {
            collectedBytes = abandonedBytes;
            System.gc();
        }
    }

    /**
     * Waits until the server has ended.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Accepts nothing more, drains what is in the buffers, and leaves them to the applications. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            listener.close();
            messages.close();
        } catch (final IOException | RuntimeException e) {
            log.warn("a port could not be closed", e);
        } finally {
            drain();
            messages.release();
            release();
        }
    }

    private void drain() {
        try {
            host.close().get(DRAIN_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (final TimeoutException e) {
            log.warn(
                    "a log file could not be written in " + DRAIN_TIMEOUT_S
                            + " s; what is left stays in the buffers, for the applications or the next server",
                    null);
        } catch (final ExecutionException e) {
            log.warn("not everything could be drained; it stays in the buffers", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        for (final Session session : sessions) {
            session.close();
        }
        try {
            Files.deleteIfExists(directory.serverFile());
            serverLock.close();
        } catch (final IOException e) {
            log.warn("the server file could not be removed", e);
        }
        log.info("ended");
        ended.countDown();
    }
}
