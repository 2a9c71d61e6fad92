package io.logc.jmh;

import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.buffer.RingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How the ring alone takes more and more threads: claim, copy of 96 bytes, commit, and one consumer that frees. Beside it what
 * the alternatives could give at best: a ring for each thread (striping), and a counter that each thread adds to, with a
 * compare-and-set in a loop, as the ring does, or with an addition that always succeeds (a wait-free claim).
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.RingThreads [--rounds 3] [--seconds 1]}
 */
final class RingThreads {
    static final int[] THREADS = {1, 2, 4, 8, 16, 32};
    static final List<String> KINDS = List.of("one ring", "a ring each", "compare-and-set", "addition");

    static final Set<String> OPTIONS = Set.of("--rounds", "--seconds");

    private static final int PAYLOAD = 96;
    private static final int CAPACITY = 4 * 1024 * 1024;
    private static final String KEY = "0123456789abcdef";
    private static final double SECOND_NS = 1e9;

    private volatile boolean running;

    private RingThreads() {}

    /** One operation of a thread; whether it was done, or found the ring full. */
    private interface Operation {
        boolean perform();
    }

    /**
     * Runs the comparison.
     *
     * @param words see above
     * @throws Exception when it fails
     */
    public static void main(final String[] words) throws Exception {
        final Arguments arguments = new Arguments(words, OPTIONS);
        final double[][] millions = measure(arguments);
        System.out.printf(Locale.ROOT, "%nmillions a second, best of the rounds%n%-10s", "threads");
        KINDS.forEach(kind -> System.out.printf("%18s", kind));
        System.out.println();
        for (int i = 0; i < THREADS.length; i++) {
            System.out.printf(Locale.ROOT, "%-10d", THREADS[i]);
            for (final double figure : millions[i]) {
                System.out.printf(Locale.ROOT, "%18.1f", figure);
            }
            System.out.println();
        }
    }

    /** Millions a second for each number of threads and kind; the best round, as others can only take time away. */
    static double[][] measure(final Arguments arguments) throws Exception {
        final double[][] best = new double[THREADS.length][KINDS.size()];
        final int seconds = arguments.number("--seconds", 1);
        for (int round = 0; round < arguments.number("--rounds", 3); round++) {
            for (int i = 0; i < THREADS.length; i++) {
                for (int kind = 0; kind < KINDS.size(); kind++) {
                    final double figure = new RingThreads().run(kind, THREADS[i], seconds) / 1e6;
                    best[i][kind] = Math.max(best[i][kind], figure);
                }
            }
        }
        return best;
    }

    private double run(final int kind, final int threads, final int seconds) throws Exception {
        final List<BufferFile> rings = new ArrayList<>();
        final AtomicLong counter = new AtomicLong();
        final List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            if (kind == 1 || rings.isEmpty()) {
                rings.add(ring());
            }
            workers.add(new Worker(operation(kind, rings.get(rings.size() - 1), counter)));
        }
        final Thread consumer = new Thread(() -> consume(rings));
        running = true;
        final long startNs = System.nanoTime();
        if (kind <= 1) {
            consumer.start();
        }
        workers.forEach(Thread::start);
        TimeUnit.SECONDS.sleep(seconds);
        running = false;
        long done = 0;
        for (final Worker worker : workers) {
            worker.join();
            done += worker.done;
        }
        final double perSecond = done * SECOND_NS / (System.nanoTime() - startNs);
        consumer.join();
        return perSecond;
    }

    private static Operation operation(final int kind, final BufferFile ring, final AtomicLong counter) {
        if (kind <= 1) {
            final RingProducer producer = ring.newProducer();
            final byte[] payload = new byte[PAYLOAD];
            return () -> producer.write(RecordType.EVENT, payload, 0, PAYLOAD) >= 0;
        }
        if (kind == 2) {
            return () -> {
                long value;
                do {
                    value = counter.get();
                } while (!counter.compareAndSet(value, value + PAYLOAD));
                return true;
            };
        }
        return () -> counter.getAndAdd(PAYLOAD) >= 0;
    }

    private void consume(final List<BufferFile> rings) {
        final List<RingReader> readers =
                rings.stream().map(BufferFile::newReader).toList();
        try {
            while (running) {
                boolean idle = true;
                for (int i = 0; i < readers.size(); i++) {
                    idle &= !drain(rings.get(i), readers.get(i));
                }
                if (idle) {
                    Thread.yield();
                }
            }
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean drain(final BufferFile ring, final RingReader reader) throws IOException {
        final long head = reader.headPosition();
        final long to = reader.scan(head, ring.tailPosition(), false, (type, source, index, length) -> true);
        reader.free(head, to);
        return to > head;
    }

    private static BufferFile ring() {
        final BufferSpec spec = new BufferSpec(
                "/none",
                0,
                0,
                0,
                false,
                -1,
                new byte[0],
                new byte[0],
                "LOGC_DROP_COUNT".getBytes(StandardCharsets.US_ASCII),
                "benchmark",
                BufferSpec.Purpose.EVENTS);
        return BufferFile.inMemory(KEY, spec, CAPACITY, 1, 0);
    }

    /** A thread that does one thing over and over. */
    private final class Worker extends Thread {
        private final Operation operation;
        private long done;

        private Worker(final Operation operation) {
            this.operation = operation;
        }

        @Override
        public void run() {
            long count = 0;
            while (running) {
                if (operation.perform()) {
                    count++;
                } else {
                    Thread.yield();
                }
            }
            done = count;
        }
    }
}
