package io.logc.server.message.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ReadSizesTest {
    private static final int MEMORY = 4 << 20;

    @Test
    @SuppressWarnings("deprecation") // As in ReadSizes.
    void shouldReadLittleAtATimeWhenMuchIsKept() {
        final FrameBudget budget = new FrameBudget(MEMORY);
        final var sizes = (ReadSizes.ExtendedHandle) new ReadSizes(budget).newHandle();
        sizes.reset(new EmbeddedChannel().config());
        while (sizes.guess() < 60_000) {
            final int length = sizes.guess();
            sizes.attemptedBytesRead(length);
            sizes.lastBytesRead(length);
            sizes.readComplete();
        }
        budget.retain(MEMORY / 2 + 1);
        assertThat(sizes.guess()).isEqualTo(2048);
        budget.retain(MEMORY / 4);
        assertThat(sizes.guess()).isEqualTo(256);
    }
}
