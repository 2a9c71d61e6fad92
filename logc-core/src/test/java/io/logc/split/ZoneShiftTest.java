package io.logc.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneShiftTest {
    private static final double UNTIL_MS = 4_000_000_000_000.0;

    @ParameterizedTest
    @ValueSource(
            strings = {"UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "-18:00"})
    void shouldSayTheZonesOwnTimeAlsoAroundItsChanges(final String name) {
        final ZoneId zone = ZoneId.of(name);
        final ZoneShift shift = new ZoneShift(zone);
        final Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Instant instant = Instant.ofEpochMilli((long) (random.nextDouble() * UNTIL_MS));
            final ZoneOffsetTransition change = zone.getRules().nextTransition(instant);
            if (change != null && i % 2 == 0) {
                instant = change.getInstant();
            }
            for (int around = -2; around <= 2; around++) {
                final Instant at = instant.plusMillis(around);
                final long expected = LocalDateTime.ofInstant(at, zone)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
                assertThat(shift.localMs(at.toEpochMilli())).as("%s", at).isEqualTo(expected);
            }
        }
    }
}
