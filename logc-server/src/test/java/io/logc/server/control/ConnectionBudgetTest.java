package io.logc.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final ConnectionBudget budget = new ConnectionBudget(0);

    @Test
    void shouldTakeABurstAtOnceAndThenASteadyFew() {
        for (int i = 0; i < ConnectionBudget.BURST; i++) {
            assertThat(budget.takeNs(0)).isZero();
        }
        long nowNs = 0;
        for (int i = 0; i < 10 * ConnectionBudget.PER_SECOND; i++) {
            nowNs += budget.takeNs(nowNs);
        }

        assertThat(nowNs).isEqualTo(10 * SECOND);
    }

    @Test
    void shouldSaveUpForTheNextBurst() {
        for (int i = 0; i < ConnectionBudget.BURST; i++) {
            budget.takeNs(0);
        }
        final long laterNs = 3600 * SECOND;
        for (int i = 0; i < ConnectionBudget.BURST; i++) {
            assertThat(budget.takeNs(laterNs)).isZero();
        }

        assertThat(budget.takeNs(laterNs)).isPositive();
    }
}
