package io.logc.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.NackReason;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;

class GreetingsTest {
    private static final MessageRefusedException TAKEN_OVER =
            new MessageRefusedException(NackReason.TAKEN_OVER, "another connection");

    private final AtomicLong nowNs = new AtomicLong(-5);
    private final Greetings greetings = new Greetings(new ClientClock() {
        @Override
        public long nanoTime() {
            return nowNs.get();
        }

        @Override
        public void await(final Condition condition, final long timeoutNs) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void shouldBlameAnotherClientWhenNoGreetingWasGivenUp() {
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isFalse();
        greetings.welcome();
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isFalse();
    }

    @Test
    void shouldBlameEachGreetingOnce() {
        greetings.givenUp();
        greetings.givenUp();
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isTrue();
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isTrue();
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isFalse();
    }

    @Test
    void shouldNotBlameEachOfCountlessGreetings() {
        for (int i = 0; i < 1_000; i++) {
            greetings.givenUp();
        }
        for (int i = 0; i < Greetings.MAX_UNANSWERED; i++) {
            assertThat(greetings.haveTakenOver(TAKEN_OVER)).isTrue();
        }
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isFalse();
    }

    @Test
    void shouldBlameNoGreetingForOtherRefusals() {
        greetings.givenUp();
        assertThat(greetings.haveTakenOver(new MessageRefusedException(NackReason.VERSION, "another")))
                .isFalse();
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isTrue();
    }

    @Test
    void shouldForgetGreetingsOnceAConnectionHasLasted() {
        greetings.givenUp();
        nowNs.addAndGet(10 * Greetings.MEMORY_NS);
        greetings.welcome();
        nowNs.addAndGet(Greetings.MEMORY_NS - 1);
        greetings.ended();
        nowNs.addAndGet(1);
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isTrue();
        greetings.givenUp();
        greetings.welcome();
        nowNs.addAndGet(Greetings.MEMORY_NS);
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isFalse();
    }

    @Test
    void shouldForgetGreetingsAfterAConnectionThatHasLasted() {
        greetings.givenUp();
        greetings.welcome();
        nowNs.addAndGet(Greetings.MEMORY_NS);
        greetings.ended();
        greetings.welcome();
        assertThat(greetings.haveTakenOver(TAKEN_OVER)).isFalse();
    }
}
