package io.logc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    @Test
    void shouldRunTasksBesideOneThatBlocksWhereTheCommonPoolRunsNone() throws InterruptedException {
        final Executor callbacks = Callbacks.choose(0);
        final CountDownLatch goOn = new CountDownLatch(1);
        final CountDownLatch done = new CountDownLatch(1);
        callbacks.execute(() -> {
            try {
                goOn.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        callbacks.execute(done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();
    }

    @Test
    void shouldUseTheCommonPoolWhereItHasThreads() {
        assertThat(Callbacks.choose(1)).isSameAs(ForkJoinPool.commonPool());
    }
}
