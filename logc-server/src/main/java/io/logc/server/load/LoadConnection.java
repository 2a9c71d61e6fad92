package io.logc.server.load;

import io.logc.message.wire.Answer;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * One connection of the load generator: sends its messages as far as they are due and answers allow, and counts what becomes
 * of them. What the bytes are is its protocol's. Belongs to its event loop.
 */
abstract class LoadConnection extends ChannelInboundHandlerAdapter {
    /** Longest answer, in either protocol. */
    static final int MAX_ANSWER_LENGTH = Answer.MAX_FRAME_LENGTH - MessageProtocol.LENGTH_FIELD_LENGTH;

    private static final int WRITE_LENGTH = 256 * 1024;
    private static final int CLIENT_DIGITS = 2;

    private final int position;
    private final int index;
    private final LoadLoop loop;
    private final LoadPlan plan;
    private final LoadResult result;
    private final long connectNs;
    private final long[] sentNs;
    private final AbstractHistogram own;
    private Channel channel;
    private ByteBuf rest;
    private boolean heard;
    private boolean open;
    private boolean over;
    private int answered;
    private int sent;
    private int sentFirst;

    /**
     * A connection that is about to be opened.
     *
     * @param position among those of its loop
     * @param index among all
     * @param loop that it belongs to
     * @param nowNs the time
     */
    LoadConnection(final int position, final int index, final LoadLoop loop, final long nowNs) {
        this.position = position;
        this.index = index;
        this.loop = loop;
        plan = loop.plan();
        result = loop.result();
        connectNs = nowNs;
        sentNs = new long[Math.min(plan.pipelining(), plan.messages())];
        own = plan.perClient() ? new IntCountsHistogram(CLIENT_DIGITS) : null;
    }

    /** The server can be talked to; {@link #opened} is to follow, now or when it has answered. */
    abstract void connected();

    /** Takes the whole answers out of what was read, until there is no more or it {@link #isOver}. */
    abstract void readAnswers(ByteBuf in, long nowNs);

    /** Length of each message with all that belongs to it. */
    abstract int messageLength();

    /** Writes a message, for the first time or again. */
    abstract void writeMessage(ByteBuf out, int message);

    /** Whether nothing may be sent for the time being, though answers would allow it. */
    abstract boolean isPausing();

    int position() {
        return position;
    }

    int index() {
        return index;
    }

    LoadLoop loop() {
        return loop;
    }

    LoadResult result() {
        return result;
    }

    Channel channel() {
        return channel;
    }

    /** Whether messages may be sent. */
    boolean isOpen() {
        return open;
    }

    /** Whether nothing more will come of its messages. */
    boolean isOver() {
        return over;
    }

    /** How many messages were answered for good. */
    int answered() {
        return answered;
    }

    /** How many messages were sent, and not taken back. */
    int sent() {
        return sent;
    }

    @Override
    public void channelActive(final ChannelHandlerContext context) {
        channel = context.channel();
        if (over) {
            channel.close();
        } else if (loop.target().tls() == null) {
            connected();
        }
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext context, final Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess() && !over) {
            connected();
        }
    }

    /** Messages may be sent from now on. */
    void opened(final long nowNs) {
        open = true;
        result.connecting.recordValue(nowNs - connectNs);
        loop.opened(this);
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        heard = true;
        ByteBuf in = (ByteBuf) message;
        if (rest != null) {
            rest.writeBytes(in);
            in.release();
            in = rest;
            rest = null;
        }
        try {
            readAnswers(in, System.nanoTime());
            if (in.isReadable() && !over) {
                rest = context.alloc().buffer(2 * MAX_ANSWER_LENGTH).writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    /** The next message that is not answered is acknowledged. */
    void acknowledged(final long nowNs) {
        final long latencyNs = Math.max(0, nowNs - measuredFromNs(answered));
        result.latency.recordValue(Math.min(latencyNs, result.latency.getHighestTrackableValue()));
        if (own != null) {
            own.recordValue(latencyNs);
        }
        result.acknowledged++;
        loop.counts().addAcknowledged();
        answered(nowNs);
    }

    private long measuredFromNs(final int message) {
        if (plan.rate() > 0) {
            return loop.beginNs() + plan.dueNs(index, message);
        }
        return plan.closeEach() && message == 0 ? connectNs : sentNs[message % sentNs.length];
    }

    /** The next message that is not answered is refused for good. */
    void refused(final NackReason reason, final long nowNs) {
        LoadResult.count(result.refused, reason, 1);
        loop.counts().addRefused(1);
        answered(nowNs);
    }

    private void answered(final long nowNs) {
        answered++;
        result.answered(nowNs);
        if (answered == plan.messages()) {
            over = true;
            loop.over(this);
            if (plan.closeEach()) {
                channel.close();
            }
        }
    }

    /** All that is not answered is to be sent again. */
    void sendAgain() {
        sent = answered;
        sendDue();
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext context) {
        sendDue();
    }

    @Override
    public void channelWritabilityChanged(final ChannelHandlerContext context) {
        sendDue();
    }

    /** Sends what may be sent now. */
    void sendDue() {
        if (!open || over || isPausing()) {
            return;
        }
        final int limit = Math.min(loop.released(position), answered + sentNs.length);
        boolean written = false;
        while (sent < limit && channel.isWritable()) {
            writeUpTo(Math.min(limit, sent + Math.max(1, WRITE_LENGTH / messageLength())));
            written = true;
        }
        if (written) {
            channel.flush();
        }
    }

    private void writeUpTo(final int end) {
        final ByteBuf out = channel.alloc().directBuffer((end - sent) * messageLength());
        final long nowNs = System.nanoTime();
        result.sent(nowNs);
        for (; sent < end; sent++) {
            writeMessage(out, sent);
            if (sent == sentFirst) {
                sentNs[sent % sentNs.length] = nowNs;
                sentFirst++;
            }
        }
        channel.write(out, channel.voidPromise());
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context) {
        if (!over) {
            end(null, heard ? "the server closed the connection" : words(new ClosedChannelException()));
        } else if (answered == plan.messages()) {
            loop.closed(this);
        }
    }

    @Override
    public void handlerRemoved(final ChannelHandlerContext context) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        fail(words(cause));
    }

    private String words(final Throwable cause) {
        return loop.target().troubles().words(cause, heard);
    }

    /** Ends it because of something that should not be. */
    void fail(final String words) {
        if (!over) {
            end(null, words);
        } else if (channel != null) {
            channel.close();
        }
    }

    /** Ends it: what is not answered will not be; with a reason it counts as refused, without as lost. */
    void end(final NackReason reason, final String words) {
        over = true;
        final int unanswered = plan.messages() - answered;
        if (reason == null) {
            result.lost += unanswered;
        } else {
            LoadResult.count(result.refused, reason, unanswered);
            loop.counts().addRefused(unanswered);
        }
        result.trouble(words);
        loop.ended(this, open);
        if (channel != null) {
            channel.close();
        }
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** Leaves its latencies with the result. */
    void leaveRow() {
        if (own != null) {
            result.clients.add(new LoadResult.ClientRow(index, plan.clientId(index), own));
        }
    }
}
