package io.logc.server.message.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadSizesTest {
    private static final int MEMORY = 4 << 20;

    @Test
    @SuppressWarnings("deprecation") // As in ReadSizes.
    void shouldReadLittleAtATimeWhenMuchIsKept() {
        final FrameBudget budget = new FrameBudget(MEMORY);
        final var sizes = grown(new ReadSizes(budget, () -> 1));
        assertThat(sizes.guess()).isEqualTo(64 * 1024);
        budget.retain(MEMORY / 2 + 1);
        assertThat(sizes.guess()).isEqualTo(2048);
        budget.retain(MEMORY / 4);
        assertThat(sizes.guess()).isEqualTo(256);
    }

    /** All that event loops read before somebody has his next turn, whatever the number of those who send all the time. */
    @Test
    @SuppressWarnings("deprecation") // As in ReadSizes.
    void shouldReadTheLessTheMoreConnectionsThereAre() {
        final AtomicInteger connections = new AtomicInteger(1);
        final var sizes = grown(new ReadSizes(new FrameBudget(MEMORY), connections::get));
        for (final int count : new int[] {1, 8, 100, 128, 200, 1000}) {
            connections.set(count);
            assertThat((long) sizes.guess() * count).isLessThanOrEqualTo(8 * 1024 * 1024);
        }
        connections.set(10_000);
        assertThat(sizes.guess()).isEqualTo(8 * 1024);
        sizes.lastBytesRead(sizes.guess());
        sizes.incMessagesRead(1);
        assertThat(sizes.continueReading()).as("once in a turn").isFalse();
    }

    @SuppressWarnings("deprecation") // As in ReadSizes.
    private static ReadSizes.ExtendedHandle grown(final ReadSizes all) {
        final var sizes = (ReadSizes.ExtendedHandle) all.newHandle();
        sizes.reset(new EmbeddedChannel().config());
        for (int i = 0; i < 100; i++) {
            final int length = sizes.guess();
            sizes.attemptedBytesRead(length);
            sizes.lastBytesRead(length);
            sizes.readComplete();
        }
        return sizes;
    }
}
