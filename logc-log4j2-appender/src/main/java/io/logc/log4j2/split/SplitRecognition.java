package io.logc.log4j2.split;

import java.nio.charset.Charset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.PatternFormatter;
import org.apache.logging.log4j.status.StatusLogger;

/** Finds out whether a layout can be taken apart. Owned by the thread that configures. */
public final class SplitRecognition {
    private static final Logger STATUS = StatusLogger.getLogger();

    private SplitRecognition() {}

    /**
     * Takes a layout apart.
     *
     * @param layout the layout
     * @param appenderName for messages
     * @return null when its lines have to be made as a whole
     */
    public static SplitLayout of(final PatternLayout layout, final String appenderName) {
        try {
            return recognise(layout, appenderName);
        } catch (final RuntimeException | LinkageError e) {
            STATUS.warn(
                    "Logc appender {}: its pattern could not be taken apart; log calls make the lines",
                    appenderName,
                    e);
            return null;
        }
    }

    private static SplitLayout recognise(final PatternLayout layout, final String appenderName) {
        final List<List<PatternFormatter>> readings = ParsedLayout.readings(layout);
        if (readings.isEmpty()) {
            return null;
        }
        final Set<Conversion> all = ParsedLayout.conversions(layout);
        final boolean repeatable = !all.contains(Conversion.UNKNOWN)
                && !all.contains(Conversion.OTHER_THROWABLE)
                && !all.contains(Conversion.COUNTER);
        if (readings.size() > 1 && !repeatable) {
            return null;
        }
        SplitLayout fitting = null;
        String difference = null;
        for (final List<PatternFormatter> reading : readings) {
            final SplitLayout split = SplitFields.of(layout, reading, all);
            if (split == null) {
                return null;
            }
            final String found = repeatable
                    ? SelfCheck.difference(split, layout.getCharset(), layout::toByteArray)
                    : differenceOfRepeatable(layout, reading);
            if (found != null) {
                difference = found;
            } else if (fitting == null) {
                fitting = split;
            } else {
                return null;
            }
        }
        if (fitting == null) {
            STATUS.warn(
                    "Logc appender {}: log calls make the lines, because taking the pattern apart gave {}",
                    appenderName,
                    difference);
        }
        return fitting;
    }

    /** Without the converters that count, or that are the application's. */
    private static String differenceOfRepeatable(final PatternLayout layout, final List<PatternFormatter> reading) {
        final List<PatternFormatter> repeatable = reading.stream()
                .filter(formatter -> Conversion.of(formatter).isRepeatable())
                .toList();
        final SplitLayout split = SplitFields.of(layout, repeatable, EnumSet.noneOf(Conversion.class));
        final Charset charset = layout.getCharset();
        return SelfCheck.difference(split, charset, event -> {
            final StringBuilder line = new StringBuilder();
            split.render(event, line);
            return line.toString().getBytes(charset);
        });
    }
}
