package io.logc.server.message.session;

import io.logc.server.tls.Tls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/** What carries a session: TCP, or TLS on top of it. Owned by the session's event loop. */
final class Transport {
    private boolean isLookedAt;

    /**
     * Whether a client begins with TLS where it is not spoken.
     *
     * @param context of the session
     * @param in what has come first
     * @return true for one of those
     */
    boolean isTlsMistaken(final ChannelHandlerContext context, final ByteBuf in) {
        if (isLookedAt || in.readableBytes() < Integer.BYTES) {
            return false;
        }
        isLookedAt = true;
        return !Tls.isOn(context.pipeline()) && Tls.isClientHello(in.getInt(in.readerIndex()));
    }

    /**
     * Tells the client that nothing more comes, and closes the connection if it has said the same. To close it at once, with
     * something unread, would take back what was sent last.
     *
     * @param context of the session
     */
    void endOutput(final ChannelHandlerContext context) {
        final Channel channel = context.channel();
        if (!(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown()) {
            context.close();
            return;
        }
        Tls.endOutput(channel.pipeline()).addListener(sent -> duplex.shutdownOutput());
    }
}
