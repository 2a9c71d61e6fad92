package io.logc.server.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptPaceTest {
    private static final int MORE_THAN_MAY_WAIT = 1000;

    private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptPace());
    private final List<EmbeddedChannel> accepted = new ArrayList<>();

    private void accept() {
        final EmbeddedChannel connection = new EmbeddedChannel();
        accepted.add(connection);
        listener.pipeline().fireChannelRead(connection);
    }

    private boolean isAccepting() {
        return listener.config().isAutoRead();
    }

    @Test
    void shouldAcceptNoMoreWhileEventLoopsHaveNoTimeForWhatWasAccepted() {
        while (isAccepting() && accepted.size() < MORE_THAN_MAY_WAIT) {
            accept();
        }
        assertThat(accepted).hasSizeLessThan(MORE_THAN_MAY_WAIT);
        assertThat(listener.inboundMessages()).as("each is handed on").hasSize(accepted.size());

        accepted.get(0).runPendingTasks();
        assertThat(isAccepting()).as("when one of them was taken").isFalse();
        accepted.forEach(EmbeddedChannel::runPendingTasks);
        listener.runPendingTasks();
        assertThat(isAccepting()).as("when all of them were taken").isTrue();
    }

    /** Event loops may be done with all of them before the acceptor has paused. */
    @Test
    void shouldAcceptAgainWhenAllAreTakenWhileItPauses() {
        final EmbeddedChannel quick = new EmbeddedChannel(new AcceptPace()) {
            private final ChannelConfig config = new DefaultChannelConfig(this) {
                @Override
                public ChannelConfig setAutoRead(final boolean autoRead) {
                    if (!autoRead) {
                        accepted.forEach(EmbeddedChannel::runPendingTasks);
                    }
                    return super.setAutoRead(autoRead);
                }
            };

            @Override
            public ChannelConfig config() {
                return config == null ? super.config() : config;
            }
        };
        while (quick.config().isAutoRead() && accepted.size() < MORE_THAN_MAY_WAIT) {
            final EmbeddedChannel connection = new EmbeddedChannel();
            accepted.add(connection);
            quick.pipeline().fireChannelRead(connection);
        }
        assertThat(accepted).hasSizeLessThan(MORE_THAN_MAY_WAIT);
        accepted.forEach(EmbeddedChannel::runPendingTasks);
        quick.runPendingTasks();
        assertThat(quick.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldAcceptAnyNumberThatIsTakenAtOnce() {
        for (int i = 0; i < MORE_THAN_MAY_WAIT; i++) {
            accept();
            accepted.get(i).runPendingTasks();
            assertThat(isAccepting()).isTrue();
        }
    }
}
