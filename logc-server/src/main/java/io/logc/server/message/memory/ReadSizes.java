package io.logc.server.message.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.IntSupplier;

/**
 * How much is read from a connection at a time: as much as it tends to send, and little once the connections together keep
 * much, so that what they keep is bounded; and the less the more connections there are, once in each turn of the event loop, so that
 * nobody's turn is far away when all of them send as fast as they can. Any thread.
 */
@SuppressWarnings("deprecation") // Of a handle's two types, this one is named in what is to be overridden.
public final class ReadSizes implements RecvByteBufAllocator {
    private static final int MIN_LENGTH = 64;
    private static final int FIRST_LENGTH = 2048;
    private static final int MAX_LENGTH = 64 * 1024;
    private static final int SCARCE_LENGTH = 2048;
    private static final int SHORT_LENGTH = 256;
    /** What all connections together are read in one turn, as long as that is enough for each. */
    private static final int TURN_LENGTH = 8 * 1024 * 1024;

    private static final int LEAST_LENGTH = 8 * 1024;

    private final FrameBudget budget;
    private final IntSupplier connections;
    private final RecvByteBufAllocator adaptive =
            new AdaptiveRecvByteBufAllocator(MIN_LENGTH, FIRST_LENGTH, MAX_LENGTH).maxMessagesPerRead(1);

    /**
     * Makes the sizes for connections.
     *
     * @param budget of all connections
     * @param connections how many there are
     */
    public ReadSizes(final FrameBudget budget, final IntSupplier connections) {
        this.budget = budget;
        this.connections = connections;
    }

    @Override
    public Handle newHandle() {
        return new Bounded(adaptive.newHandle());
    }

    private final class Bounded extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle delegate;

        Bounded(final Handle delegate) {
            super(delegate);
            this.delegate = (ExtendedHandle) delegate;
        }

        @Override
        public ByteBuf allocate(final ByteBufAllocator allocator) {
            return allocator.ioBuffer(guess());
        }

        @Override
        public int guess() {
            final int share = Math.max(LEAST_LENGTH, TURN_LENGTH / Math.max(1, connections.getAsInt()));
            final int guess = Math.min(delegate.guess(), share);
            if (guess > SHORT_LENGTH && budget.isShort()) {
                return SHORT_LENGTH;
            }
            return guess > SCARCE_LENGTH && budget.isScarce() ? SCARCE_LENGTH : guess;
        }

        @Override
        public boolean continueReading(final UncheckedBooleanSupplier maybeMoreDataSupplier) {
            return delegate.continueReading(maybeMoreDataSupplier);
        }
    }
}
