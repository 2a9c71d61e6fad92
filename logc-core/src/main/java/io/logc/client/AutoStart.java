package io.logc.client;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.LogcThreads;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Starts a server for a buffer directory that has none, if there is something to start.
 *
 * <p>The conductor asks, and a thread of its own does the work, so that neither a log call nor a hand-over waits for it.
 */
final class AutoStart {
    private static final long RETRY_NS = 10_000_000_000L;
    private static final int MAX_ATTEMPTS = 5;

    // Owned by the conductor's thread.
    private final Map<String, Attempts> attempts = new HashMap<>();
    private final ServerJar jar = new ServerJar();

    private static final class Attempts {
        private int count;
        private long nextNs;

        private Attempts(final long nextNs) {
            this.nextNs = nextNs;
        }
    }

    /**
     * Starts a server unless there is one, or one was started a moment ago. Never waits.
     *
     * @param directory to serve
     * @param status hears what was started, or why not
     * @param nowNs of the monotonic clock
     */
    void startIfNone(final BufferDirectory directory, final StatusSink status, final long nowNs) {
        if (!jar.isAvailable()) {
            return;
        }
        final Attempts tried = attempts.computeIfAbsent(directory.path().toString(), place -> new Attempts(nowNs));
        if (tried.count >= MAX_ATTEMPTS || nowNs - tried.nextNs < 0) {
            return;
        }
        tried.nextNs = nowNs + RETRY_NS;
        tried.count++;
        LogcThreads.daemon("logc-autostart", () -> start(directory, status)).start();
    }

    private void start(final BufferDirectory directory, final StatusSink status) {
        try (KernelLock starting = KernelLock.tryAcquire(directory.path().resolve("autostart.lock"))) {
            if (starting != null && !KernelLock.isHeld(directory.serverLock())) {
                final long pid = ServerProcess.start(jar.extract(), directory);
                status.info("no server for " + directory + ": started one, process " + pid
                        + "; it ends by itself when it has had no client for a while (autoStart=false prevents this)");
                ServerProcess.awaitServing(directory);
            }
        } catch (final IOException | RuntimeException e) {
            status.warn(
                    "a server for " + directory
                            + " could not be started; this process goes on writing the files itself",
                    e);
        }
    }
}
