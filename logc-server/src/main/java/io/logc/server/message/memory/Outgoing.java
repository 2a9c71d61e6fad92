package io.logc.server.message.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;

/**
 * What a connection is answered: what was not given to the channel yet, and how much the channel keeps because the client
 * does not read it. The latter counts as kept by the connections.
 *
 * <p>Owned by the session's event loop.
 */
public final class Outgoing {
    /** What the channel may keep, in bytes: beyond the second the client is not read either, until it is less than the first. */
    public static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(8 * 1024, 16 * 1024);

    private static final int MIN_CAPACITY = 64;
    private static final int MAX_LENGTH = 16 * 1024;
    private static final int MAX_SCARCE_LENGTH = 2 * 1024;
    private static final int MAX_STRANGERS_LENGTH = 2 * 1024;

    private final FrameBudget budget;
    private ByteBuf answers;
    private long unsentLength;

    /**
     * Begins with nothing.
     *
     * @param budget of all connections
     */
    public Outgoing(final FrameBudget budget) {
        this.budget = budget;
    }

    /** Where answers are put until they are taken.
     * @param allocator for a new buffer
     * @return the buffer */
    public ByteBuf answers(final ByteBufAllocator allocator) {
        if (answers == null) {
            answers = allocator.directBuffer(MIN_CAPACITY);
        }
        return answers;
    }

    /** Whether there is so much that the rest of the batch must not be waited for; after {@link #answers} only.
     * @return true when it is to be sent now */
    public boolean isLarge() {
        return answers.readableBytes() >= (budget.isScarce() ? MAX_SCARCE_LENGTH : MAX_LENGTH);
    }

    /** Takes what was answered.
     * @return null for nothing; otherwise the caller's own */
    public ByteBuf take() {
        final ByteBuf taken = answers;
        answers = null;
        return taken;
    }

    /**
     * Looks whether more lies here than may: who does not read its answers makes others wait for memory, or, if it may be
     * anybody, there is no end to it.
     *
     * @param channel of the connection
     * @param isKnown whether the client has said who it is
     * @return true when the connection is to be closed
     */
    public boolean isTooMuchUnsent(final Channel channel, final boolean isKnown) {
        final long length = count(channel);
        return length > 0 && budget.isShort() || length > MAX_STRANGERS_LENGTH && !isKnown;
    }

    /** Looks how much the channel keeps.
     * @param channel of the connection
     * @return bytes that the client has not read */
    public long count(final Channel channel) {
        final ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        final long length = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (length != unsentLength) {
            budget.retain(length - unsentLength);
            unsentLength = length;
        }
        return length;
    }

    /** The same, when it was something: what was sent since then nobody has told.
     * @param channel of the connection */
    public void recount(final Channel channel) {
        if (unsentLength > 0) {
            count(channel);
        }
    }

    /** Lets go of everything; what the channel keeps it lets go of itself when it is closed. */
    public void release() {
        if (answers != null) {
            answers.release();
            answers = null;
        }
        budget.retain(-unsentLength);
        unsentLength = 0;
    }
}
