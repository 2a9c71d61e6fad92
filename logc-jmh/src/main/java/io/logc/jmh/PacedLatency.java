package io.logc.jmh;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long a log call takes when one thread makes 100,000 of them a second, each at its intended time.
 *
 * <p>A call's time runs from the moment it was due, not from when the thread came to it: when a call takes long, those that
 * it holds up count as late too, as they would in an application. Between calls the thread spins, like one that is busy
 * with something else. Each subject runs in a JVM of its own, in turns.
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.PacedLatency [--rounds 3] [--rate 100000] [--warmup 5]
 * [--seconds 10] [SUBJECT ...]}
 */
final class PacedLatency {
    private static final String CHILD = "--child";
    private static final String RESULT = "latency-ns ";
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double US_NS = 1e3;
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
        final boolean child = words.length > 0 && words[0].equals(CHILD);
        final String[] own = child ? Arrays.copyOfRange(words, 1, words.length) : words;
        final Arguments arguments = new Arguments(own, Set.of("--rounds", "--rate", "--warmup", "--seconds"));
        if (child) {
            measureHere(arguments);
        } else {
            print(Rounds.run(
                    arguments.number("--rounds", 3),
                    arguments.subjects(),
                    subject -> measureInChild(subject, arguments)));
        }
    }

    private static double[] measureInChild(final Subject subject, final Arguments arguments) throws Exception {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-Xms1g", "-Xmx1g", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PacedLatency.class.getName(), CHILD, subject.name()));
        command.addAll(List.of("--rate", Integer.toString(rate(arguments))));
        command.addAll(List.of("--warmup", Integer.toString(warmup(arguments))));
        command.addAll(List.of("--seconds", Integer.toString(seconds(arguments))));
        final Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        final int result = output.lastIndexOf(RESULT);
        if (process.waitFor() != 0 || result < 0) {
            throw new IOException(subject + ": failed: " + output);
        }
        return Arrays.stream(output.substring(result + RESULT.length()).trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static void measureHere(final Arguments arguments) throws IOException {
        final int rate = rate(arguments);
        final long warmupCalls = (long) rate * warmup(arguments);
        final long measuredCalls = (long) rate * seconds(arguments);
        final Trial trial = Trial.open(arguments.subjects().get(0));
        Thread.currentThread().setName("worker-1");
        final Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
        final long startNs = System.nanoTime();
        pace(trial.log(), startNs, rate, warmupCalls, histogram);
        histogram.reset();
        // The schedule goes on where it was, so a call of the warm-up that took long is not forgotten.
        pace(trial.log(), startNs + warmup(arguments) * SECOND_NS, rate, measuredCalls, histogram);
        trial.finish(warmupCalls + measuredCalls);
        final StringBuilder line = new StringBuilder(RESULT);
        for (final double percentile : PERCENTILES) {
            line.append(histogram.getValueAtPercentile(percentile)).append(' ');
        }
        System.out.println(line);
    }

    private static void pace(
            final OpenLog log, final long startNs, final int rate, final long calls, final Histogram histogram) {
        for (long call = 0; call < calls; call++) {
            final long dueNs = startNs + call * SECOND_NS / rate;
            while (System.nanoTime() - dueNs < 0) {
                Thread.onSpinWait();
            }
            log.log(OpenLog.FIRST_ORDER + call);
            histogram.recordValue(System.nanoTime() - dueNs);
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
                        measured.median(subject, 0) / US_NS,
                        measured.median(subject, 1) / US_NS,
                        measured.median(subject, 2) / US_NS,
                        measured.median(subject, 3) / US_NS);
            }
        }
    }
}
