package io.logc.client;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one shutdown hook: a {@code main} that logs and simply returns finds everything on file. Bounded, so that it never
 * holds a process up for longer than a second.
 */
final class ShutdownDrain {
    private static final long TIMEOUT_NS = 1_000_000_000L;
    private static final long CLOSING_NS = 50_000_000L;

    private final ReentrantLock registration = new ReentrantLock();
    /** Guarded by the lock. */
    private boolean registered;

    private final Conductor conductor;
    private final Collection<FilePublication> publications;
    private final Thread hook;

    /**
     * Makes the hook.
     *
     * @param conductor that drains, or has drained
     * @param publications a view of those that there are
     */
    ShutdownDrain(final Conductor conductor, final Collection<FilePublication> publications) {
        this.conductor = conductor;
        this.publications = publications;
        hook = new Thread(null, () -> drain(TIMEOUT_NS), "logc-shutdown", 0, false);
    }

    /** Registers the hook unless it is. Any thread. */
    void register() {
        registration.lock();
        try {
            if (!registered) {
                registered = true;
                Runtime.getRuntime().addShutdownHook(hook);
            }
        } catch (final IllegalStateException alreadyShuttingDown) {
            // What is logged from now on stays in the buffer, for the next application or server.
            return;
        } finally {
            registration.unlock();
        }
    }

    /**
     * Removes the hook, so that it does not keep a web application's classes alive. Any thread.
     *
     * @param unless whether it is needed after all; whoever sets this registers the hook afterwards
     */
    void unregister(final AtomicBoolean unless) {
        registration.lock();
        try {
            if (!unless.get() && registered) {
                registered = false;
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        } catch (final IllegalStateException alreadyShuttingDown) {
            registered = true;
        } finally {
            registration.unlock();
        }
    }

    /**
     * Drains in this process what no server drains.
     *
     * @param timeoutNs longest wait
     */
    void drain(final long timeoutNs) {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        for (final FilePublication publication : publications) {
            conductor.awaitDrained(publication, deadlineNs - System.nanoTime());
        }
        awaitClosing(Math.min(deadlineNs, System.nanoTime() + CLOSING_NS));
        for (final FilePublication publication : publications) {
            if (conductor.awaitDrained(publication, deadlineNs - System.nanoTime())) {
                publication.sealCurrent();
            }
        }
        while (System.nanoTime() - deadlineNs < 0 && !allDisposed()) {
            conductor.wakeNow();
            LockSupport.parkNanos(this, Conductor.FLUSH_PAUSE_NS);
        }
    }

    /** Frameworks with a shutdown hook of their own stop their appenders at the same time, and may have a footer. */
    private void awaitClosing(final long deadlineNs) {
        while (System.nanoTime() - deadlineNs < 0
                && publications.stream().anyMatch(publication -> publication.references() > 0)) {
            LockSupport.parkNanos(this, Conductor.FLUSH_PAUSE_NS);
        }
    }

    private boolean allDisposed() {
        for (final FilePublication publication : publications) {
            if (!publication.current().isDisposed()) {
                return false;
            }
        }
        return true;
    }
}
