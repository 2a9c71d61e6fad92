package io.logc.server.message.memory;

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
    void shouldTellOneAfterAnotherAsLongAsEachIsGranted() {
        final List<String> told = new ArrayList<>();
        budget.take(1000, () -> {});
        for (final String name : new String[] {"a", "b", "c", "d"}) {
            assertThat(budget.take(400, () -> told.add(name))).isFalse();
        }
        budget.giveBack(1000);
        assertThat(told).as("most would find nothing").containsExactly("a");
        assertThat(budget.take(400, () -> told.add("a again"))).isTrue();
        budget.passOn();
        assertThat(budget.take(400, () -> told.add("b again"))).isTrue();
        budget.passOn();
        assertThat(budget.take(400, () -> told.add("c again"))).isFalse();
        budget.giveBack(400);
        assertThat(told).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldTellTheNextWhenOneNeedsNothingAnyMore() {
        final AtomicInteger told = new AtomicInteger();
        final Runnable gone = () -> {
            throw new IllegalStateException("has gone");
        };
        budget.take(1000, () -> {});
        budget.take(1000, gone);
        budget.take(1000, told::incrementAndGet);
        budget.forget(gone);
        budget.giveBack(1000);
        assertThat(told).hasValue(1);
        assertThat(budget.take(1000, () -> {})).isTrue();
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
                budget.passOn();
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
