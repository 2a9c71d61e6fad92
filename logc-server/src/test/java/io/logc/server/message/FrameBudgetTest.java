package io.logc.server.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FrameBudgetTest {
    private final FrameBudget budget = new FrameBudget(1000);

    @Test
    void shouldGrantNoMoreThanThereIs() {
        assertThat(budget.take(600, () -> {})).isTrue();
        assertThat(budget.take(401, () -> {})).isFalse();
        assertThat(budget.take(400, () -> {})).isTrue();
        assertThat(budget.used()).isEqualTo(1000);
    }

    @Test
    void shouldTellOnceThoseThatWaitWhenSomethingIsGivenBack() {
        final AtomicInteger told = new AtomicInteger();
        budget.take(1000, () -> {});
        assertThat(budget.take(1, told::incrementAndGet)).isFalse();
        budget.giveBack(500);
        assertThat(told).hasValue(1);
        budget.giveBack(500);
        assertThat(told).hasValue(1);
        assertThat(budget.used()).isZero();
    }

    @Test
    void shouldNotLetThoseThatWaitCountAgainstEachOther() {
        final List<Runnable> again = new ArrayList<>();
        budget.take(1000, () -> {});
        for (int i = 0; i < 5; i++) {
            assertThat(budget.take(900, () -> again.add(() -> {}))).isFalse();
        }
        budget.giveBack(1000);
        assertThat(again).hasSize(5);
        assertThat(budget.take(900, () -> {})).isTrue();
    }

    @Test
    void shouldBeScarceOnceHalfIsUsed() {
        budget.retain(500);
        assertThat(budget.isScarce()).isFalse();
        assertThat(budget.take(1, () -> {})).isTrue();
        assertThat(budget.isScarce()).isTrue();
        budget.retain(-1);
        assertThat(budget.isScarce()).isFalse();
        assertThat(budget.take(999, () -> {}))
                .as("what is kept anyway takes nothing from what can be granted")
                .isTrue();
    }

    @Test
    @Timeout(60)
    void shouldForgetNobodyWhenSeveralThreadsTakeAndGiveBack() throws InterruptedException {
        final int threads = 4;
        final int rounds = 5000;
        final CountDownLatch ended = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        for (int round = 0; round < rounds; round++) {
                            takeWaiting(700);
                            budget.giveBack(700);
                        }
                        ended.countDown();
                    })
                    .start();
        }
        ended.await();
        assertThat(budget.used()).isZero();
    }

    private void takeWaiting(final long bytes) {
        while (true) {
            final CountDownLatch freed = new CountDownLatch(1);
            if (budget.take(bytes, freed::countDown)) {
                return;
            }
            try {
                freed.await();
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
