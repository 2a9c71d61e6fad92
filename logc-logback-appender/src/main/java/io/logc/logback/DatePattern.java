package io.logc.logback;

import ch.qos.logback.core.CoreConstants;
import io.logc.split.SplitDate;
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
     * How Logback writes an offset.
     *
     * @param piece of the pattern, an offset as a whole
     * @return null when it is not known
     */
    static SplitDate.Offset offset(final String piece) {
        if (piece.startsWith("ZZZZ") && piece.length() == LOCALIZED_LENGTH) {
            return null;
        }
        try {
            final DateTimeFormatter formatter = DateTimeFormatter.ofPattern(piece);
            formatter.format(ZoneOffset.UTC);
            return (epochMs, shiftMs) -> formatter.format(ZoneOffset.ofTotalSeconds((int) (shiftMs / 1000)));
        } catch (final RuntimeException noOffset) {
            return null;
        }
    }
}
