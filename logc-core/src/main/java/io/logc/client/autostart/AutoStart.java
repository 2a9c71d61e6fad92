package io.logc.client.autostart;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.LogcThreads;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Starts a server for a buffer directory that has none, if there is something to start.
 *
 * <p>The conductor asks, and a thread of its own does the work, so that neither a log call nor a hand-over waits for it.
 */
public final class AutoStart {
    /** After the first attempt; each further one doubles it, up to eleven minutes. */
    private static final long FIRST_PAUSE_NS = 10_000_000_000L;

    private static final int MAX_DOUBLINGS = 6;
    /** A server that was not missed for so long has not failed: the next one is started as if it were the first. */
    static final long FORGET_NS = 3_600_000_000_000L;
    /** What keeps failing is said no more often in a row. */
    private static final int MAX_SAID = 5;

    // Owned by the conductor's thread.
    private final Map<String, Attempts> attempts = new HashMap<>();
    private final ServerJar jar = new ServerJar();

    /** When a server was missed and started; for one directory. */
    static final class Attempts {
        private int count;
        private long lastNs;

        /** Whether it is time for an attempt, which is then counted. */
        boolean begin(final long nowNs) {
            if (count > 0) {
                final long sinceNs = nowNs - lastNs;
                if (sinceNs < FIRST_PAUSE_NS << Math.min(count - 1, MAX_DOUBLINGS)) {
                    return false;
                }
                count = sinceNs < FORGET_NS ? count : 0;
            }
            count++;
            lastNs = nowNs;
            return true;
        }

        /** Whether what comes of the attempt that was begun last is worth a word. */
        boolean isToBeSaid() {
            return count <= MAX_SAID;
        }
    }

    /**
     * Starts a server unless there is one, or one was started a moment ago. Never waits.
     *
     * @param directory to serve
     * @param started hears what was started
     * @param failed hears why not, and the cause
     * @param nowNs of the monotonic clock
     */
    public void startIfNone(
            final BufferDirectory directory,
            final Consumer<String> started,
            final BiConsumer<String, Throwable> failed,
            final long nowNs) {
        if (!jar.isAvailable()) {
            return;
        }
        final Attempts tried = attempts.computeIfAbsent(directory.path().toString(), place -> new Attempts());
        if (tried.begin(nowNs)) {
            final boolean toBeSaid = tried.isToBeSaid();
            LogcThreads.daemon("logc-autostart", () -> start(directory, started, failed, toBeSaid))
                    .start();
        }
    }

    private void start(
            final BufferDirectory directory,
            final Consumer<String> started,
            final BiConsumer<String, Throwable> failed,
            final boolean toBeSaid) {
        try (KernelLock starting = KernelLock.tryAcquire(directory.path().resolve("autostart.lock"))) {
            if (starting != null && !KernelLock.isHeld(directory.serverLock())) {
                final long pid = ServerProcess.start(jar.extract(), directory);
                started.accept("no server for " + directory + ": started one, process " + pid
                        + "; it ends by itself when it has had no client for a while (autoStart=false prevents this)");
                ServerProcess.awaitServing(directory);
            }
        } catch (final IOException | RuntimeException e) {
            if (toBeSaid) {
                failed.accept(
                        "a server for " + directory
                                + " could not be started; this process goes on writing the files itself",
                        e);
            }
        }
    }
}
