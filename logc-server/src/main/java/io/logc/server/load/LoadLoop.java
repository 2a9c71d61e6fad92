package io.logc.server.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * One event loop's share of a load: opens its connections, lets them send what is due, and counts. Belongs to that loop;
 * other threads call only what says so.
 */
final class LoadLoop {
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    private static final long RETRY_MS = 100;
    private static final long SHORTEST_TICK_NS = 50_000;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final LoadRun run;
    private final LoadPlan plan;
    private final LoadTarget target;
    private final EventLoop eventLoop;
    private final Bootstrap bootstrap;
    private final int number;
    private final int loops;
    private final LoadConnection[] connections;
    private final LoadCounts counts = new LoadCounts();
    private final LoadResult result = new LoadResult();
    private final MessageFrames frames;
    private final byte[] line;
    private final int maxConnecting;
    private int next;
    private int connecting;
    private int unfinished;
    private boolean ending;
    private boolean begun;
    private long beginNs;
    private long releasedInAll;

    /**
     * A share.
     *
     * @param run that this is part of
     * @param eventLoop that it belongs to
     * @param type of its channels
     * @param number of this loop, from 0
     * @param loops how many there are
     */
    LoadLoop(
            final LoadRun run,
            final EventLoop eventLoop,
            final Class<? extends Channel> type,
            final int number,
            final int loops) {
        this.run = run;
        this.eventLoop = eventLoop;
        this.number = number;
        this.loops = loops;
        plan = run.plan();
        target = run.target();
        frames = new MessageFrames(plan.name(), plan.payloadLength());
        line = target.line(plan.payloadLength());
        connections = new LoadConnection[(plan.connections() - number + loops - 1) / loops];
        unfinished = connections.length;
        maxConnecting = Math.max(1, (plan.connecting() - number + loops - 1) / loops);
        begun = !plan.waitsForAll();
        bootstrap = new Bootstrap()
                .group(eventLoop)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }

    LoadPlan plan() {
        return plan;
    }

    LoadTarget target() {
        return target;
    }

    LoadResult result() {
        return result;
    }

    MessageFrames frames() {
        return frames;
    }

    /** What each message is in the line protocol. */
    byte[] line() {
        return line;
    }

    /** May be read by any thread. */
    LoadCounts counts() {
        return counts;
    }

    /** When sending began. */
    long beginNs() {
        return beginNs;
    }

    /** Any thread. */
    void start() {
        eventLoop.execute(this::openMore);
    }

    private void openMore() {
        while (next < connections.length && connecting < maxConnecting && !ending) {
            final int index = number + next * loops;
            final long waitNs = run.beginNs() + plan.connectDueNs(index) - System.nanoTime();
            if (waitNs > 0) {
                eventLoop.schedule(this::openMore, waitNs, TimeUnit.NANOSECONDS);
                return;
            }
            connecting++;
            open(next++, index);
        }
    }

    private void open(final int position, final int index) {
        if (ending) {
            return;
        }
        final long nowNs = System.nanoTime();
        final LoadConnection connection = plan.line()
                ? new LineLoadConnection(position, index, this, nowNs)
                : new BinaryLoadConnection(position, index, this, nowNs);
        connections[position] = connection;
        final Bootstrap one = bootstrap.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(final Channel channel) {
                if (target.tls() != null) {
                    final SslHandler tls = target.tls()
                            .newHandler(
                                    channel.alloc(),
                                    target.address().getHostString(),
                                    target.address().getPort());
                    channel.pipeline().addLast(tls);
                }
                channel.pipeline().addLast(connection);
            }
        });
        one.connect(target.address()).addListener((ChannelFuture connected) -> onConnect(connection, connected));
    }

    private void onConnect(final LoadConnection connection, final ChannelFuture connected) {
        final Throwable cause = connected.cause();
        if (cause == null || connection.isOver()) {
            return;
        }
        if (TroubleWords.isOutOfPorts(cause) && !ending) {
            result.waitsForPorts++;
            eventLoop.schedule(() -> open(connection.position(), connection.index()), RETRY_MS, TimeUnit.MILLISECONDS);
        } else {
            connection.fail(target.troubles().words(cause, false));
        }
    }

    /** A connection may send. */
    void opened(final LoadConnection connection) {
        result.connected++;
        counts.addConnected();
        run.connectionOpened();
        if (!plan.closeEach()) {
            freeSlot();
        }
        if (begun) {
            connection.sendDue();
        }
    }

    /** All messages of a connection are answered. */
    void over(final LoadConnection connection) {
        connection.leaveRow();
        finished();
    }

    /** A connection is at its end, and some of its messages will not be answered. */
    void ended(final LoadConnection connection, final boolean wasOpen) {
        connection.leaveRow();
        counts.addEnded();
        if (!wasOpen) {
            run.connectionOpened();
        }
        if (plan.closeEach() || !wasOpen) {
            freeSlot();
        }
        finished();
    }

    /** A connection whose messages were all answered is closed now. */
    void closed(final LoadConnection connection) {
        if (plan.closeEach()) {
            freeSlot();
        } else if (!ending) {
            result.brokenWhileHeld++;
            result.trouble("a connection broke after its last answer");
        }
    }

    private void freeSlot() {
        connecting--;
        if (next < connections.length && !ending) {
            eventLoop.execute(this::openMore);
        }
    }

    private void finished() {
        if (--unfinished == 0) {
            run.loopFinished();
        }
    }

    /** All connections are open: sending begins. Any thread. */
    void begin(final long nowNs) {
        eventLoop.execute(() -> {
            begun = true;
            beginNs = nowNs;
            if (plan.rate() > 0) {
                tick();
            } else {
                sendDue(0, connections.length);
            }
        });
    }

    /** How many messages of a connection are due. */
    int released(final int position) {
        if (!begun) {
            return 0;
        }
        if (plan.rate() == 0) {
            return plan.messages();
        }
        final long rounds = releasedInAll / connections.length;
        return (int) (rounds + (position < releasedInAll % connections.length ? 1 : 0));
    }

    private void tick() {
        final long total = (long) connections.length * plan.messages();
        final long before = releasedInAll;
        final long sinceNs = System.nanoTime() - beginNs;
        while (releasedInAll < total && nextDueNs() <= sinceNs) {
            releasedInAll++;
        }
        sendDue(before, releasedInAll);
        if (releasedInAll < total && !ending) {
            final long waitNs = Math.max(SHORTEST_TICK_NS, beginNs + nextDueNs() - System.nanoTime());
            eventLoop.schedule(this::tick, waitNs, TimeUnit.NANOSECONDS);
        }
    }

    private long nextDueNs() {
        final int position = (int) (releasedInAll % connections.length);
        return plan.dueNs(number + position * loops, (int) (releasedInAll / connections.length));
    }

    private void sendDue(final long from, final long to) {
        final long end = Math.min(to, from + connections.length);
        for (long i = from; i < end; i++) {
            final LoadConnection connection = connections[(int) (i % connections.length)];
            if (connection != null) {
                connection.sendDue();
            }
        }
    }

    /** Nothing has happened for too long: whatever is not answered is lost. Any thread. */
    void giveUp(final String words) {
        eventLoop.execute(() -> {
            ending = true;
            for (final LoadConnection connection : connections) {
                if (connection != null) {
                    connection.fail(words);
                }
            }
            for (; next < connections.length; next++) {
                result.lost += plan.messages();
                run.connectionOpened();
                finished();
            }
        });
    }

    /** Closes all connections; what became of them. Called in the event loop. */
    LoadResult end() {
        ending = true;
        for (final LoadConnection connection : connections) {
            if (connection != null) {
                connection.close();
            }
        }
        return result;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }
}
