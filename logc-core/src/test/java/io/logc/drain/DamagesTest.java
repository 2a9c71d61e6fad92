package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DamagesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final Damages damages = new Damages();

    @Test
    void shouldForgiveOnceAndThenDoubleThePauseUpToAMinute() {
        assertThat(damages.pauseNs("a", 0)).isZero();
        damages.add("a", 0);
        assertThat(damages.pauseNs("a", 0)).as("anybody may have a bad day").isZero();
        for (final long pause : new long[] {1, 2, 4, 8, 16, 32, 64, 64, 64}) {
            damages.add("a", 0);

            assertThat(damages.pauseNs("a", 0)).isEqualTo(pause * SECOND);
            assertThat(damages.pauseNs("a", pause * SECOND)).isZero();
        }
        assertThat(damages.pauseNs("b", 0)).as("another log file").isZero();
    }

    @Test
    void shouldForgetWhatWasLongAgo() {
        for (int i = 0; i < 5; i++) {
            damages.add("a", 0);
        }
        damages.add("b", 601 * SECOND);

        assertThat(damages.pauseNs("a", 0)).isZero();
    }
}
