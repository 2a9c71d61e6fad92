package io.logc.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestPaceTest {
    private final RequestPace pace = new RequestPace(0);

    @Test
    void shouldNotHoldUpAClientThatHasSomethingNewEachTime() {
        for (int i = 0; i < RequestPace.MAX_REQUESTS; i++) {
            assertThat(pace.pauseNs(i, false)).isZero();
        }
        assertThat(pace.pauseNs(1000, false)).as("up to the interval's end").isEqualTo(RequestPace.INTERVAL_NS - 1000);
        assertThat(pace.pauseNs(RequestPace.INTERVAL_NS, false)).isZero();
    }

    @Test
    void shouldDoubleThePauseOfAFlood() {
        long nowNs = 0;
        for (int doublings = 0; doublings < 10; doublings++) {
            final long pauseNs = flood(nowNs);
            assertThat(pauseNs).isEqualTo(RequestPace.INTERVAL_NS << Math.min(doublings, RequestPace.MAX_DOUBLINGS));
            nowNs += pauseNs;
        }
    }

    @Test
    void shouldForgiveAFloodAfterACalmInterval() {
        flood(0);
        flood(RequestPace.INTERVAL_NS);
        final long laterNs = 10 * RequestPace.INTERVAL_NS;
        assertThat(pace.pauseNs(laterNs, true)).isZero();

        assertThat(flood(laterNs)).isEqualTo(RequestPace.INTERVAL_NS);
    }

    private long flood(final long nowNs) {
        long pauseNs = 0;
        int requests = 0;
        while (pauseNs == 0) {
            pauseNs = pace.pauseNs(nowNs, true);
            requests++;
        }
        assertThat(requests).isLessThanOrEqualTo(RequestPace.MAX_USELESS + 1);
        return pauseNs;
    }
}
