package io.logc.server.message.session;

import io.logc.message.wire.MessageFlyweight;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.codec.AnswerEncoder;
import io.logc.server.message.codec.LineBuffer;
import io.logc.server.message.file.MessageLog;
import io.logc.server.message.options.Acknowledgement;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What the sessions of one event loop share: the way into each file, deadlines, and what was answered and is not flushed yet.
 *
 * <p>Owned by the event loop.
 */
public final class ServiceLoop {
    /** What lines in the log about single connections are called together. */
    static final String CLOSED = " of closed connections";

    private static final long SWEEP_INTERVAL_MS = 1000;

    private final MessageServices services;
    private final EventLoop loop;
    private final Deadlines deadlines = new Deadlines();
    private final LateRefusals lateRefusals;
    private final Map<MessageLog, Answers> answers = new IdentityHashMap<>();
    private final List<Answers> touched = new ArrayList<>();
    private final List<Session> unflushed = new ArrayList<>();
    private final LineBuffer lineBuffer;
    private final MessageRun run;
    private final MessageFlyweight message = new MessageFlyweight();
    private final AnswerEncoder answerEncoder;
    private long acknowledged;
    private boolean isEndingBatch;
    private boolean isShuttingDown;

    /**
     * Makes an event loop's state.
     *
     * @param services what all event loops share
     * @param loop the event loop
     * @param maxConnections of the whole server, 1 and more
     */
    public ServiceLoop(final MessageServices services, final EventLoop loop, final int maxConnections) {
        this.services = services;
        this.loop = loop;
        this.lateRefusals = new LateRefusals(
                this,
                loop,
                LateRefusals.share(maxConnections, services.options().serviceThreads()));
        this.answerEncoder = new AnswerEncoder(services.refusalTexts());
        this.lineBuffer = new LineBuffer(services.options().maxLinesLength());
        this.run = new MessageRun(lineBuffer);
    }

    /** Begins to look at deadlines. Any thread, once. */
    public void start() {
        loop.scheduleAtFixedRate(this::sweep, SWEEP_INTERVAL_MS, SWEEP_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            look();
        } catch (final RuntimeException | Error e) {
            // Thrown on, it would end the sweeping.
            services.log().seldom("message connections could not be looked at: " + e);
        }
    }

    /** Looks at what nobody tells of: deadlines, and files that take no messages any more. */
    void look() {
        deadlines.sweep(nowNs());
        // A session that goes on may be the first that writes another file.
        List.copyOf(answers.values()).forEach(Answers::refuseStalled);
        endBatch();
    }

    /**
     * Makes the session of a new connection.
     *
     * @param channel the connection, which is this event loop's
     * @param isLine whether it speaks the line protocol
     * @return the last handler of its pipeline
     */
    public ChannelHandler newSession(final Channel channel, final boolean isLine) {
        return isLine ? new LineSession(this, channel) : new BinarySession(this);
    }

    MessageServices services() {
        return services;
    }

    /** The event loop that owns this.
     * @return the same always */
    public EventLoop loop() {
        return loop;
    }

    /** Does something later, as a piece of work of its own. Any thread. */
    void execute(final Runnable work) {
        try {
            loop.execute(() -> {
                work.run();
                endBatch();
            });
        } catch (final RejectedExecutionException ended) {
            // With the event loop all its sessions have ended.
            return;
        }
    }

    /** Connections that are open.
     * @return how many */
    public int sessionCount() {
        return deadlines.count();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    LateRefusals lateRefusals() {
        return lateRefusals;
    }

    LineBuffer lineBuffer() {
        return lineBuffer;
    }

    MessageRun run() {
        return run;
    }

    MessageFlyweight message() {
        return message;
    }

    AnswerEncoder answerEncoder() {
        return answerEncoder;
    }

    void acknowledged() {
        acknowledged++;
    }

    long nowNs() {
        return services.nanoClock().getAsLong();
    }

    Answers answersOf(final MessageLog log) {
        return answers.computeIfAbsent(
                log,
                file -> new Answers(loop, this, file, services.options().acknowledge() == Acknowledgement.RECEIVED));
    }

    /** Says something about a connection, to a person. */
    void say(final SocketAddress remote, final String what, final String detail) {
        // Without the port: of whoever comes again and again it is said once.
        final Object address = remote instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : remote;
        services.log().seldom(CLOSED, address + ": " + what, detail);
    }

    /** A session has let go of a client. */
    void release(final MessageLog log, final KnownClient client) {
        try {
            log.clients().release(client);
        } catch (final IOException e) {
            services.log().seldom("a client of messages could not be forgotten: " + e.getMessage());
        }
    }

    void touched(final Answers each) {
        touched.add(each);
    }

    void unflushed(final Session session) {
        unflushed.add(session);
    }

    /**
     * A piece of work is done: the writers are told, and what was answered is sent, once for each session. Sending may let a
     * session go on, which ends a batch in the middle of this one: it is part of this one.
     */
    void endBatch() {
        if (isEndingBatch) {
            return;
        }
        isEndingBatch = true;
        try {
            while (!touched.isEmpty() || !unflushed.isEmpty()) {
                tellAndSend();
            }
        } finally {
            isEndingBatch = false;
        }
        if (acknowledged > 0) {
            services.acknowledged().addAndGet(acknowledged);
            acknowledged = 0;
        }
    }

    private void tellAndSend() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).endBatch();
        }
        touched.clear();
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    boolean isShuttingDown() {
        return isShuttingDown;
    }

    /** From now on messages are refused; those that wait for space too. */
    public void beginShutdown() {
        isShuttingDown = true;
        // A session that goes on may be the first that writes another file.
        List.copyOf(answers.values()).forEach(Answers::resumeAll);
        endBatch();
    }

    /** Answers that are still owed.
     * @return how many */
    public int owed() {
        int count = 0;
        for (final Answers each : answers.values()) {
            count += each.owed();
        }
        return count;
    }

    /** Tells all clients that there will be no more answers. */
    public void endSessions() {
        for (final Session session : deadlines.sessions()) {
            session.end();
        }
        endBatch();
    }
}
