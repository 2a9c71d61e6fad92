package io.logc.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Kills at random, for as long as {@code -Dlogc.soak.minutes} or {@code -Dlogc.soak.kills} say; without them for seconds, so
 * that what is only run for long now and then does not rot. {@code -Dlogc.seed} repeats the choices, not their timing.
 */
class SoakTest {
    @Test
    void shouldLoseDoubleTearAndLeakNothingWhenEverybodyIsKilledAtRandom() throws Exception {
        final long seed = Long.getLong("logc.seed", System.nanoTime());
        System.out.println("logc.seed=" + seed);
        try (Soak soak = new Soak(seed)) {
            soak.run();
            System.out.println("soak: logc.seed=" + seed + "\n" + soak.tally().table());
            assertThat(soak.tally().kills(false)).as("killed applications").isPositive();
            assertThat(soak.tally().kills(true)).as("killed servers").isPositive();
            assertThat(soak.tally().lines.get()).as("lines checked").isPositive();
            assertThat(soak.tally().examples()).as("faults").isEmpty();
            assertThat(soak.tally().faults()).isZero();
        }
    }
}
