package io.logc.logback;

import ch.qos.logback.core.CoreConstants;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A date pattern cut into what consists of numbers, which the server can write, and zone offsets such as {@code XXX}, which
 * take few values. Owned by the thread that starts the appender.
 */
final class DatePattern {
    private static final String OFFSET_LETTERS = "XxZ";
    /** {@code ZZZZ} is in words of a language. */
    private static final int LOCALIZED_LENGTH = 4;

    private static final String STRICT = "STRICT";
    private static final String STRICT_ISO8601 = "yyyy-MM-dd'T'HH:mm:ss,SSS";

    private DatePattern() {}

    /**
     * The pattern that a first option of {@code %d} stands for.
     *
     * @param option as it is written, or null
     * @return a pattern of {@code java.time}
     */
    static String of(final String option) {
        if (option == null || option.equals(CoreConstants.ISO8601_STR)) {
            return CoreConstants.ISO8601_PATTERN;
        }
        return option.equals(STRICT) ? STRICT_ISO8601 : option;
    }

    /**
     * Cuts a pattern at its zone offsets.
     *
     * @param pattern of {@code java.time}
     * @return the pieces in their order, each either an offset as a whole or free of offsets
     */
    static List<String> pieces(final String pattern) {
        final List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        int at = 0;
        while (at < pattern.length()) {
            final char letter = pattern.charAt(at);
            quoted ^= letter == '\'';
            int next = at + 1;
            if (!quoted && OFFSET_LETTERS.indexOf(letter) >= 0) {
                while (next < pattern.length() && pattern.charAt(next) == letter) {
                    next++;
                }
                addIfNotEmpty(pieces, pattern.substring(from, at));
                pieces.add(pattern.substring(at, next));
                from = next;
            }
            at = next;
        }
        addIfNotEmpty(pieces, pattern.substring(from));
        return pieces;
    }

    private static void addIfNotEmpty(final List<String> pieces, final String piece) {
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
    }

    /**
     * How a piece writes offsets.
     *
     * @param piece one of {@link #pieces}
     * @return the formatter, or null when the piece is no offset
     */
    static DateTimeFormatter offset(final String piece) {
        if (OFFSET_LETTERS.indexOf(piece.charAt(0)) < 0
                || piece.startsWith("ZZZZ") && piece.length() == LOCALIZED_LENGTH) {
            return null;
        }
        try {
            final DateTimeFormatter formatter = DateTimeFormatter.ofPattern(piece);
            formatter.format(ZoneOffset.UTC);
            return formatter;
        } catch (final RuntimeException noOffset) {
            return null;
        }
    }
}
