package io.logc.system;

import io.logc.system.rig.Arguments;
import io.logc.system.rig.LogTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Logs {@code events} lines, ten a second, and prints how long each took to be in the file. */
public final class LatencyApplication {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NS = 200_000;

    private LatencyApplication() {}

    /** Runs the application. */
    public static void main(final String[] args) throws IOException {
        final Arguments arguments = new Arguments(args);
        final Path file = Path.of(arguments.text("file", ""));
        final int events = arguments.number("events", 1);
        final LogTarget target = LogTarget.open(arguments);
        // The first lines find the server, and the classes to be loaded.
        for (int i = 0; i < events / 10; i++) {
            measure(target, file, i);
        }
        final long[] latencies = new long[events];
        for (int i = 0; i < events; i++) {
            latencies[i] = measure(target, file, i);
        }
        Arrays.sort(latencies);
        System.out.println("latency_us p50=" + latencies[events / 2] / 1000 + " p99="
                + latencies[events * 99 / 100] / 1000 + " max=" + latencies[events - 1] / 1000);
        target.stop();
    }

    private static long measure(final LogTarget target, final Path file, final int sequence) throws IOException {
        final long lengthBefore = length(file);
        final long startNs = System.nanoTime();
        target.log("line " + sequence);
        long nowNs = System.nanoTime();
        while (length(file) == lengthBefore && nowNs - startNs < PATIENCE_NS) {
            LockSupport.parkNanos(POLL_NS);
            nowNs = System.nanoTime();
        }
        final long latencyNs = nowNs - startNs;
        LockSupport.parkNanos(Math.max(0, INTERVAL_NS - latencyNs));
        return latencyNs;
    }

    private static long length(final Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (final NoSuchFileException notYet) {
            return 0;
        }
    }
}
