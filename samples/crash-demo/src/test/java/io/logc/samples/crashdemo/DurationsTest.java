package io.logc.samples.crashdemo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void shouldKnowEachDurationToThreePercent() {
        for (long durationNs = 0; durationNs < 1L << 40; durationNs += 1 + durationNs / 50) {
            final long longest = Durations.longestOf(Durations.bucketOf(durationNs));

            assertThat(longest).isBetween(durationNs, durationNs + durationNs / 32);
        }
    }

    @Test
    void shouldPutWhatIsTooLongIntoTheLastBucket() {
        assertThat(Durations.bucketOf(Long.MAX_VALUE)).isEqualTo(Durations.BUCKETS - 1);
        assertThat(Durations.bucketOf(-1)).isZero();
    }

    @Test
    void shouldFindQuantiles() {
        final long[] counts = new long[Durations.BUCKETS];
        counts[Durations.bucketOf(10)] = 98;
        counts[Durations.bucketOf(20)] = 1;
        counts[Durations.bucketOf(30)] = 1;

        assertThat(Durations.quantileNs(counts, 0.5)).isEqualTo(10);
        assertThat(Durations.quantileNs(counts, 0.99)).isEqualTo(20);
        assertThat(Durations.quantileNs(counts, 1)).isEqualTo(30);
    }

    @Test
    void shouldSayWhenNothingWasTimed() {
        assertThat(Durations.quantileNs(new long[Durations.BUCKETS], 0.5)).isEqualTo(-1);
    }
}
