package io.logc.jmh;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link AppendBenchmark} fork by fork in turns, and prints medians and the ratios that logc promises.
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.CompareAppends [--rounds 5] [--threads 1] [--milliseconds 500]
 * [SUBJECT ...]}
 */
final class CompareAppends {
    static final int CALLS_PER_SECOND = 0;
    static final int BYTES_PER_CALL = 1;

    static final Set<String> OPTIONS = Set.of("--rounds", "--threads", "--milliseconds");

    private CompareAppends() {}

    /**
     * Runs the comparison.
     *
     * @param words see above
     * @throws Exception when a subject fails, or has lost events
     */
    public static void main(final String[] words) throws Exception {
        final Arguments arguments = new Arguments(words, OPTIONS);
        print(measure(arguments), arguments.number("--rounds", 5), arguments.number("--threads", 1));
    }

    static Rounds measure(final Arguments arguments) throws Exception {
        final int threads = arguments.number("--threads", 1);
        final TimeValue iteration = TimeValue.milliseconds(arguments.number("--milliseconds", 500));
        return Rounds.run(
                arguments.number("--rounds", 5), arguments.subjects(), subject -> measure(subject, threads, iteration));
    }

    private static double[] measure(final Subject subject, final int threads, final TimeValue iteration)
            throws RunnerException {
        final Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(AppendBenchmark.class.getName() + "\\.oneThread")
                        .param("subject", subject.name())
                        .threads(threads)
                        .warmupTime(iteration)
                        .measurementTime(iteration)
                        .forks(1)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        final RunResult result = results.iterator().next();
        return new double[] {
            Math.rint(result.getPrimaryResult().getScore()),
            Math.rint(result.getSecondaryResults().get("gc.alloc.rate.norm").getScore())
        };
    }

    private static void print(final Rounds measured, final int rounds, final int threads) {
        System.out.printf(Locale.ROOT, "%nThreads: %d. Median of %d forks, taken in turns.%n%n", threads, rounds);
        System.out.printf(Locale.ROOT, "%-36s%12s%26s%10s%n", "", "calls/s", "lowest .. highest", "B/call");
        for (final Subject subject : Subject.values()) {
            if (measured.has(subject)) {
                System.out.printf(
                        Locale.ROOT,
                        "%-36s%,12.0f%,13.0f%,13.0f%10.0f%n",
                        subject,
                        measured.median(subject, CALLS_PER_SECOND),
                        measured.lowest(subject, CALLS_PER_SECOND),
                        measured.highest(subject, CALLS_PER_SECOND),
                        measured.median(subject, BYTES_PER_CALL));
            }
        }
        System.out.println();
        Promises.fastest(measured, CALLS_PER_SECOND, 4).forEach(System.out::println);
    }
}
