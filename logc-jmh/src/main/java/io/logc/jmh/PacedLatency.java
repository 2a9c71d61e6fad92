package io.logc.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long a log call takes when each of some threads makes so many of them a second, each at its intended time.
 *
 * <p>A call's time runs from the moment it was due, not from when the thread came to it: when a call takes long, those that
 * it holds up count as late too, as they would in an application. Between calls a thread spins, like one that is busy
 * with something else. Each subject runs in a JVM of its own, in turns.
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.PacedLatency [--rounds 3] [--threads 1] [--rate 100000]
 * [--warmup 5] [--seconds 10] [SUBJECT ...]}, the rate being each thread's.
 */
final class PacedLatency {
    /** Figures of a subject, in nanoseconds. */
    static final int P50 = 0;

    static final int P99 = 1;
    static final int P999 = 2;
    static final int MAX = 3;

    static final double US_NS = 1e3;

    static final Set<String> OPTIONS = Set.of("--rounds", "--threads", "--rate", "--warmup", "--seconds");
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int DIGITS = 3;
    private static final double[] PERCENTILES = {50, 99, 99.9, 100};

    private PacedLatency() {}

    /**
     * Runs the comparison.
     *
     * @param words see above
     * @throws Exception when a subject fails, or has lost events
     */
    public static void main(final String[] words) throws Exception {
        final Arguments arguments = new Arguments(ChildJvm.ownWords(words), OPTIONS);
        if (ChildJvm.isChild(words)) {
            measureHere(arguments);
        } else {
            print(measure(arguments));
        }
    }

    static Rounds measure(final Arguments arguments) throws Exception {
        return ChildJvm.rounds(
                PacedLatency.class,
                arguments,
                3,
                Map.of("--threads", 1, "--rate", 100_000, "--warmup", 5, "--seconds", 10));
    }

    private static void measureHere(final Arguments arguments) throws Exception {
        final int threads = arguments.number("--threads", 1);
        final Trial trial = Trial.open(arguments.subjects().get(0));
        final List<Worker> workers = new ArrayList<>();
        final long startNs = System.nanoTime();
        for (int i = 1; i <= threads; i++) {
            final Worker worker = new Worker(trial.log(), startNs, arguments);
            worker.setName("worker-" + i);
            worker.start();
            workers.add(worker);
        }
        final Histogram all = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
        long calls = 0;
        for (final Worker worker : workers) {
            worker.join();
            all.add(worker.histogram);
            calls += worker.calls;
        }
        trial.finish(calls);
        final double[] figures = new double[PERCENTILES.length];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = all.getValueAtPercentile(PERCENTILES[i]);
        }
        ChildJvm.report(figures);
    }

    /** A thread that logs at its pace. */
    private static final class Worker extends Thread {
        private final Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
        private final OpenLog log;
        private final long startNs;
        private final Arguments arguments;
        private long calls;

        private Worker(final OpenLog log, final long startNs, final Arguments arguments) {
            this.log = log;
            this.startNs = startNs;
            this.arguments = arguments;
        }

        @Override
        public void run() {
            final long warmupCalls = (long) rate(arguments) * warmup(arguments);
            pace(0, warmupCalls);
            histogram.reset();
            // The schedule goes on where it was, so a call of the warm-up that took long is not forgotten.
            pace(warmupCalls, warmupCalls + (long) rate(arguments) * seconds(arguments));
        }

        private void pace(final long from, final long to) {
            final int rate = rate(arguments);
            for (long call = from; call < to; call++) {
                final long dueNs = startNs + call * SECOND_NS / rate;
                while (System.nanoTime() - dueNs < 0) {
                    Thread.onSpinWait();
                }
                log.log(OpenLog.FIRST_ORDER + call);
                histogram.recordValue(System.nanoTime() - dueNs);
            }
            calls = to;
        }
    }

    private static int rate(final Arguments arguments) {
        return arguments.number("--rate", 100_000);
    }

    private static int warmup(final Arguments arguments) {
        return arguments.number("--warmup", 5);
    }

    private static int seconds(final Arguments arguments) {
        return arguments.number("--seconds", 10);
    }

    private static void print(final Rounds measured) {
        System.out.printf(
                Locale.ROOT,
                "%nMicroseconds a call, medians.%n%n%-36s%13s%13s%13s%13s%n",
                "",
                "p50",
                "p99",
                "p99.9",
                "max");
        for (final Subject subject : Subject.values()) {
            if (measured.has(subject)) {
                System.out.printf(
                        Locale.ROOT,
                        "%-36s%13.2f%13.2f%13.1f%13.1f%n",
                        subject,
                        measured.median(subject, P50) / US_NS,
                        measured.median(subject, P99) / US_NS,
                        measured.median(subject, P999) / US_NS,
                        measured.median(subject, MAX) / US_NS);
            }
        }
    }
}
