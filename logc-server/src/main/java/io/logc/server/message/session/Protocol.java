package io.logc.server.message.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** What differs between the two protocols; the rest is {@link Session}'s. Owned by the connection's event loop. */
abstract class Protocol extends ChannelInboundHandlerAdapter {
    /** Deals with what has come as far as it can; what it leaves is kept. */
    abstract void decode(ByteBuf in);

    /** What the frame that has begun takes as a whole; 0 when that is not known, or there is none. */
    abstract int neededLength();

    /** Whether a frame has begun and not ended. */
    abstract boolean isInFrame(ByteBuf left);

    /** Puts an answer into {@link Session#out()}. */
    abstract void put(byte kind, long id);

    /** Whether it has said who it is. */
    abstract boolean isOpen();

    /** The connection is gone. */
    abstract void closed();

    /** Nothing is pending any more. */
    void answered() {}
}
