package io.logc.server.message.file;

import io.logc.message.wire.NackReason;
import io.logc.server.log.ServerLog;
import io.logc.server.message.clients.Clients;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Whether a file's clients are known, which they are once nothing is left of dead servers, so that the ledger is complete.
 *
 * <p>Whoever opens the file waits for that a while. After that a thread does which has nothing else to do: the disk may hold up who
 * reads the ledger, and an event loop would hold up all its connections with it. Any thread.
 */
final class Readiness implements AutoCloseable {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long SHORTEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final BooleanSupplier isComplete;
    private final Ledger ledger;
    private final ServerLog log;

    /** Held by who looks, perhaps for as long as a disk hangs, and by who gives the clients up. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Clients clients;
    private volatile boolean isFailed;
    private volatile boolean isStopped;
    private volatile boolean isClosed;
    private volatile Thread waiter;

    /** What is read once it is complete. */
    interface Ledger {
        /** Reads it.
         * @return the clients, to be closed
         * @throws IOException when it cannot be read now */
        Clients read() throws IOException;
    }

    /**
     * Makes what is not ready yet.
     *
     * @param isComplete whether nothing is left of dead servers; asked by one thread at a time
     * @param ledger read after that
     * @param log the server's own
     */
    Readiness(final BooleanSupplier isComplete, final Ledger ledger, final ServerLog log) {
        this.isComplete = isComplete;
        this.ledger = ledger;
        this.log = log;
    }

    /** Those who send to the file.
     * @return its clients; null while it is not ready */
    Clients clients() {
        return clients;
    }

    /** Why it is not ready. Only tells what is known, and waits for nothing.
     * @return null when it is */
    NackReason refusal() {
        if (clients != null) {
            return null;
        }
        return isFailed ? NackReason.DISK_FAILED : NackReason.BUSY;
    }

    /**
     * Waits until it is ready, but not for long.
     *
     * @param name of the ledger, for the log
     * @return false when a thread goes on waiting
     * @throws IOException when the ledger cannot be read
     */
    boolean await(final String name) throws IOException {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!look()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                startWaiting(name);
                return false;
            }
            LockSupport.parkNanos(SHORTEST_PAUSE_NS);
        }
        return true;
    }

    private void startWaiting(final String name) {
        final Thread thread = new Thread(() -> waitUntilReady(name), "logc-message-file");
        thread.setDaemon(true);
        waiter = thread;
        thread.start();
    }

    private void waitUntilReady(final String name) {
        long pauseNs = SHORTEST_PAUSE_NS;
        while (!isStopped && !isReady(name)) {
            LockSupport.parkNanos(pauseNs);
            pauseNs = Math.min(LONGEST_PAUSE_NS, pauseNs * 2);
        }
    }

    private boolean isReady(final String name) {
        try {
            return look();
        } catch (final IOException | RuntimeException | Error e) {
            // Thrown on, it would end the waiting.
            isFailed = true;
            if (!isStopped) {
                log.seldom(name + ": cannot be read: " + e);
            }
            return false;
        }
    }

    private boolean look() throws IOException {
        lock.lock();
        try {
            if (clients == null && !isStopped && isComplete.getAsBoolean()) {
                clients = ledger.read();
            }
        } finally {
            lock.unlock();
        }
        if (isClosed) {
            giveUp();
        }
        return clients != null;
    }

    /** Whoever holds the lock looks after that whether it is closed, and comes here too: nobody waits for the other. */
    private void giveUp() throws IOException {
        if (lock.tryLock()) {
            try {
                if (clients != null) {
                    clients.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for nothing any more. */
    void stop() {
        isStopped = true;
        LockSupport.unpark(waiter);
    }

    /** Waits for no disk: clients that are just being read are given up by the thread that reads them. */
    @Override
    public void close() throws IOException {
        stop();
        isClosed = true;
        giveUp();
    }
}
