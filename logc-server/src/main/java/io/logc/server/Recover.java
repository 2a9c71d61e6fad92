package io.logc.server;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.drain.DrainHost;
import io.logc.file.Reasons;
import io.logc.lock.KernelLock;
import io.logc.server.log.ServerLog;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code recover}: drains what dead applications left, without a server. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = "Writes what dead applications left in their buffers to their log files, and ends.")
final class Recover implements Callable<Integer> {
    private static final long POLL_NS = 10_000_000L;
    private static final long GRACE_NS = 3_000_000_000L;
    private static final String HANGS =
            ", opening or writing it does not return (a disk that hangs, or a pipe that nobody reads)";
    private static final int REFUSED = 2;
    private static final int INCOMPLETE = 3;

    @Mixin
    private DirectoryOption option;

    @Option(
            names = "--timeout",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "how long to try (default: 60)")
    private long timeoutSeconds;

    @Mixin
    private RootsOption allowedRoots;

    @Override
    public Integer call() {
        final ServerLog log = new ServerLog(System.err);
        try {
            return recover(log);
        } catch (final IOException | IllegalArgumentException e) {
            log.warn("not recovered: " + Reasons.of(e), null);
            return REFUSED;
        }
    }

    private int recover(final ServerLog log) throws IOException {
        final Duration timeout = Seconds.checked("timeout", Duration.ofSeconds(timeoutSeconds));
        final BufferDirectory directory = option.openExisting();
        if (directory == null) {
            log.info("nothing to recover: " + option.none());
            return 0;
        }
        final DrainHost host = new DrainHost(directory, new AllowedRoots(allowedRoots.paths()), log);
        final int adopted = host.sweep(null);
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (!host.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        final Map<BufferName, String> unfinished = drainedNow(directory, host);
        end(host);
        final int left = leftBehind(directory, unfinished, log);
        log.info(directory + ": " + adopted + " buffers of dead applications found"
                + (left == 0 ? ", all of them recovered" : ", " + left + " left, see above"));
        return left == 0 ? 0 : INCOMPLETE;
    }

    /** The log files of the buffers whose time is over. */
    private static Map<BufferName, String> drainedNow(final BufferDirectory directory, final DrainHost host)
            throws IOException {
        final Map<BufferName, String> logFiles = new HashMap<>();
        for (final BufferName name : directory.buffers(null)) {
            final BufferFile file = host.find(name);
            if (file != null) {
                logFiles.put(name, file.spec().logFile());
            }
        }
        return logFiles;
    }

    /** A writer may be in a call that never returns; its thread is a daemon, and its locks end with the process. */
    private static void end(final DrainHost host) {
        final CompletableFuture<Void> ended = host.close();
        final long deadlineNs = System.nanoTime() + GRACE_NS;
        while (!ended.isDone() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private int leftBehind(
            final BufferDirectory directory, final Map<BufferName, String> unfinished, final ServerLog log)
            throws IOException {
        int count = 0;
        final Set<String> said = new HashSet<>();
        for (final BufferName name : directory.buffers(null)) {
            if (!KernelLock.isHeld(directory.ownerLock(name))) {
                count++;
                final String logFile = unfinished.get(name);
                if (logFile != null && said.add(logFile)) {
                    // Who has come back from the file has let the buffer go.
                    final boolean hangs = KernelLock.isHeld(directory.consumerLock(name));
                    log.warn(
                            logFile + ": not done after " + timeoutSeconds + " s" + (hangs ? HANGS : "")
                                    + "; what is left stays in the buffer",
                            null);
                }
            }
        }
        return count;
    }
}
