package io.logc.server.message.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriteGateTest {
    private static final long LINGER_NS = 1000;

    private final Timer timer = new Timer();
    private long nowNs = 50;
    private int signals;
    private WriteGate gate = gate(3, LINGER_NS);

    private WriteGate gate(final int messagesPerWrite, final long lingerNs) {
        return new WriteGate(messagesPerWrite, lingerNs, () -> nowNs, timer, () -> signals++);
    }

    /** A timer whose time a test moves on. */
    private static final class Timer extends ScheduledThreadPoolExecutor {
        private final List<Long> delaysNs = new ArrayList<>();
        private Runnable task;

        private Timer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(final Runnable work, final long delay, final TimeUnit unit) {
            delaysNs.add(unit.toNanos(delay));
            task = work;
            return new Done();
        }
    }

    private static final class Done extends FutureTask<Void> implements ScheduledFuture<Void> {
        private Done() {
            super(() -> null);
        }

        @Override
        public long getDelay(final TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(final Delayed other) {
            return 0;
        }
    }

    @Test
    void shouldAlwaysBeOpenForSingleMessages() {
        gate = gate(1, LINGER_NS);
        assertThat(gate.isOpen()).isTrue();
        gate.published(1);
        gate.signalWhenDue();
        assertThat(signals).isEqualTo(1);
        assertThat(timer.delaysNs).isEmpty();
    }

    @Test
    void shouldOpenForEnoughMessages() {
        assertThat(gate.isOpen()).isFalse();
        gate.published(1);
        gate.published(1);
        gate.signalWhenDue();
        assertThat(gate.isOpen()).isFalse();
        assertThat(signals).isZero();

        gate.published(1);
        gate.signalWhenDue();
        assertThat(gate.isOpen()).isTrue();
        assertThat(signals).isEqualTo(1);

        gate.written(() -> true);
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void shouldOpenWhenTheOldestHasWaitedForLongEnough() {
        gate.published(1);
        nowNs += 400;
        gate.published(1);
        gate.signalWhenDue();
        gate.signalWhenDue();
        assertThat(timer.delaysNs).containsExactly(LINGER_NS - 400);

        nowNs += LINGER_NS - 400;
        assertThat(gate.isOpen()).isTrue();
        timer.task.run();
        assertThat(signals).isEqualTo(1);
    }

    /** The message that it was set for is written meanwhile, and a later one waits. */
    @Test
    void shouldSetItsTimerAnewForALaterMessage() {
        gate.published(1);
        gate.signalWhenDue();
        gate.written(() -> true);
        nowNs += LINGER_NS / 2;
        gate.published(1);
        nowNs += LINGER_NS / 2;
        timer.task.run();
        assertThat(signals).isZero();
        assertThat(timer.delaysNs).containsExactly(LINGER_NS, LINGER_NS / 2);

        nowNs += LINGER_NS / 2;
        timer.task.run();
        assertThat(signals).isEqualTo(1);
    }

    @Test
    void shouldStayOpenWhileAWriteHasNotTakenAll() {
        gate.published(1);
        gate.published(1);
        gate.published(1);
        gate.written(() -> false);
        assertThat(gate.isOpen()).isTrue();
        gate.written(() -> true);
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void shouldSetNoTimerWhenNothingWaits() {
        gate.signalWhenDue();
        gate.published(1);
        gate.signalWhenDue();
        gate.written(() -> true);
        timer.task.run();
        assertThat(timer.delaysNs).containsExactly(LINGER_NS);
    }

    @Test
    void shouldOpenForGoodAtTheEnd() {
        gate.published(1);
        gate.openForGood();
        assertThat(gate.isOpen()).isTrue();
        assertThat(signals).isEqualTo(1);
    }
}
