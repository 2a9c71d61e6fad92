package io.logc.server.load;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Event loops that a load runs on, once or several times over, so that later runs show a warm JVM. Belongs to one thread.
 */
public final class LoadGenerator implements AutoCloseable {
    private static final long END_TIMEOUT_S = 5;

    private final LoadPlan plan;
    private final LoadTarget target;
    private final PrintStream progress;
    private final MultiThreadIoEventLoopGroup group;
    private final Class<? extends Channel> type;
    private final List<EventLoop> eventLoops = new ArrayList<>();

    /**
     * Starts the event loops.
     *
     * @param plan what to do
     * @param target whom to do it to
     * @param progress where a line goes once a second
     */
    public LoadGenerator(final LoadPlan plan, final LoadTarget target, final PrintStream progress) {
        this.plan = plan;
        this.target = target;
        this.progress = progress;
        final boolean epoll = Epoll.isAvailable();
        type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        final IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(plan.threads(), factory);
        for (int i = 0; i < plan.threads(); i++) {
            eventLoops.add((EventLoop) group.next());
        }
    }

    /**
     * Runs the plan.
     *
     * @return what became of it
     * @throws InterruptedException when the thread is
     */
    public LoadResult run() throws InterruptedException {
        return new LoadRun(plan, target, eventLoops, type).run(new LoadProgress(progress, plan));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, END_TIMEOUT_S, TimeUnit.SECONDS)
                .awaitUninterruptibly(END_TIMEOUT_S, TimeUnit.SECONDS);
    }
}
