package io.logc.client;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The one shutdown hook: a {@code main} that logs and simply returns finds everything on file. Bounded, so that it never
 * holds a process up for longer than a second.
 */
final class ShutdownDrain {
    private static final long TIMEOUT_NS = 1_000_000_000L;

    private final AtomicBoolean registered = new AtomicBoolean();
    private final Thread hook;

    ShutdownDrain(final Conductor conductor) {
        hook = new Thread(null, () -> conductor.drainAtShutdown(TIMEOUT_NS), "logc-shutdown", 0, false);
    }

    /** Registers the hook unless it is. */
    void register() {
        if (registered.compareAndSet(false, true)) {
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (final IllegalStateException alreadyShuttingDown) {
                // What is logged from now on stays in the buffer, for the next application or server.
                registered.set(true);
            }
        }
    }

    /** Removes the hook, so that it does not keep a web application's classes alive. */
    void unregister(final AtomicBoolean unless) {
        if (!unless.get() && registered.compareAndSet(true, false)) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (final IllegalStateException alreadyShuttingDown) {
                registered.set(true);
            }
            if (unless.get()) {
                // A buffer was added meanwhile, by somebody who found the hook registered.
                register();
            }
        }
    }
}
