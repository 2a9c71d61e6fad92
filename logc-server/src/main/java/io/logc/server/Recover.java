package io.logc.server;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.drain.DrainHost;
import io.logc.lock.KernelLock;
import io.logc.server.log.ServerLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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

    @Option(
            names = "--allowed-roots",
            split = ",",
            paramLabel = "DIR",
            description = "directories below which log files may be written (default: all that the user may write)")
    private List<Path> allowedRoots;

    @Override
    public Integer call() {
        final ServerLog log = new ServerLog(System.err);
        try {
            return recover(log);
        } catch (final IOException e) {
            log.warn("not recovered: " + e.getMessage(), null);
            return REFUSED;
        }
    }

    private int recover(final ServerLog log) throws IOException {
        final BufferDirectory directory = option.openExisting();
        if (directory == null) {
            log.info("nothing to recover: " + option.none());
            return 0;
        }
        final DrainHost host =
                new DrainHost(directory, new AllowedRoots(allowedRoots == null ? List.of() : allowedRoots), log);
        final int adopted = host.sweep(null);
        final long deadlineNs = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
        while (!host.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        host.close().join();
        final int left = leftBehind(directory);
        log.info(directory + ": " + adopted + " buffers of dead applications found"
                + (left == 0 ? ", all of them recovered" : ", " + left + " left, see above"));
        return left == 0 ? 0 : INCOMPLETE;
    }

    private static int leftBehind(final BufferDirectory directory) throws IOException {
        int count = 0;
        for (final BufferName name : directory.buffers(null)) {
            if (!KernelLock.isHeld(directory.ownerLock(name))) {
                count++;
            }
        }
        return count;
    }
}
