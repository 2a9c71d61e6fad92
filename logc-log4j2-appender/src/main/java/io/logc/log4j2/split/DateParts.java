package io.logc.log4j2.split;

import io.logc.split.SplitDate;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import java.time.ZoneId;
import org.apache.logging.log4j.core.pattern.DatePatternConverter;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.core.time.MutableInstant;

/**
 * A date of Log4j's, in the time of a zone.
 *
 * <p>Made by the thread that configures, used by any.
 */
final class DateParts {
    private final LocalTimes times;
    private final SplitDate date;

    private DateParts(final LocalTimes times, final SplitDate date) {
        this.times = times;
        this.date = date;
    }

    /**
     * Takes a date pattern apart.
     *
     * @param pattern of Log4j
     * @param zone whose time it shows
     * @return the pieces, or null when one of them is neither numbers nor an offset
     */
    static DateParts of(final String pattern, final ZoneId zone) {
        final SplitDate date = SplitDate.of(pattern, piece -> offset(piece, zone));
        return date == null ? null : new DateParts(new LocalTimes(zone, true), date);
    }

    /** Log4j itself makes the text. */
    private static SplitDate.Offset offset(final String piece, final ZoneId zone) {
        final DatePatternConverter converter = DatePatternConverter.newInstance(new String[] {piece, zone.getId()});
        return (epochMs, shiftMs) -> {
            final MutableInstant instant = new MutableInstant();
            instant.initFromEpochMilli(epochMs, 0);
            final StringBuilder text = new StringBuilder();
            converter.format(instant, text);
            return text.toString();
        };
    }

    /** The same, at other times only. */
    DateParts at(final LocalTimes certain) {
        return new DateParts(certain, date.fresh());
    }

    void addTo(final SplitPattern.Builder builder) {
        date.addTo(builder);
    }

    /** Whether it is certain what Log4j would write. */
    boolean isCertain(final long epochMs) {
        return times.isCertain(epochMs);
    }

    void write(final SplitEvent record, final Instant instant) {
        final long epochMs = instant.getEpochMillisecond();
        date.write(record, epochMs, times.localMs(epochMs), instant.getNanoOfMillisecond());
    }
}
