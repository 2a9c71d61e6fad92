package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OverflowTest {
    private static final long MS = 1_000_000;

    private final BufferFile file = BufferFile.inMemory(
            "0123456789abcdef", TestBuffers.spec(Path.of("/logs/app.log")), TestBuffers.CAPACITY, 1, 0);

    @Test
    void shouldDropAtOnceWhenThePolicySaysSo() {
        assertThat(new Overflow(false, 1000 * MS).dropsAtOnce(file)).isTrue();
    }

    @Test
    void shouldWaitUntilThereIsRoom() {
        final Overflow overflow = new Overflow(true, 10_000 * MS);
        final AtomicInteger attempts = new AtomicInteger();
        assertThat(overflow.dropsAtOnce(file)).isFalse();

        assertThat(overflow.await(file, 0, () -> attempts.incrementAndGet() == 5))
                .isTrue();

        assertThat(attempts).hasValue(5);
        assertThat(overflow.dropsAtOnce(file)).isFalse();
    }

    @Test
    void shouldWaitNoLongerThanTheBoundAndDropAtOnceUntilTheHeadMoves() {
        final Overflow overflow = new Overflow(true, 30 * MS);
        final long startNs = System.nanoTime();

        assertThat(overflow.await(file, 0, () -> false)).isFalse();

        assertThat(System.nanoTime() - startNs).isBetween(30 * MS, 30_000 * MS);
        assertThat(overflow.dropsAtOnce(file)).isTrue();
        assertThat(overflow.dropsAtOnce(file)).as("for every call").isTrue();

        final long tail = TestBuffers.write(file, "drained");
        file.newReader().free(0, tail);
        assertThat(overflow.dropsAtOnce(file)).as("the head has moved").isFalse();
    }

    @Test
    void shouldNotWaitAtAllWhenTheBoundIsZero() {
        final AtomicInteger attempts = new AtomicInteger();

        assertThat(new Overflow(true, 0).await(file, 0, () -> attempts.incrementAndGet() > 0))
                .isFalse();

        assertThat(attempts).hasValue(0);
    }

    @Test
    void shouldWaitForASuccessorWhateverThePolicyIs() {
        final AtomicInteger attempts = new AtomicInteger();

        assertThat(new Overflow(true, 0).await(file, 10_000 * MS, () -> attempts.incrementAndGet() > 2))
                .isTrue();
        assertThat(new Overflow(false, 0).await(file, 10_000 * MS, () -> attempts.incrementAndGet() > 4))
                .isTrue();
    }

    @Test
    void shouldKeepAnInterruptAndWaitAllTheSame() {
        final Overflow overflow = new Overflow(true, 10_000 * MS);
        final AtomicInteger attempts = new AtomicInteger();
        Thread.currentThread().interrupt();

        final boolean done = overflow.await(file, 0, () -> {
            assertThat(Thread.currentThread().isInterrupted())
                    .as("an interrupted thread would not park")
                    .isFalse();
            return attempts.incrementAndGet() == 3;
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).isTrue();
    }
}
