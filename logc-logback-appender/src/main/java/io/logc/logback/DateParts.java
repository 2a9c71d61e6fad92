package io.logc.logback;

import io.logc.split.SplitDate;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.split.ZoneShift;
import java.time.ZoneId;

/**
 * A date of Logback's, in the time of a zone.
 *
 * <p>Made by the thread that starts the appender, used by any.
 */
final class DateParts {
    private final String pattern;
    private final SplitDate date;
    private final ZoneShift zone;

    private DateParts(final String pattern, final SplitDate date, final ZoneId zoneId) {
        this.pattern = pattern;
        this.date = date;
        zone = new ZoneShift(zoneId);
    }

    /**
     * Takes a date pattern apart.
     *
     * @param pattern of {@code java.time}
     * @param zoneId whose time it shows
     * @return the pieces, or null when there is one in it that is neither number nor offset
     */
    static DateParts of(final String pattern, final ZoneId zoneId) {
        final SplitDate date = SplitDate.of(pattern, DatePattern::offset);
        return date == null ? null : new DateParts(pattern, date, zoneId);
    }

    void addTo(final SplitPattern.Builder builder) {
        date.addTo(builder);
    }

    /** Logback hands its formatter milliseconds. */
    void write(final SplitEvent target, final long epochMs) {
        date.write(target, epochMs, zone.localMs(epochMs), 0);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
