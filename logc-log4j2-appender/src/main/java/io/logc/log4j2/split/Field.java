package io.logc.log4j2.split;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.pattern.PatternFormatter;

/**
 * A part of the line: a conversion and how it is written. Immutable; any thread.
 *
 * @param conversion what it is
 * @param formatters Log4j's own for the part; more than one where an application's converter has to see what stands before
 * @param date in its pieces, or null
 */
record Field(Conversion conversion, PatternFormatter[] formatters, DateParts date) {
    Field(final Conversion conversion, final PatternFormatter formatter, final DateParts date) {
        this(conversion, new PatternFormatter[] {formatter}, date);
    }

    /** Appends the part's text. */
    void render(final LogEvent event, final StringBuilder line) {
        for (final PatternFormatter formatter : formatters) {
            formatter.format(event, line);
        }
    }

    /** Log4j's own for the part. */
    PatternFormatter formatter() {
        return formatters[0];
    }

    /** Whether something is left to whoever writes the file. */
    boolean isDeferred() {
        return conversion == Conversion.DATE || conversion == Conversion.MESSAGE || conversion.isName();
    }

    /** Whether its text must not be made twice. */
    boolean isKept() {
        return switch (conversion) {
            case TEXT_ONCE, COUNTER, OTHER_THROWABLE, NESTED, UNKNOWN -> true;
            default -> false;
        };
    }

    /** Whether a message's text may be in it, which depends on the line where the message's class is the application's. */
    boolean mayShowMessage() {
        return conversion == Conversion.MESSAGE
                || conversion == Conversion.TEXT_ONCE
                || conversion == Conversion.NESTED;
    }

    /** Whether an exception's text may be in it, which depends on the line. */
    boolean mayShowException() {
        return conversion == Conversion.THROWABLE
                || conversion == Conversion.OTHER_THROWABLE
                || conversion == Conversion.NESTED;
    }
}
