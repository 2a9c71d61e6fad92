package io.logc.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.Converter;

/**
 * One conversion of a pattern, in its place: what of it the log call writes into the record.
 *
 * <p>Made by the thread that starts the appender, used by any.
 */
final class Step {
    /** The same text in each line: nothing. */
    static final int LITERAL = 0;
    /** Text that depends on one thing of few values: the number of that text. */
    static final int NAME = 1;
    /** The time. */
    static final int DATE = 2;
    /** The number of the message's template, and its arguments. */
    static final int MESSAGE = 3;
    /** The text that the conversion makes. */
    static final int TEXT = 4;
    /** The same, but nothing for an event without an exception. */
    static final int EXCEPTION = 5;

    final int kind;
    final Converter<ILoggingEvent> converter;
    /** What the text depends on: constants of {@link Conversions}. */
    final int dependencies;
    /** Of a literal the text; of a name how its key becomes the text, in words. */
    final String words;
    /** Of a date; null otherwise. */
    final DateParts date;

    Step(
            final int kind,
            final Converter<ILoggingEvent> converter,
            final int dependencies,
            final String words,
            final DateParts date) {
        this.kind = kind;
        this.converter = converter;
        this.dependencies = dependencies;
        this.words = words;
        this.date = date;
    }

    /** Whether the conversion may be asked once for each event only, so that its text must be kept until it is used. */
    boolean isAskedOnce() {
        return kind >= TEXT && (dependencies & (Conversions.CALLS_OUT | Conversions.FOREIGN)) != 0;
    }

    boolean isForeign() {
        return (dependencies & Conversions.FOREIGN) != 0;
    }

    /** What a name depends on; null, as an event of another framework may have it, is no key. */
    String key(final ILoggingEvent event) {
        switch (dependencies) {
            case Conversions.LEVEL:
                return event.getLevel().toString();
            case Conversions.LOGGER:
                return event.getLoggerName();
            case Conversions.THREAD:
                return event.getThreadName();
            default:
                return event.getLoggerContextVO().getName();
        }
    }
}
