package io.logc.split;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * A time zone's local time, so that who renders a record needs no time zone: its JVM may have other rules.
 *
 * <p>Any thread; remembers the offset until its next change.
 */
public final class ZoneShift {
    private static final long MS_PER_SECOND = 1000;

    private final ZoneRules rules;
    /** Immutable, so any thread may see an old one; replaced as a whole. */
    private Span span = new Span(0, 0, 0);

    private record Span(long fromMs, long toMs, long shiftMs) {}

    /**
     * The local time of a zone.
     *
     * @param zone whose time it is
     */
    public ZoneShift(final ZoneId zone) {
        rules = zone.getRules();
    }

    /**
     * Local time.
     *
     * @param epochMs milliseconds since 1970-01-01T00:00 UTC
     * @return milliseconds since 1970-01-01T00:00 of the zone's own time
     */
    public long localMs(final long epochMs) {
        final Span known = span;
        return epochMs + (epochMs >= known.fromMs && epochMs < known.toMs ? known.shiftMs : findShiftMs(epochMs));
    }

    private long findShiftMs(final long epochMs) {
        final Instant instant = Instant.ofEpochMilli(epochMs);
        final ZoneOffsetTransition next = rules.nextTransition(instant);
        final ZoneOffsetTransition last = rules.previousTransition(instant.plusMillis(1));
        final long shiftMs = rules.getOffset(instant).getTotalSeconds() * MS_PER_SECOND;
        span = new Span(
                last == null ? Long.MIN_VALUE : last.getInstant().toEpochMilli(),
                next == null ? Long.MAX_VALUE : next.getInstant().toEpochMilli(),
                shiftMs);
        return shiftMs;
    }
}
