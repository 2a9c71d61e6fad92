package io.logc.server.message.session;

import io.logc.message.wire.NackReason;
import io.logc.server.message.memory.Outgoing;
import io.logc.server.message.memory.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;

/**
 * One connection: what it has sent and what it is answered. Reading stops while anything prevents the next message from being
 * dealt with, so that it stays in the sender's hands.
 *
 * <p>Owned by its event loop.
 */
abstract class Session extends Protocol {
    /** No space in the file's buffer, or too many answers are owed. */
    static final int STALLED = 1;
    /** No memory for the frame that has begun. */
    static final int NO_MEMORY = 2;
    /** It is not decided yet whether, and as whom, it may send. */
    static final int OPENING = 4;
    /** The client does not read its answers. */
    static final int UNREAD = 8;

    /** Its place in {@link Deadlines}. */
    int deadlineIndex = -1;

    private final ServiceLoop service;
    private final long number;
    private ChannelHandlerContext context;
    private final Received received;
    private final Outgoing outgoing;
    private boolean isUnflushed;
    private boolean isDecoding;
    private int blocks;
    private int pendingAnswers;
    private boolean isInputEnded;
    private boolean isRefused;
    private boolean isEndingWhenAnswered;
    private boolean isEnding;
    private boolean isClosed;

    /** Called by any thread. */
    private final Runnable memoryFreed;

    private final Transport transport = new Transport();
    private final SessionTimes times;

    /**
     * Makes a session for a connection of that event loop.
     *
     * @param service the event loop's state
     * @param openTimeoutNs within which it must say who it is
     */
    Session(final ServiceLoop service, final long openTimeoutNs) {
        this.service = service;
        this.received = new Received(service.services().budget());
        this.memoryFreed = () -> service.execute(this::resumeWithMemory);
        this.outgoing = new Outgoing(service.services().budget());
        this.times = new SessionTimes(
                service.nowNs(),
                openTimeoutNs,
                service.services().options().idleTimeout().toNanos());
        this.number = service.services().sessionNumbers().incrementAndGet();
    }

    final ServiceLoop service() {
        return service;
    }

    final long number() {
        return number;
    }

    final ChannelHandlerContext context() {
        return context;
    }

    @Override
    public final void handlerAdded(final ChannelHandlerContext added) {
        context = added;
        service.deadlines().add(this);
    }

    @Override
    public final void channelRead(final ChannelHandlerContext from, final Object message) {
        if (isKeepingNothing()) {
            ((ByteBuf) message).release();
            return;
        }
        times.received(service.nowNs());
        received.add(context.alloc(), (ByteBuf) message);
        process();
    }

    private boolean isKeepingNothing() {
        return isEnding || isClosed || isRefused;
    }

    private void process() {
        if (received.bytes() != null && blocks == 0 && !isTls(received.bytes())) {
            isDecoding = true;
            try {
                decode(received.bytes());
            } finally {
                isDecoding = false;
            }
        }
        keep();
        updateReading();
        endIfDone();
    }

    /** A client that has said all gets its answers, and is then done. */
    private void endIfDone() {
        if (isInputEnded && pendingAnswers == 0 && (blocks & ~UNREAD) == 0) {
            end();
        }
    }

    private boolean isTls(final ByteBuf in) {
        if (!transport.isTlsMistaken(context, in)) {
            return false;
        }
        say("it speaks TLS, which is off on this port (--tls-certificate)", "");
        end();
        return true;
    }

    /** Why a connection was closed, for a person. */
    final void say(final String why, final String detail) {
        service.say(context.channel().remoteAddress(), "closed: " + why, detail);
    }

    private void keep() {
        if (isKeepingNothing()) {
            received.release();
        } else if (blocks != 0) {
            received.keepAll(context.alloc());
        } else if (!received.keep(context.alloc(), neededLength(), memoryFreed)) {
            block(NO_MEMORY);
        }
        times.inFrame(blocks == 0 && isInFrame(received.bytes()));
        if (received.isUngranted() && service.services().budget().isOverdrawn()) {
            service.services().log().seldom("message connections were closed: message-memory is used up");
            close();
        }
    }

    /** A frame has been dealt with, so the next one's time begins. */
    final void frameDone() {
        times.inFrame(false);
    }

    /** Asks for memory again, once there may be some, and tells the next that waits for it unless there was none. */
    private void resumeWithMemory() {
        resume(NO_MEMORY);
        if (isClosed || (blocks & NO_MEMORY) == 0) {
            service.services().budget().passOn();
        }
    }

    @Override
    public final void channelReadComplete(final ChannelHandlerContext from) {
        service.endBatch();
    }

    /** Nothing further is looked at until that is over. */
    final void block(final int reason) {
        blocks |= reason;
    }

    final boolean isBlocked() {
        return blocks != 0 || isEnding || isClosed;
    }

    /** What prevented it from going on is over. */
    final void resume(final int reason) {
        if ((blocks & reason) == 0 || isClosed) {
            return;
        }
        blocks &= ~reason;
        if (isDecoding) {
            return;
        }
        // It could not send while it was not read.
        times.received(service.nowNs());
        if (blocks == 0) {
            try {
                process();
            } catch (final RuntimeException e) {
                exceptionCaught(context, e);
            }
        }
    }

    private void updateReading() {
        if (isClosed || isInputEnded || !context.channel().isOpen()) {
            return;
        }
        final boolean isReading = blocks == 0 || isEnding;
        if (context.channel().config().isAutoRead() != isReading) {
            context.channel().config().setAutoRead(isReading);
        }
    }

    /** How many answers wait for the file's writer. */
    final int pendingAnswers() {
        return pendingAnswers;
    }

    final void addPending(final int more) {
        pendingAnswers += more;
    }

    /** The writer has come to an answer that was pending. */
    final void pendingAnswer(final byte kind, final long id, final int count) {
        pendingAnswers--;
        answer(kind, id, count);
        if (pendingAnswers == 0) {
            answered();
            endIfDone();
        }
    }

    /** Answers now; sent when the event loop's batch ends. */
    final void answer(final byte kind, final long id) {
        answer(kind, id, 1);
    }

    /** Answers messages that follow each other, all of them before anything else can be answered. */
    final void answer(final byte kind, final long firstId, final int count) {
        if (isClosed) {
            return;
        }
        if (!isEnding) {
            for (int i = 0; i < count; i++) {
                put(kind, firstId + i);
            }
            if (outgoing.isLarge()) {
                flush();
                readOnlyWhileAnswersAreRead();
            }
        }
        if (isEndingWhenAnswered && pendingAnswers == 0) {
            end();
        }
    }

    /** Where answers are put until they are flushed. */
    final ByteBuf out() {
        markUnflushed();
        return outgoing.answers(context.alloc());
    }

    private void markUnflushed() {
        if (!isUnflushed) {
            isUnflushed = true;
            service.unflushed(this);
        }
    }

    /** Sends what was answered, all at once. */
    final void flush() {
        isUnflushed = false;
        if (isClosed) {
            outgoing.release();
            return;
        }
        final ByteBuf answers = outgoing.take();
        if (answers != null) {
            context.writeAndFlush(answers, context.voidPromise());
            if (outgoing.isTooMuchUnsent(context.channel(), isOpen())) {
                close();
            }
        }
        if (isEnding && times.ending(service.nowNs())) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> transport.endOutput(context));
        }
    }

    /**
     * Ends the connection once everything is answered. What the client still sends is read and thrown away for a while: closing
     * with unread data would take back the last answers.
     */
    final void end() {
        if (isClosed || isEnding) {
            return;
        }
        isEnding = true;
        markUnflushed();
        if (!isDecoding) {
            keep();
            updateReading();
        }
    }

    /** It may not send. What it has sent is given up, nothing more is read, and after a while it is told. */
    final void refuseLate(final long delayNs) {
        isRefused = true;
        block(OPENING);
        service.lateRefusals().add(this, delayNs);
    }

    /** The while is over. */
    final void tellRefusal() {
        answer(NackReason.NOT_AUTHORISED.code(), 0);
        endWhenAnswered();
    }

    final void endWhenAnswered() {
        isEndingWhenAnswered = true;
        if (pendingAnswers == 0) {
            end();
        } else {
            block(OPENING);
            updateReading();
        }
    }

    @Override
    public final void userEventTriggered(final ChannelHandlerContext from, final Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE) {
            from.fireUserEventTriggered(event);
        } else if (isEnding) {
            close();
        } else {
            isInputEnded = true;
            endIfDone();
            service.endBatch();
        }
    }

    @Override
    public final void channelWritabilityChanged(final ChannelHandlerContext from) {
        readOnlyWhileAnswersAreRead();
        outgoing.count(context.channel());
        service.endBatch();
    }

    private void readOnlyWhileAnswersAreRead() {
        if (context.channel().isWritable()) {
            times.unread(false, 0);
            resume(UNREAD);
        } else if ((blocks & UNREAD) == 0) {
            times.unread(true, service.nowNs());
            block(UNREAD);
            updateReading();
        }
    }

    /** Closes it when it has taken too long for what it is doing. */
    final void checkDeadlines(final long nowNs) {
        if (times.isOver(nowNs, blocks != 0 || pendingAnswers > 0, isOpen())) {
            close();
        }
        outgoing.recount(context.channel());
    }

    /** Closes the connection now. */
    final void close() {
        context.close();
    }

    @Override
    public final void channelInactive(final ChannelHandlerContext from) {
        ended();
    }

    @Override
    public final void handlerRemoved(final ChannelHandlerContext from) {
        ended();
    }

    private void ended() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        service.deadlines().remove(this);
        service.lateRefusals().remove(this);
        service.services().budget().forget(memoryFreed);
        keep();
        outgoing.release();
        closed();
    }

    @Override
    public final void exceptionCaught(final ChannelHandlerContext from, final Throwable cause) {
        // Connections end like that: reset, timed out. Anything else is a fault of ours, and no other connection's
        // concern.
        if (!(cause instanceof IOException)) {
            service.services().log().seldom(ServiceLoop.CLOSED, "a message connection was closed: " + cause, "");
        }
        close();
    }
}
