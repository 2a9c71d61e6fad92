package io.logc.client;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes sizes and durations as people write them in configuration files: {@code 4 MB}, {@code 100 ms}, {@code 5 seconds}. */
final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12})\\s*([a-z]*)");
    private static final String[] SIZES = {" bytes", " KB", " MB", " GB"};

    private Units() {}

    /**
     * Parses a size.
     *
     * @param text a number, with KB, MB or GB (or K, M, G, KiB, MiB, GiB), all powers of 1024
     * @return bytes, or -1 when the text is no size
     */
    static long parseSize(final String text) {
        final Matcher matcher = matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        final long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "", "b", "bytes" -> number;
            case "k", "kb", "kib" -> number << 10;
            case "m", "mb", "mib" -> number << 20;
            case "g", "gb", "gib" -> number << 30;
            default -> -1;
        };
    }

    /**
     * Parses a duration.
     *
     * @param text a number of milliseconds, or one with ms, s, min and their longer forms
     * @return nanoseconds, or -1 when the text is no duration
     */
    static long parseDurationNs(final String text) {
        final Matcher matcher = matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        final long number = Math.min(Long.parseLong(matcher.group(1)), 1_000_000_000L);
        return switch (matcher.group(2)) {
            case "", "ms", "milli", "millis", "millisecond", "milliseconds" -> number * 1_000_000L;
            case "s", "sec", "second", "seconds" -> Math.min(number, 1_000_000L) * 1_000_000_000L;
            case "m", "min", "minute", "minutes" -> Math.min(number, 10_000L) * 60_000_000_000L;
            default -> -1;
        };
    }

    /** A size in the largest unit in which it is a whole number.
     * @return as {@link #parseSize} reads it */
    static String sizeText(final long bytes) {
        final int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, SIZES.length - 1);
        return (bytes >> 10 * unit) + SIZES[unit];
    }

    /** A duration of whole milliseconds, in seconds where they are whole too.
     * @return as {@link #parseDurationNs} reads it */
    static String durationText(final long ns) {
        return ns % 1_000_000_000L == 0 ? ns / 1_000_000_000L + " s" : ns / 1_000_000L + " ms";
    }

    private static Matcher matcher(final String text) {
        return NUMBER_AND_UNIT.matcher(text == null ? "" : text.trim().toLowerCase(Locale.ROOT));
    }
}
