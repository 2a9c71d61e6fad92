package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepetitionsTest {
    private final Repetitions repetitions = new Repetitions(0);

    @Test
    void shouldSayTheSameOnceInTenMinutes() {
        assertThat(repetitions.maySay("a", 0)).isTrue();
        assertThat(repetitions.maySay("a", Repetitions.MEMORY_NS - 1)).isFalse();
        assertThat(repetitions.maySay("b", 1)).isTrue();
        assertThat(repetitions.maySay("a", Repetitions.MEMORY_NS)).isTrue();
    }

    @Test
    void shouldSayAFewInAMinuteAndHowManyWereLeftOut() {
        for (int i = 0; i < 100; i++) {
            assertThat(repetitions.maySay("message " + i, i)).isEqualTo(i < Repetitions.MAX_IN_A_MINUTE);
        }
        assertThat(repetitions.unsaid(Repetitions.MINUTE_NS - 1)).isZero();
        assertThat(repetitions.unsaid(Repetitions.MINUTE_NS)).isEqualTo(100 - Repetitions.MAX_IN_A_MINUTE);
        assertThat(repetitions.unsaid(Repetitions.MINUTE_NS + 1)).isZero();
        assertThat(repetitions.maySay("again", Repetitions.MINUTE_NS + 1)).isTrue();
    }
}
