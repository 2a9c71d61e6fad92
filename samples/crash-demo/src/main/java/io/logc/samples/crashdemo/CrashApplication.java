package io.logc.samples.crashdemo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs from 4 threads until it is killed, which is what {@code samples/crash-demo.sh} does: each thread serves 1,000
 * requests a second and logs 25 lines for each, 100,000 lines a second in all. What a thread knows of its log calls it
 * notes in a mapped file, which outlives the application.
 *
 * <pre>
 * java -Dlogback.configurationFile=asyncappender.xml -DlogFile=app.log -jar sample-crash-demo.jar app.progress
 * </pre>
 */
public final class CrashApplication {
    private static final Logger LOG = LoggerFactory.getLogger("orders");

    private static final int THREADS = 4;
    private static final int CALLS_PER_REQUEST = 25;
    private static final long REQUEST_INTERVAL_NS = 1_000_000L;
    /** At a quarter of the load, and not timed, so that the JVM's own start is not what is shown. */
    private static final int WARM_UP_REQUESTS = 200;

    private static final long WARM_UP_INTERVAL_NS = 4 * REQUEST_INTERVAL_NS;
    /** Ends an application that nobody kills: two minutes. */
    private static final int LAST_REQUEST = 120_000;

    private CrashApplication() {}

    /**
     * Logs until killed, or for about two minutes.
     *
     * @param args the progress file, which appears once all threads are warm
     * @throws IOException when that file cannot be made
     * @throws InterruptedException when the main thread is interrupted
     */
    public static void main(final String[] args) throws IOException, InterruptedException {
        final Path progressFile = Path.of(args[0]);
        final Path unfinished = Path.of(args[0] + ".new");
        final Progress progress = Progress.create(unfinished, THREADS);
        final CountDownLatch warm = new CountDownLatch(THREADS);
        for (int number = 0; number < THREADS; number++) {
            final int thread = number;
            new Thread(() -> serve(thread, progress, warm), "app-" + thread).start();
        }
        warm.await();
        Files.move(unfinished, progressFile, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void serve(final int thread, final Progress progress, final CountDownLatch warm) {
        long dueNs = System.nanoTime();
        long sequence = 0;
        for (int request = 1; request <= LAST_REQUEST; request++) {
            awaitTurn(dueNs);
            final boolean isTimed = request > WARM_UP_REQUESTS;
            for (int call = 0; call < CALLS_PER_REQUEST; call++) {
                final long durationNs = log(thread, ++sequence);
                progress.returned(thread, sequence);
                if (isTimed) {
                    progress.took(thread, durationNs);
                }
            }
            if (request == WARM_UP_REQUESTS) {
                warm.countDown();
            }
            // Who is late does not make up for it: requests that pile up would be another load.
            dueNs = Math.max(dueNs + (isTimed ? REQUEST_INTERVAL_NS : WARM_UP_INTERVAL_NS), System.nanoTime());
        }
    }

    private static void awaitTurn(final long dueNs) {
        for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    private static long log(final int thread, final long sequence) {
        final String text = EventLine.text(sequence);
        final String crc = EventLine.crc(thread, sequence, text);
        final long startNs = System.nanoTime();
        LOG.info("{} {}, crc {}", sequence, text, crc);
        return System.nanoTime() - startNs;
    }
}
