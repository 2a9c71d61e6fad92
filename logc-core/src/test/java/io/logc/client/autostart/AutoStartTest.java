package io.logc.client.autostart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often a server is started that does not last. */
class AutoStartTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final AutoStart.Attempts attempts = new AutoStart.Attempts();

    @Test
    void shouldTryAgainWithPausesThatDoubleUpToElevenMinutes() {
        final List<Long> begunS = new ArrayList<>();
        for (long second = 0; second <= 3000; second++) {
            if (attempts.begin(second * SECOND_NS)) {
                begunS.add(second);
            }
        }

        assertThat(begunS).containsExactly(0L, 10L, 30L, 70L, 150L, 310L, 630L, 1270L, 1910L, 2550L);
    }

    @Test
    void shouldSayTheFirstFiveInARow() {
        final List<Boolean> said = new ArrayList<>();
        for (long second = 0; second <= 3000; second++) {
            if (attempts.begin(second * SECOND_NS)) {
                said.add(attempts.isToBeSaid());
            }
        }

        assertThat(said).startsWith(true, true, true, true, true, false).doesNotContainSubsequence(false, true);
    }

    @Test
    void shouldBeginAnewWhenAServerHasLastedForAnHour() {
        for (long second = 0; second <= 3000; second++) {
            attempts.begin(second * SECOND_NS);
        }
        final long laterNs = 2550 * SECOND_NS + AutoStart.FORGET_NS;

        assertThat(attempts.begin(laterNs)).isTrue();
        assertThat(attempts.isToBeSaid()).isTrue();
        assertThat(attempts.begin(laterNs + 9 * SECOND_NS)).isFalse();
        assertThat(attempts.begin(laterNs + 10 * SECOND_NS)).isTrue();
    }
}
