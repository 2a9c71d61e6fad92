package io.logc.log4j2.split;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.PatternFormatter;

/**
 * Renders an event that nobody logged as a layout would, but asks no converter that counts, and none of the application's:
 * those are to see the application's events only. Owned by the thread that configures.
 */
public final class KnownText {
    private static final Set<Conversion> NOT_ASKED =
            EnumSet.of(Conversion.COUNTER, Conversion.OTHER_THROWABLE, Conversion.UNKNOWN);
    private static final byte[] NONE = {};

    private KnownText() {}

    /**
     * Renders an event.
     *
     * @param layout the layout
     * @param event without an exception
     * @return the line, in which converters that were not asked have no text; empty when no line is left, or the layout does
     *     not tell which converters it asks
     */
    public static byte[] of(final PatternLayout layout, final LogEvent event) {
        if (layout.getEventSerializer().getClass().getName().contains("Selector")) {
            return NONE; // has patterns that it does not tell
        }
        final Set<Conversion> all = ParsedLayout.conversions(layout);
        if (!all.removeAll(NOT_ASKED)) {
            return layout.toByteArray(event);
        }
        final Optional<List<PatternFormatter>> reading = ParsedLayout.styledReading(layout);
        if (reading.isEmpty()) {
            return NONE;
        }
        final StringBuilder line = new StringBuilder();
        for (final PatternFormatter formatter : reading.get()) { // styles are nested, and not asked
            final Conversion conversion = Conversion.of(formatter);
            if (conversion != Conversion.NESTED && !NOT_ASKED.contains(conversion)) {
                formatter.format(event, line);
            }
        }
        final String text = line.toString();
        return text.endsWith("\n") ? text.getBytes(layout.getCharset()) : NONE;
    }
}
