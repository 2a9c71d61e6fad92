package io.logc.server.send;

import io.logc.message.FrameException;
import io.logc.message.Hello;
import io.logc.message.MessageProtocol;
import io.logc.message.Nack;
import io.logc.message.NackReason;
import io.logc.message.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * One connection of the load generator: says HELLO, sends its messages as far as they are due and answers allow, and goes
 * back to the first one that is to be sent again. Belongs to its event loop.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {
    private static final int MAX_ANSWER_LENGTH = 1 + Long.BYTES + 1 + 1 + 255;
    private static final int WRITE_LENGTH = 256 * 1024;
    private static final int CLIENT_DIGITS = 2;
    private static final long FIRST_PAUSE_MS = 10;
    private static final long LONGEST_PAUSE_MS = 1000;

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
    private boolean open;
    private boolean over;
    private long lastIdBefore;
    private int answered;
    private int sent;
    private int sentFirst;
    private int toIgnore;
    private boolean pausing;
    private long pauseMs = FIRST_PAUSE_MS;

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

    int position() {
        return position;
    }

    int index() {
        return index;
    }

    /** Whether nothing more will come of its messages. */
    boolean isOver() {
        return over;
    }

    @Override
    public void channelActive(final ChannelHandlerContext context) {
        channel = context.channel();
        if (over) {
            channel.close();
            return;
        }
        final Hello hello = loop.target().hello(plan.clientId(index));
        final ByteBuffer frame = ByteBuffer.allocate(hello.frameLength());
        hello.encode(frame);
        context.writeAndFlush(Unpooled.wrappedBuffer(frame.flip()));
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        ByteBuf in = (ByteBuf) message;
        if (rest != null) {
            rest.writeBytes(in);
            in.release();
            in = rest;
            rest = null;
        }
        try {
            readFrames(in);
            if (in.isReadable() && !over) {
                rest = context.alloc().buffer(2 * MAX_ANSWER_LENGTH).writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    private void readFrames(final ByteBuf in) {
        final long nowNs = System.nanoTime();
        while (in.readableBytes() > MessageProtocol.LENGTH_FIELD_LENGTH && !over) {
            final int length = in.getInt(in.readerIndex());
            if (length < 1 || length > MAX_ANSWER_LENGTH) {
                fail("the server's answer makes no sense: length=" + length);
                return;
            }
            final int end = in.readerIndex() + MessageProtocol.LENGTH_FIELD_LENGTH + length;
            if (end > in.writerIndex()) {
                return;
            }
            in.skipBytes(MessageProtocol.LENGTH_FIELD_LENGTH);
            try {
                onFrame(in, length, nowNs);
            } catch (final FrameException e) {
                fail("the server's answer makes no sense: " + e.getMessage());
            }
            in.readerIndex(end);
        }
    }

    private void onFrame(final ByteBuf in, final int length, final long nowNs) throws FrameException {
        final byte code = in.readByte();
        if (code == MessageProtocol.ACK && length == 1 + Long.BYTES) {
            onAcknowledged(in.readLong(), nowNs); // not through a ByteBuffer: there are millions
        } else if (code == MessageProtocol.NACK) {
            onRefused(Nack.decode(in.nioBuffer(in.readerIndex(), length - 1)), nowNs);
        } else if (code == MessageProtocol.WELCOME) {
            lastIdBefore =
                    Welcome.decode(in.nioBuffer(in.readerIndex(), length - 1)).lastMessageId();
            open = true;
            result.connecting.recordValue(nowNs - connectNs);
            loop.opened(this);
        } else if (code != MessageProtocol.PONG) {
            throw new FrameException("code=" + code + ", length=" + length);
        }
    }

    private void onAcknowledged(final long id, final long nowNs) {
        if (toIgnore > 0 || answered == sent || id != lastIdBefore + 1 + answered) {
            fail("the server acknowledged message " + id + " instead of " + (lastIdBefore + 1 + answered));
            return;
        }
        final long latencyNs = Math.max(0, nowNs - measuredFromNs(answered));
        result.latency.recordValue(Math.min(latencyNs, result.latency.getHighestTrackableValue()));
        if (own != null) {
            own.recordValue(latencyNs);
        }
        result.acknowledged++;
        loop.counts().addAcknowledged();
        pauseMs = FIRST_PAUSE_MS;
        answered(nowNs);
    }

    private long measuredFromNs(final int message) {
        if (plan.rate() > 0) {
            return loop.beginNs() + plan.dueNs(index, message);
        }
        return plan.closeEach() && message == 0 ? connectNs : sentNs[message % sentNs.length];
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

    private void onRefused(final Nack nack, final long nowNs) {
        final long id = nack.messageId();
        final NackReason reason = nack.reason() == null ? NackReason.MALFORMED : nack.reason();
        if (!open || id == 0) {
            end(reason, "refused: " + (nack.text().isEmpty() ? reason.toString() : nack.text()));
        } else if (toIgnore > 0) {
            toIgnore--;
            resumeLater();
        } else if (answered == sent || id != lastIdBefore + 1 + answered && reason != NackReason.CHECKSUM) {
            fail("the server refused message " + id + " (" + reason + "), not " + (lastIdBefore + 1 + answered));
        } else if (reason.isRetryable()) {
            LoadResult.count(result.sentAgain, reason, 1);
            result.answered(nowNs);
            toIgnore = sent - answered - 1;
            pausing = true;
            resumeLater();
        } else {
            LoadResult.count(result.refused, reason, 1);
            loop.counts().addRefused(1);
            answered(nowNs);
        }
    }

    /** What was sent after a refused message is refused as well; once it is, all of it is sent again. */
    private void resumeLater() {
        if (toIgnore == 0) {
            channel.eventLoop().schedule(this::resume, pauseMs, TimeUnit.MILLISECONDS);
            pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
        }
    }

    private void resume() {
        pausing = false;
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
        if (!open || over || pausing) {
            return;
        }
        final int limit = Math.min(loop.released(position), answered + sentNs.length);
        boolean written = false;
        while (sent < limit && channel.isWritable()) {
            writeUpTo(Math.min(
                    limit, sent + Math.max(1, WRITE_LENGTH / loop.frames().messageLength())));
            written = true;
        }
        if (written) {
            channel.flush();
        }
    }

    private void writeUpTo(final int end) {
        final MessageFrames frames = loop.frames();
        final ByteBuf out = channel.alloc().directBuffer((end - sent) * frames.messageLength());
        final long nowNs = System.nanoTime();
        result.sent(nowNs);
        for (; sent < end; sent++) {
            frames.writeMessage(out, lastIdBefore + 1 + sent);
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
            end(null, open ? "the server closed the connection" : troubles().closedBeforeWelcome());
        } else if (answered == plan.messages()) {
            loop.closed(this);
        }
    }

    private Troubles troubles() {
        return loop.target().troubles();
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
        fail(open ? troubles().words(cause) : troubles().wordsBeforeWelcome(cause));
    }

    /** Ends it because of something that should not be. */
    void fail(final String words) {
        if (!over) {
            end(null, words);
        } else if (channel != null) {
            channel.close();
        }
    }

    /** Ends it: what is not answered will not be. */
    private void end(final NackReason reason, final String words) {
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
