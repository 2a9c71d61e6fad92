package io.logc.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Log calls a second of a plain program with a loop, without JMH: sustained, until everything is on file; and in bursts that
 * find the buffer empty.
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.PlainProcess [--rounds 5] [--threads 1] [--warmup 12]
 * [--seconds 2] [--bursts 200] [SUBJECT ...]}
 */
final class PlainProcess {
    /** Calls a second, from the first call until everything is on file. */
    static final int SUSTAINED = 0;
    /** Calls a second within a burst, the median of the later half of the bursts. */
    static final int BURST = 1;

    /** Nanoseconds of processors for a sustained call, of all threads of the process and of the server, until everything is on file. */
    static final int PROCESSOR_NS = 2;

    static final Set<String> OPTIONS = Set.of("--rounds", "--threads", "--warmup", "--seconds", "--bursts");
    /** As lines that is 1.3 MB, so the buffer of logc and the peers' queues of that many events have room. */
    private static final int BURST_CALLS = 10_000;

    private static final long BURST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int CALLS_PER_LOOK = 64;
    private static final double SECOND_NS = 1e9;

    private PlainProcess() {}

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
                PlainProcess.class,
                arguments,
                5,
                Map.of("--threads", 1, "--warmup", 12, "--seconds", 2, "--bursts", 200));
    }

    private static void measureHere(final Arguments arguments) throws Exception {
        final Trial trial = Trial.open(arguments.subjects().get(0));
        final int threads = arguments.number("--threads", 1);
        WarmMemory.prepare(Trial.onDisk());
        long calls = loop(trial.log(), threads, arguments.number("--warmup", 4));
        final int bursts = arguments.number("--bursts", 200);
        final double burst = bursts(trial.log(), bursts);
        calls += (long) bursts * BURST_CALLS;
        WarmMemory.prepare(Trial.onDisk());
        final long startNs = System.nanoTime();
        final long startProcessorNs = trial.processorNs();
        final long measured = loop(trial.log(), threads, arguments.number("--seconds", 2));
        trial.finish(calls + measured);
        final double processorNs = (trial.stoppedProcessorNs() - startProcessorNs) / (double) measured;
        ChildJvm.report(Math.rint(measured * SECOND_NS / (trial.stoppedNs() - startNs)), burst, Math.rint(processorNs));
    }

    private static long loop(final OpenLog log, final int threads, final int seconds) throws InterruptedException {
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        final List<Looper> loopers = new ArrayList<>();
        for (int i = 1; i <= threads; i++) {
            final Looper looper = new Looper(log, endNs);
            looper.setName("worker-" + i);
            looper.start();
            loopers.add(looper);
        }
        long calls = 0;
        for (final Looper looper : loopers) {
            looper.join();
            calls += looper.calls;
        }
        return calls;
    }

    /** A thread that logs as fast as it can. */
    private static final class Looper extends Thread {
        private final OpenLog log;
        private final long endNs;
        private long calls;

        private Looper(final OpenLog log, final long endNs) {
            this.log = log;
            this.endNs = endNs;
        }

        @Override
        public void run() {
            long made = 0;
            while (made % CALLS_PER_LOOK != 0 || System.nanoTime() - endNs < 0) {
                log.log(OpenLog.FIRST_ORDER + made);
                made++;
            }
            calls = made;
        }
    }

    private static double bursts(final OpenLog log, final int count) {
        Thread.currentThread().setName("worker-0");
        final double[] rates = new double[count];
        for (int burst = 0; burst < count; burst++) {
            LockSupport.parkNanos(BURST_PAUSE_NS);
            final long startNs = System.nanoTime();
            for (int call = 0; call < BURST_CALLS; call++) {
                log.log(OpenLog.FIRST_ORDER + call);
            }
            rates[burst] = BURST_CALLS * SECOND_NS / (System.nanoTime() - startNs);
        }
        final double[] later = Arrays.copyOfRange(rates, count / 2, count);
        Arrays.sort(later);
        return Math.rint(later[later.length / 2]);
    }

    private static void print(final Rounds measured) {
        System.out.printf(
                Locale.ROOT,
                "%n%-36s%14s%14s%18s%n",
                "calls a second, medians",
                "sustained",
                "burst",
                "processor ns each");
        for (final Subject subject : Subject.values()) {
            if (measured.has(subject)) {
                System.out.printf(
                        Locale.ROOT,
                        "%-36s%,14.0f%,14.0f%18.0f%n",
                        subject,
                        measured.median(subject, SUSTAINED),
                        measured.median(subject, BURST),
                        measured.median(subject, PROCESSOR_NS));
            }
        }
        System.out.println("\nsustained:");
        Promises.fastest(measured, SUSTAINED, 3).forEach(System.out::println);
        System.out.println("burst:");
        Promises.fastest(measured, BURST, 6).forEach(System.out::println);
    }
}
