package io.logc.jmh;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures all subjects in turn, round after round, and keeps what was measured. A machine's speed drifts, and others work
 * on it too: taken in turns, all subjects have the same of it, and the median leaves out the worst.
 */
final class Rounds {
    private final Map<Subject, List<double[]>> measured = new EnumMap<>(Subject.class);

    /** Measures one subject in a fresh JVM. */
    interface Measurement {
        /**
         * Measures.
         *
         * @param subject the appender
         * @return figures, of the same meaning in the same order each time
         */
        double[] measure(Subject subject) throws Exception;
    }

    /**
     * Goes round.
     *
     * @param count rounds; each begins with another subject, so that none always follows the same one
     * @param subjects to measure
     * @param measurement how
     */
    static Rounds run(final int count, final List<Subject> subjects, final Measurement measurement) throws Exception {
        final Rounds rounds = new Rounds();
        final List<Subject> order = new ArrayList<>(subjects);
        for (int round = 1; round <= count; round++) {
            for (final Subject subject : order) {
                final double[] figures = measure(subject, measurement);
                rounds.measured
                        .computeIfAbsent(subject, first -> new ArrayList<>())
                        .add(figures);
                System.out.printf(
                        Locale.ROOT,
                        "round %d of %d  load %.1f  %-36s%s%n",
                        round,
                        count,
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        subject,
                        Arrays.toString(figures));
            }
            Collections.rotate(order, -1);
        }
        return rounds;
    }

    /** A peer that has failed, as one does that loses an event now and then, is said and measured again; once. */
    private static double[] measure(final Subject subject, final Measurement measurement) throws Exception {
        try {
            return measurement.measure(subject);
        } catch (final Exception e) {
            if (subject.isLogc()) {
                throw e;
            }
            System.out.printf("%s has failed, and is measured again: %s%n", subject, rootOf(e));
            return measurement.measure(subject);
        }
    }

    /** What a benchmark's own exceptions are wrapped around. */
    private static Throwable rootOf(final Throwable e) {
        if (e.getCause() != null) {
            return rootOf(e.getCause());
        }
        return e.getSuppressed().length > 0 ? rootOf(e.getSuppressed()[0]) : e;
    }

    boolean has(final Subject subject) {
        return measured.containsKey(subject);
    }

    /** The median of one of a subject's figures. */
    double median(final Subject subject, final int figure) {
        final double[] sorted = sorted(subject, figure);
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double lowest(final Subject subject, final int figure) {
        return sorted(subject, figure)[0];
    }

    double highest(final Subject subject, final int figure) {
        final double[] sorted = sorted(subject, figure);
        return sorted[sorted.length - 1];
    }

    private double[] sorted(final Subject subject, final int figure) {
        return measured.get(subject).stream()
                .mapToDouble(figures -> figures[figure])
                .sorted()
                .toArray();
    }
}
