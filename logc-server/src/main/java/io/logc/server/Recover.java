package io.logc.server;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code recover}: drains what dead applications left, without a server. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = "Writes what dead applications left in their buffers to their log files, and ends.")
final class Recover implements Callable<Integer> {
    private static final long POLL_NS = 10_000_000L;
    private static final int INCOMPLETE = 3;

    @Option(
            names = "--buffer-directory",
            defaultValue = "${env:LOGC_BUFFER_DIRECTORY}",
            paramLabel = "DIR",
            description = "where applications put their buffers (default: /dev/shm/logc-<uid>)")
    private Path bufferDirectory;

    @Option(
            names = "--timeout",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "how long to try (default: 60)")
    private long timeoutSeconds;

    @Override
    public Integer call() throws IOException {
        final ServerLog log = new ServerLog(System.err);
        final BufferDirectory directory = BufferDirectory.open(Serve.directoryOrDefault(bufferDirectory));
        final DrainHost host = new DrainHost(directory, path -> true, log);
        final int adopted = host.sweep(null);
        final long deadlineNs = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
        while (!host.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        final boolean complete = host.isEmpty();
        host.close().join();
        log.info(directory + ": " + adopted + " buffers of dead applications"
                + (complete ? " recovered" : ", not all of which could be drained in time"));
        return complete ? 0 : INCOMPLETE;
    }
}
