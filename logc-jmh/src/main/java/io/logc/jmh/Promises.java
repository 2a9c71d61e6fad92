package io.logc.jmh;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many times as fast as the others logc is, beside what it promises. Stateless. */
final class Promises {
    private static final List<Subject> LOGBACK_PEERS =
            List.of(Subject.LOGBACK_FILE, Subject.LOGBACK_FILE_BUFFERED, Subject.LOGBACK_ASYNC);
    private static final List<Subject> LOG4J2_PEERS = List.of(
            Subject.LOG4J2_RANDOM_ACCESS_FILE,
            Subject.LOG4J2_RANDOM_ACCESS_FILE_BUFFERED,
            Subject.LOG4J2_MEMORY_MAPPED_FILE,
            Subject.LOG4J2_ASYNC_LOGGER);

    private Promises() {}

    /**
     * Compares logc with the fastest other appender of its framework.
     *
     * @param measured of which the figure is the more the better
     * @param figure which one
     * @param factor that is promised
     * @return a line for each framework that was measured
     */
    static List<String> fastest(final Rounds measured, final int figure, final double factor) {
        return Stream.of(
                        compare(measured, Subject.LOGBACK_LOGC, LOGBACK_PEERS, figure, factor),
                        compare(measured, Subject.LOG4J2_LOGC, LOG4J2_PEERS, figure, factor))
                .flatMap(List::stream)
                .collect(Collectors.toList());
    }

    private static List<String> compare(
            final Rounds measured,
            final Subject logc,
            final List<Subject> peers,
            final int figure,
            final double factor) {
        Subject fastest = null;
        for (final Subject peer : peers) {
            if (measured.has(peer)
                    && (fastest == null || measured.median(peer, figure) > measured.median(fastest, figure))) {
                fastest = peer;
            }
        }
        if (fastest == null || !measured.has(logc)) {
            return List.of();
        }
        final double ratio = measured.median(logc, figure) / measured.median(fastest, figure);
        return List.of(String.format(
                Locale.ROOT,
                "%s / %s: %.2f, promised %.1f: %s",
                logc,
                fastest,
                ratio,
                factor,
                ratio >= factor ? "kept" : "NOT KEPT"));
    }
}
