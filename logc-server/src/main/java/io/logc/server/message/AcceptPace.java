package io.logc.server.message;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts connections no faster than the event loops take them: what nobody has time for waits in the kernel, where a connection
 * costs nothing and those who connect are slowed down. Otherwise thousands that only make noise would stand before each turn
 * of a client that is served already. Stands before Netty's own handler of accepted connections.
 *
 * <p>Owned by the acceptor's event loop, but for the count.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
    /** Connections that were handed to event loops and wait for their turn. */
    private static final int MAX_WAITING = 256;

    private static final int FEW_WAITING = MAX_WAITING / 2;

    private final AtomicInteger waiting = new AtomicInteger();
    private boolean isPaused;

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        context.fireChannelRead(message);
        final Channel listener = context.channel();
        if (waiting.incrementAndGet() >= MAX_WAITING) {
            isPaused = true;
            listener.config().setAutoRead(false);
        }
        try {
            // Behind the task that has the event loop take it.
            ((Channel) message).eventLoop().execute(() -> taken(listener));
        } catch (final RejectedExecutionException | IllegalStateException refused) {
            taken(listener);
        }
    }

    /** Called by the event loop, or in its place. One of those who come past the mark has the acceptor look. */
    private void taken(final Channel listener) {
        if (waiting.decrementAndGet() == FEW_WAITING) {
            try {
                listener.eventLoop().execute(() -> resume(listener));
            } catch (final RejectedExecutionException ended) {
                // Nothing is accepted any more.
                return;
            }
        }
    }

    private void resume(final Channel listener) {
        if (isPaused && waiting.get() < MAX_WAITING) {
            isPaused = false;
            listener.config().setAutoRead(true);
        }
    }
}
