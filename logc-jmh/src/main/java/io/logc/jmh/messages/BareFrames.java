package io.logc.jmh.messages;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/**
 * The bare server with Netty's {@code LengthFieldBasedFrameDecoder}: each MESSAGE is answered with an ACK of its own, and what
 * one read has brought is flushed together. One connection; belongs to its event
 * loop.
 */
final class BareFrames extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(final ChannelHandlerContext context, final ByteBuf frame) {
        final ByteBuf out = context.alloc().directBuffer(BareServer.LONGEST_ANSWER_LENGTH);
        BareServer.answer(frame, frame.readerIndex(), out);
        context.write(out, context.voidPromise());
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        context.close();
    }
}
