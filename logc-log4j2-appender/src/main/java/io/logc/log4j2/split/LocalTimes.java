package io.logc.log4j2.split;

import io.logc.split.ZoneShift;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.concurrent.TimeUnit;

/**
 * Local times of which it is certain that Log4j would write the same ones. Any thread.
 *
 * <p>Times of other decades are left to Log4j: years 2000 to 2037 are what the two kinds of time zones in the JDK agree about.
 * So are, with Log4j's older date formats, the days around a change of the clocks: those formats count hours from midnight.
 */
final class LocalTimes {
    /** 2000-01-02T00:00Z. */
    static final long FIRST_MS = 946_771_200_000L;
    /** 2037-12-30T00:00Z. */
    static final long LAST_MS = 2_145_744_000_000L;

    private static final long MARGIN_MS = TimeUnit.HOURS.toMillis(50);

    private final ZoneShift shift;
    private final ZoneRules rules;
    private final boolean alsoNearChanges;
    /** Immutable, so any thread may see an old one; replaced as a whole. */
    private Span certain = new Span(0, 0);

    /** From one time to another. */
    private record Span(long fromMs, long toMs) {
        boolean contains(final long epochMs) {
            return epochMs >= fromMs && epochMs < toMs;
        }
    }

    /**
     * Times of a zone.
     *
     * @param zone whose local time it is
     * @param alsoNearChanges whether Log4j's format is right on the days on which the clocks change, too
     */
    LocalTimes(final ZoneId zone, final boolean alsoNearChanges) {
        shift = new ZoneShift(zone);
        rules = zone.getRules();
        this.alsoNearChanges = alsoNearChanges;
    }

    /** Whether the local time of a moment is certain. */
    boolean isCertain(final long epochMs) {
        return certain.contains(epochMs) || findCertain(epochMs);
    }

    /** The local time, in milliseconds since 1970-01-01T00:00 of the zone. */
    long localMs(final long epochMs) {
        return shift.localMs(epochMs);
    }

    private boolean findCertain(final long epochMs) {
        if (epochMs < FIRST_MS || epochMs >= LAST_MS) {
            return false;
        }
        final Span found = alsoNearChanges ? new Span(FIRST_MS, LAST_MS) : around(Instant.ofEpochMilli(epochMs));
        if (!found.contains(epochMs)) {
            return false;
        }
        certain = found;
        return true;
    }

    private Span around(final Instant instant) {
        final ZoneOffsetTransition last = rules.previousTransition(instant.plusMillis(1));
        final ZoneOffsetTransition next = rules.nextTransition(instant);
        return new Span(
                last == null ? FIRST_MS : Math.max(FIRST_MS, last.getInstant().toEpochMilli() + MARGIN_MS),
                next == null ? LAST_MS : Math.min(LAST_MS, next.getInstant().toEpochMilli() - MARGIN_MS));
    }
}
