package io.logc.jmh;

import java.util.Locale;

/** A chart of bars, one for each subject that writes, as SVG. Stateless. */
final class Chart {
    private static final int WIDTH = 760;
    private static final int LABEL_WIDTH = 270;
    private static final int VALUE_WIDTH = 70;
    private static final int ROW = 26;
    private static final int BAR = 18;
    private static final int TOP = 40;
    private static final int BASELINE = 14;
    /** Height of the line that says where and when. */
    private static final int FOOT = 24;

    private Chart() {}

    /** A subject in the words of a document. */
    static String name(final Subject subject) {
        return switch (subject) {
            case LOGBACK_NOTHING -> "Logback, an appender that does nothing";
            case LOGBACK_LOGC -> "**logc through Logback**";
            case LOGBACK_LOGC_TEXT -> "logc through Logback, `splitFormatting=false`";
            case LOGBACK_FILE -> "Logback FileAppender";
            case LOGBACK_FILE_BUFFERED -> "Logback FileAppender, no immediateFlush";
            case LOGBACK_ASYNC -> "Logback AsyncAppender, blocking";
            case LOG4J2_NOTHING -> "Log4j2, an appender that does nothing";
            case LOG4J2_LOGC -> "**logc through Log4j2**";
            case LOG4J2_LOGC_TEXT -> "logc through Log4j2, `splitFormatting=false`";
            case LOG4J2_RANDOM_ACCESS_FILE -> "Log4j2 RandomAccessFile";
            case LOG4J2_RANDOM_ACCESS_FILE_BUFFERED -> "Log4j2 RandomAccessFile, no immediateFlush";
            case LOG4J2_MEMORY_MAPPED_FILE -> "Log4j2 MemoryMappedFile";
            case LOG4J2_ASYNC_LOGGER -> "Log4j2 AsyncLogger";
        };
    }

    /**
     * Draws one figure.
     *
     * @param title of the chart
     * @param machine where and when it was measured, in a line
     * @param measured the figures
     * @param figure which one
     * @param unit by which it is divided
     * @return the file's text
     */
    static String of(
            final String title, final String machine, final Rounds measured, final int figure, final double unit) {
        double highest = 0;
        int rows = 0;
        for (final Subject subject : Subject.values()) {
            if (measured.has(subject) && subject.writes()) {
                highest = Math.max(highest, measured.median(subject, figure));
                rows++;
            }
        }
        final StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<text x=\"10\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%s, millions</text>%n",
                WIDTH,
                TOP + rows * ROW + FOOT,
                title));
        int y = TOP;
        for (final Subject subject : Subject.values()) {
            if (measured.has(subject) && subject.writes()) {
                svg.append(row(subject, y, measured.median(subject, figure), highest, unit));
                y += ROW;
            }
        }
        return svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"10\" y=\"%d\" font-size=\"10\" fill=\"#555\">%s</text>%n</svg>%n",
                        y + BASELINE,
                        machine.replace("&", "&amp;").replace("<", "&lt;")))
                .toString();
    }

    private static String row(
            final Subject subject, final int y, final double value, final double highest, final double unit) {
        final String label = name(subject).replace("*", "").replace("`", "");
        final double length = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) * value / highest;
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n<rect x=\"%d\" y=\"%d\" width=\"%.1f\""
                        + " height=\"%d\" fill=\"%s\"/>%n<text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                LABEL_WIDTH - ROW / 2,
                y + BASELINE,
                label,
                LABEL_WIDTH,
                y,
                length,
                BAR,
                subject.isLogc() ? "#1b7f4d" : "#9aa3ab",
                LABEL_WIDTH + length + ROW / 4.0,
                y + BASELINE,
                value / unit);
    }
}
