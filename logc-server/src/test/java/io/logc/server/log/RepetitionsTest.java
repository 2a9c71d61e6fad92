package io.logc.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    @Test
    void shouldLetOneOfManyThreadsSayTheSame() throws InterruptedException, ExecutionException {
        final int threads = 4;
        final int rounds = 5_000;
        final CyclicBarrier together = new CyclicBarrier(threads);
        final ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            final List<Future<Integer>> said = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                said.add(executor.submit(() -> {
                    int count = 0;
                    for (int round = 0; round < rounds; round++) {
                        together.await();
                        // Each round is ten minutes later, so that what was said is remembered and may be said again.
                        final long nowNs = round * Repetitions.MEMORY_NS;
                        if (together.await() == 0) {
                            repetitions.unsaid(nowNs);
                        }
                        together.await();
                        count += repetitions.maySay("the same", nowNs) ? 1 : 0;
                    }
                    return count;
                }));
            }
            int all = 0;
            for (final Future<Integer> each : said) {
                all += each.get();
            }
            assertThat(all).isEqualTo(rounds);
        } finally {
            executor.shutdownNow();
        }
    }
}
