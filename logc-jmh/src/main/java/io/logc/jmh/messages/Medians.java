package io.logc.jmh.messages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of several rounds, by name. */
final class Medians {
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    void add(final String name, final double figure) {
        figures.computeIfAbsent(name, first -> new ArrayList<>()).add(figure);
    }

    double median(final String name) {
        return of(figures.get(name));
    }

    double lowest(final String name) {
        return figures.get(name).stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double highest(final String name) {
        return figures.get(name).stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    static double of(final List<Double> figures) {
        final double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Of the later half of what one process has done over and over: the earlier one warmed it. */
    static double ofLaterHalf(final List<Load.Figures> repetitions, final String name) {
        return of(repetitions.subList(repetitions.size() / 2, repetitions.size()).stream()
                .map(repetition -> repetition.get(name))
                .toList());
    }
}
