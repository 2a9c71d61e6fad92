package io.logc.server.message.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionTimesTest {
    private static final long S = Duration.ofSeconds(1).toNanos();

    private final SessionTimes times = new SessionTimes(S, 10 * S, 300 * S);

    @Test
    void shouldWaitTenSecondsForTheFirstFrameWhateverComes() {
        times.received(8 * S);
        times.inFrame(true);
        assertThat(times.isOver(11 * S - 1, false, false)).isFalse();
        assertThat(times.isOver(11 * S, false, false)).isTrue();
    }

    @Test
    void shouldWaitThirtySecondsForTheEndOfAFrame() {
        times.received(100 * S);
        times.inFrame(true);
        times.received(129 * S);
        times.inFrame(true);
        assertThat(times.isOver(130 * S - 1, false, true)).isFalse();
        assertThat(times.isOver(130 * S, false, true)).isTrue();
    }

    @Test
    void shouldBeginAnewWithEachFrame() {
        times.received(100 * S);
        times.inFrame(true);
        times.received(129 * S);
        times.inFrame(false);
        times.inFrame(true);
        assertThat(times.isOver(158 * S, false, true)).isFalse();
        assertThat(times.isOver(159 * S, false, true)).isTrue();
    }

    @Test
    void shouldEndTheIdle() {
        times.received(50 * S);
        assertThat(times.isOver(350 * S - 1, false, true)).isFalse();
        assertThat(times.isOver(350 * S, false, true)).isTrue();
    }

    @Test
    void shouldNotBlameTheClientForWhatItWaitsFor() {
        times.received(50 * S);
        times.inFrame(true);
        assertThat(times.isOver(10_000 * S, true, true)).isFalse();
        assertThat(times.isOver(10_000 * S, true, false)).isFalse();
    }

    @Test
    void shouldEndThoseThatDoNotReadEvenWhenTheyWaitForUs() {
        times.unread(true, 50 * S);
        assertThat(times.isOver(80 * S - 1, true, true)).isFalse();
        assertThat(times.isOver(80 * S, true, true)).isTrue();
        times.unread(false, 0);
        assertThat(times.isOver(80 * S, true, true)).isFalse();
    }

    @Test
    void shouldGiveFiveSecondsForReadingTheLastAnswers() {
        assertThat(times.ending(50 * S)).isTrue();
        assertThat(times.ending(51 * S)).isFalse();
        assertThat(times.isOver(55 * S - 1, true, true)).isFalse();
        assertThat(times.isOver(55 * S, true, true)).isTrue();
    }
}
