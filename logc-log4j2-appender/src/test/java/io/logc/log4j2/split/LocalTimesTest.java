package io.logc.log4j2.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.TimeZone;
import org.apache.logging.log4j.core.pattern.DatePatternConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local times, above all where the clocks change. */
class LocalTimesTest {
    private static final long MINUTES = 60_000;
    private static final long DAY_MS = 24 * 60 * MINUTES;

    @Test
    void shouldLeaveOtherDecadesToLog4j() {
        final LocalTimes times = new LocalTimes(ZoneOffset.UTC, true);
        assertThat(times.isCertain(LocalTimes.FIRST_MS)).isTrue();
        assertThat(times.isCertain(LocalTimes.FIRST_MS - 1)).isFalse();
        assertThat(times.isCertain(LocalTimes.LAST_MS - 1)).isTrue();
        assertThat(times.isCertain(LocalTimes.LAST_MS)).isFalse();
        assertThat(times.isCertain(0)).isFalse();
        assertThat(times.isCertain(-1)).isFalse();
    }

    @Test
    void shouldLeaveDaysOfChangesToLog4jWhereItIsNotExactThere() {
        final LocalTimes times = new LocalTimes(ZoneId.of("Europe/Berlin"), false);
        final long changeMs = Instant.parse("2024-03-31T01:00:00Z").toEpochMilli();
        for (final long ms : new long[] {changeMs - DAY_MS, changeMs - 1, changeMs, changeMs + 1, changeMs + DAY_MS}) {
            assertThat(times.isCertain(ms)).isFalse();
        }
        assertThat(times.isCertain(changeMs - 3 * DAY_MS)).isTrue();
        assertThat(times.isCertain(changeMs + 3 * DAY_MS)).isTrue();
        assertThat(new LocalTimes(ZoneId.of("Europe/Berlin"), true).isCertain(changeMs))
                .isTrue();
    }

    /** Every quarter of an hour of the days before and after the changes, and some more, as Log4j writes them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "America/Sao_Paulo",
                "Australia/Lord_Howe",
                "Asia/Kathmandu",
                "Africa/Casablanca",
                "Asia/Beirut",
                "Pacific/Apia",
                "America/Caracas",
                "UTC"
            })
    void shouldWriteWhatLog4jWritesWhenClocksChange(final String zone) {
        assertThat(TimeZone.getTimeZone(zone).getID()).isEqualTo(zone);
        for (final String pattern : new String[] {"DEFAULT", "yyyy-MM-dd HH:mm:ss.SSS", "dd.MM.yyyy H:m:s Z XXX"}) {
            final DatePatternConverter converter = DatePatternConverter.newInstance(new String[] {pattern, zone});
            final DateParts date = DateRecognition.of(converter);
            assertThat(date).isNotNull();
            compare(converter, date, ZoneId.of(zone));
        }
    }

    private static void compare(final DatePatternConverter converter, final DateParts date, final ZoneId zone) {
        final DateRecognition.Writer writer = new DateRecognition.Writer(converter, date);
        for (int year = 2006; year <= 2026; year += 4) {
            Instant from = ZonedDateTime.of(year, 1, 1, 0, 0, 0, 0, zone).toInstant();
            for (int i = 0; i < 4 && zone.getRules().nextTransition(from) != null; i++) {
                from = zone.getRules().nextTransition(from).getInstant();
                compareAround(writer, date, from.toEpochMilli());
            }
            compareAround(writer, date, from.toEpochMilli() + 40 * DAY_MS);
        }
    }

    private static void compareAround(final DateRecognition.Writer writer, final DateParts date, final long middleMs) {
        for (long ms = middleMs - 3 * DAY_MS; ms < middleMs + 3 * DAY_MS; ms += 47 * MINUTES + 1) {
            if (date.isCertain(ms)) {
                assertThat(writer.agrees(ms, 0))
                        .as("%s", Instant.ofEpochMilli(ms))
                        .isTrue();
            }
        }
    }
}
