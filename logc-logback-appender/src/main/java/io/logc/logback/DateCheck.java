package io.logc.logback;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.classic.pattern.DateConverter;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.split.SplitTrial;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries whether a date that was taken apart shows what Logback's conversion shows, at every kind of time that there is: each
 * month, day and hour, and around the changes of the zone's offset. Owned by the thread that starts the appender.
 */
final class DateCheck {
    private static final int DAYS = 31;
    private static final int MONTHS = 12;
    private static final int HOURS = 24;

    private DateCheck() {}

    /**
     * Compares.
     *
     * @param parts the date, taken apart
     * @param converter Logback's conversion
     * @param zone its zone
     * @return true when both agree
     */
    static boolean isSame(final DateParts parts, final DateConverter converter, final ZoneId zone) {
        final SplitPattern.Builder builder = SplitPattern.builder(US_ASCII);
        parts.addTo(builder);
        final SplitPattern pattern = builder.build();
        if (pattern == null) {
            return false;
        }
        final SplitTrial trial = new SplitTrial(pattern);
        for (final long time : times(zone)) {
            final LoggingEvent event = new LoggingEvent();
            event.setTimeStamp(time);
            final SplitEvent target = trial.begin();
            parts.write(target, time);
            final String split = new String(trial.render(target), US_ASCII);
            if (!split.equals(converter.convert(event))) {
                return false;
            }
        }
        return true;
    }

    private static List<Long> times(final ZoneId zone) {
        final List<Long> times = new ArrayList<>();
        final LocalDateTime start = LocalDateTime.of(2003, 1, 1, 0, 0, 0, 7_000_000);
        for (int i = 0; i < DAYS; i++) {
            final LocalDateTime day = start.plusDays(i)
                    .plusMonths(i % MONTHS)
                    .plusHours(i % HOURS)
                    .plusMinutes(i)
                    .plusSeconds(2L * i - 1);
            times.add(day.toInstant(ZoneOffset.UTC).toEpochMilli() + i * i * i);
        }
        times.add(Instant.parse("1971-01-02T03:04:05.006Z").toEpochMilli());
        times.add(Instant.parse("2026-12-31T23:59:59.999Z").toEpochMilli());
        times.add(Instant.parse("9999-12-29T13:10:20.100Z").toEpochMilli());
        Instant change = Instant.now();
        for (int i = 0; i < 2; i++) {
            times.add(change.toEpochMilli() - 1);
            times.add(change.toEpochMilli());
            final ZoneOffsetTransition next = zone.getRules().nextTransition(change);
            change = next == null ? change.plusSeconds(1) : next.getInstant();
        }
        return times;
    }
}
