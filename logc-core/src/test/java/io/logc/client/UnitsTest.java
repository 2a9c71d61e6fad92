package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "65536, 65536",
        "64 KB, 65536",
        "64k, 65536",
        "64KiB, 65536",
        "4 MB, 4194304",
        "4m, 4194304",
        "' 1 GB ', 1073741824",
        "1g, 1073741824",
        "100 bytes, 100",
        "999999999999 GB, -1",
    })
    void shouldParseSizes(final String text, final long expected) {
        final long size = Units.parseSize(text);

        if (expected >= 0) {
            assertThat(size).isEqualTo(expected);
        } else {
            assertThat(size).as("far beyond any ring").isGreaterThan(1L << 40);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "100, 100",
        "100 ms, 100",
        "100milliseconds, 100",
        "5 seconds, 5000",
        "5s, 5000",
        "1 Sec, 1000",
        "2 min, 120000",
        "1 minute, 60000",
    })
    void shouldParseDurations(final String text, final long expectedMs) {
        assertThat(Units.parseDurationNs(text)).isEqualTo(expectedMs * 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "-1", "1.5 MB", "1 TB", "MB", "1 MB 2", "0x10", "1234567890123"})
    @NullSource
    void shouldSayNoToWhatIsNoSize(final String text) {
        assertThat(Units.parseSize(text)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "-1", "1.5 s", "1 h", "ms", "1234567890123"})
    @NullSource
    void shouldSayNoToWhatIsNoDuration(final String text) {
        assertThat(Units.parseDurationNs(text)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999", "999999999999 s", "999999999999 min"})
    void shouldNotOverflow(final String text) {
        assertThat(Units.parseDurationNs(text)).isGreaterThan(60_000_000_000L);
    }

    @Test
    void shouldWriteWhatItReads() {
        for (final String size : new String[] {"1 bytes", "64 KB", "4 MB", "512 MB", "1 GB"}) {
            assertThat(Units.sizeText(Units.parseSize(size))).isEqualTo(size);
        }
        for (final String duration : new String[] {"1 ms", "100 ms", "1500 ms", "0 s", "1 s", "60 s"}) {
            assertThat(Units.durationText(Units.parseDurationNs(duration))).isEqualTo(duration);
        }
    }
}
