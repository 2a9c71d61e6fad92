package io.logc.log4j2.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.split.SplitTrial;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.apache.logging.log4j.core.pattern.DatePatternConverter;
import org.apache.logging.log4j.core.time.MutableInstant;

/**
 * Finds out what a date conversion writes.
 *
 * <p>Log4j has had three implementations of date patterns, in which the same letters mean different things, and a converter
 * does not tell the number of its fraction's digits. So each reading is tried on moments that differ in every field, and
 * the one that writes what the converter writes is taken. Owned by the thread that configures.
 */
final class DateRecognition {
    /** The changes of its clocks are of half an hour, which Log4j's older formats cannot count. */
    private static final String ODD_ZONE = "Australia/Lord_Howe";
    /** Noon there on a day on which the clocks were set back. */
    private static final long ODD_MS = 1_712_455_200_000L;

    private static final int MAX_FRACTION = 9;
    private static final int MOMENTS = 16;
    private static final int NANO_STEP = 16_394_773;
    private static final int MS_NANOS = 1_000_000;
    private static final long STEP_MS = (LocalTimes.LAST_MS - LocalTimes.FIRST_MS) / MOMENTS - 12_345_679L;
    private static final long[] MORE_MS = {
        946_771_200_000L, // 2000-01-02T00:00:00.000Z
        951_782_400_007L, // 2000-02-29T00:00:00.007Z
        1_704_067_199_999L, // 2023-12-31T23:59:59.999Z
        1_709_208_000_070L, // 2024-02-29T12:00:00.070Z
        1_709_254_799_100L, // 2024-03-01T00:59:59.100Z
    };

    private DateRecognition() {}

    /**
     * Takes a date conversion apart.
     *
     * @param converter Log4j's
     * @return null when only Log4j can do it: names of months and zones, seconds since 1970, other calendars
     */
    static DateParts of(final DatePatternConverter converter) {
        final String pattern = converter.getPattern();
        final TimeZone zone = converter.getTimeZone();
        if (pattern == null || zone == null || !zone.equals(TimeZone.getTimeZone(zone.getID()))) {
            return null;
        }
        for (final String candidate : candidates(pattern)) {
            final DateParts parts = DateParts.of(candidate, zone.toZoneId());
            if (parts != null && isWhatIsWritten(converter, parts)) {
                return parts.at(new LocalTimes(zone.toZoneId(), isRightNearChanges(pattern, candidate)));
            }
        }
        return null;
    }

    /** The pattern, and the pattern with other fractions of the second: {@code n} was another letter for them. */
    private static List<String> candidates(final String pattern) {
        final List<String> candidates = new ArrayList<>();
        candidates.add(pattern);
        for (int digits = 1; digits <= MAX_FRACTION; digits++) {
            final String other = pattern.replaceFirst("(?:n+|S+)", "S".repeat(digits));
            if (!other.equals(pattern)) {
                candidates.add(other);
            }
        }
        return candidates;
    }

    private static boolean isRightNearChanges(final String pattern, final String candidate) {
        final DatePatternConverter odd = DatePatternConverter.newInstance(new String[] {pattern, ODD_ZONE});
        return new Writer(odd, DateParts.of(candidate, ZoneId.of(ODD_ZONE))).agrees(ODD_MS, 0);
    }

    private static boolean isWhatIsWritten(final DatePatternConverter converter, final DateParts parts) {
        final Writer writer = new Writer(converter, parts);
        for (int i = 0; i < MOMENTS; i++) {
            if (!writer.agrees(LocalTimes.FIRST_MS + i * STEP_MS, i * NANO_STEP % MS_NANOS)) {
                return false;
            }
        }
        for (final long epochMs : MORE_MS) {
            if (!writer.agrees(epochMs, 0)) {
                return false;
            }
        }
        return writer.agrees(System.currentTimeMillis(), 0);
    }

    /** Writes dates in both ways. Owned by one thread. */
    static final class Writer {
        private final DatePatternConverter converter;
        private final DateParts parts;
        private final SplitTrial trial;
        private final MutableInstant instant = new MutableInstant();
        private final StringBuilder text = new StringBuilder();

        Writer(final DatePatternConverter converter, final DateParts parts) {
            this.converter = converter;
            this.parts = parts;
            final SplitPattern.Builder builder = SplitPattern.builder(ISO_8859_1);
            parts.addTo(builder);
            final SplitPattern pattern = builder.build();
            trial = pattern == null ? null : new SplitTrial(pattern);
        }

        /** Whether both ways give the same. */
        boolean agrees(final long epochMs, final int nanoOfMillisecond) {
            if (trial == null) {
                return false;
            }
            instant.initFromEpochMilli(epochMs, nanoOfMillisecond);
            text.setLength(0);
            converter.format(instant, text);
            final SplitEvent event = trial.begin();
            parts.write(event, instant);
            return new String(trial.render(event), ISO_8859_1).contentEquals(text);
        }
    }
}
