package io.logc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void shouldDoubleUpToTheLimitAndBeginAnew() {
        final Backoff backoff = new Backoff(3, 20, () -> 0);

        assertThat(LongStream.generate(backoff::nextNs).limit(5)).containsExactly(3L, 6L, 12L, 20L, 20L);
        backoff.reset();
        assertThat(backoff.nextNs()).isEqualTo(3);
    }

    @Test
    void shouldTakeUpToAHalfOff() {
        assertThat(new Backoff(100, 100, () -> 0.5).nextNs()).isEqualTo(75);
        assertThat(new Backoff(100, 100, () -> 0.999).nextNs()).isEqualTo(51);
    }

    @Test
    void shouldNotOverflow() {
        final Backoff backoff = new Backoff(Long.MAX_VALUE / 2, Long.MAX_VALUE, () -> 0);

        assertThat(LongStream.generate(backoff::nextNs).limit(4)).allMatch(pause -> pause > 0);
    }
}
