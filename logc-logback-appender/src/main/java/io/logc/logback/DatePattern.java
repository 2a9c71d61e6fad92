package io.logc.logback;

import ch.qos.logback.core.CoreConstants;
import io.logc.split.DatePieces;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A date pattern cut into what consists of numbers, which the server can write, and zone offsets such as {@code XXX}, which
 * take few values. Owned by the thread that starts the appender.
 */
final class DatePattern {
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
     * How a piece writes offsets.
     *
     * @param piece one of {@link DatePieces#of}
     * @return the formatter, or null when the piece is no offset
     */
    static DateTimeFormatter offset(final String piece) {
        if (!DatePieces.isOffset(piece) || piece.startsWith("ZZZZ") && piece.length() == LOCALIZED_LENGTH) {
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
