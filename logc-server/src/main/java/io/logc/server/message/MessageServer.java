package io.logc.server.message;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import io.logc.server.log.ServerLog;
import io.logc.server.message.file.MessageFiles;
import io.logc.server.message.file.MessageLogs;
import io.logc.server.message.memory.Outgoing;
import io.logc.server.message.memory.ReadSizes;
import io.logc.server.message.memory.TlsRecords;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.message.session.MessageServices;
import io.logc.server.message.session.ServiceLoop;
import io.logc.server.tls.Tls;
import io.logc.server.users.Users;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The message server: an acceptor thread, and service threads to which it hands connections in turn.
 *
 * <p>May be started and closed by any thread; everything else belongs to the event loops.
 */
public final class MessageServer implements AutoCloseable {
    /** Connections that may wait to be accepted; the kernel's net.core.somaxconn is a bound too. */
    static final int BACKLOG = 4096;

    /** How long closing waits for answers. With what follows, the end of connections and event loops, it takes 10 s at most. */
    static final long ANSWER_TIMEOUT_MS = 6000;

    private static final long END_TIMEOUT_MS = 1000;
    private static final long POLL_MS = 5;
    private static final EpollFlags EPOLL_FLAGS = new EpollFlags();

    private final MessageServices services;
    private final long answerTimeoutMs;
    private final int maxConnections;
    private final Tls tls;
    private final Renewals renewals;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final Map<EventLoop, ServiceLoop> loops = new IdentityHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private Channel binaryListener;
    private Channel lineListener;

    private MessageServer(final MessageServices services, final Tls tls, final long answerTimeoutMs) {
        this.services = services;
        this.answerTimeoutMs = answerTimeoutMs;
        this.maxConnections = Descriptors.connections(services.options().maxConnections());
        this.tls = tls;
        this.renewals = Renewals.start(services.users(), tls, services.log());
        final IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        acceptor = new MultiThreadIoEventLoopGroup(1, threads("logc-message-acceptor"), io);
        workers = new MultiThreadIoEventLoopGroup(services.options().serviceThreads(), threads("logc-message"), io);
        for (final EventExecutor each : workers) {
            final EventLoop loop = (EventLoop) each;
            final ServiceLoop service = new ServiceLoop(services, loop, maxConnections);
            loops.put(loop, service);
            service.start();
        }
    }

    private static ThreadFactory threads(final String name) {
        final AtomicInteger count = new AtomicInteger();
        return work -> {
            final Thread thread = new FastThreadLocalThread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Starts a message server.
     *
     * @param options what it is to serve
     * @param users who may send
     * @param tls for the connections, or null for none
     * @param directory of the buffers
     * @param host that drains them
     * @param log the server's own
     * @return the running server
     * @throws IOException when a port is taken, or a file cannot be opened
     */
    public static MessageServer start(
            final MessageOptions options,
            final Users users,
            final Tls tls,
            final BufferDirectory directory,
            final DrainHost host,
            final ServerLog log)
            throws IOException {
        final MessageFiles files = MessageFiles.open(directory, host, options, users.files(), log);
        try {
            return start(options, users, tls, files, System::nanoTime, log, ANSWER_TIMEOUT_MS);
        } catch (final IOException | RuntimeException e) {
            files.seal();
            files.close();
            throw e;
        }
    }

    static MessageServer start(
            final MessageOptions options,
            final Users users,
            final Tls tls,
            final MessageLogs files,
            final LongSupplier nanoClock,
            final ServerLog log,
            final long answerTimeoutMs)
            throws IOException {
        NettyLog.redirectTo(log);
        final MessageServer server =
                new MessageServer(new MessageServices(options, users, files, nanoClock, log), tls, answerTimeoutMs);
        try {
            server.listen();
        } catch (final IOException | RuntimeException e) {
            close(server.binaryListener);
            close(server.lineListener);
            server.endLoops();
            throw e;
        }
        return server;
    }

    private void listen() throws IOException {
        final MessageOptions options = services.options();
        binaryListener = bind("message-port", options.port(), false);
        if (options.linePort() != MessageOptions.NO_PORT) {
            lineListener = bind("line-port", options.linePort(), true);
        }
    }

    private Channel bind(final String option, final int port, final boolean isLine) throws IOException {
        final InetSocketAddress address =
                new InetSocketAddress(services.options().address(), port);
        if (address.isUnresolved()) {
            throw new IOException(
                    "message-address=" + services.options().address() + ": is no address of this machine");
        }
        final ChannelFuture bound = new ServerBootstrap()
                .group(acceptor, workers)
                .channel(serverChannel())
                .handler(new AcceptPace())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes(services.budget(), services.connections()::get))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Outgoing.UNREAD)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(final Channel channel) {
                        accepted(channel, isLine);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    option + "=" + port + ": cannot listen on " + address + " ("
                            + bound.cause().getMessage() + "); choose another " + option
                            + ", or stop what listens there",
                    bound.cause());
        }
        bound.channel().pipeline().addLast(new AcceptFaults());
        return bound.channel();
    }

    private static Class<? extends ServerChannel> serverChannel() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private void accepted(final Channel channel, final boolean isLine) {
        final int count = services.connections().incrementAndGet();
        channel.closeFuture().addListener(end -> services.connections().decrementAndGet());
        if (count > maxConnections) {
            services.log().seldom("more than max-connections=" + maxConnections + ": a message connection was refused");
            channel.close();
            return;
        }
        channel.pipeline().addLast(EPOLL_FLAGS);
        final ServiceLoop service = loops.get(channel.eventLoop());
        if (tls != null) {
            channel.pipeline().addLast(new TlsRecords(services.budget()));
            tls.addTo(channel.pipeline());
        }
        channel.pipeline().addLast(service.newSession(channel, isLine));
    }

    /** Where the binary protocol is spoken.
     * @return the port */
    public int port() {
        return ((InetSocketAddress) binaryListener.localAddress()).getPort();
    }

    /** Where the line protocol is spoken.
     * @return the port, or {@link MessageOptions#NO_PORT} */
    public int linePort() {
        return lineListener == null
                ? MessageOptions.NO_PORT
                : ((InetSocketAddress) lineListener.localAddress()).getPort();
    }

    /**
     * Accepts nothing more, answers what it has taken, refuses what still comes, and closes all connections. What was taken and
     * could not be answered in time is drained when the host is closed; {@link #release()} comes after that.
     *
     * <p>One deadline for all: on a machine that stands still, all of it may go to the first step, as answers may come only when
     * the files are sealed.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        final long answersUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(answerTimeoutMs);
        close(binaryListener);
        close(lineListener);
        final CountDownLatch ended = new CountDownLatch(loops.size());
        final CountDownLatch refusing = new CountDownLatch(loops.size());
        loops.forEach((loop, service) -> loop.execute(() -> {
            service.beginShutdown();
            refusing.countDown();
            awaitAnswers(service, answersUntilNs, ended);
        }));
        try {
            // Once all refuse, no event loop publishes anything.
            refusing.await(answersUntilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            services.files().seal();
            final long endsUntilNs = answersUntilNs + TimeUnit.MILLISECONDS.toNanos(2 * END_TIMEOUT_MS);
            ended.await(endsUntilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        services.files().seal();
        endLoops();
    }

    private void endLoops() {
        renewals.close();
        acceptor.shutdownGracefully(0, END_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        workers.shutdownGracefully(0, END_TIMEOUT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * END_TIMEOUT_MS);
    }

    /** Connections that are open, of both protocols. */
    AtomicInteger connections() {
        return services.connections();
    }

    /** Bytes that connections keep of frames that have begun. */
    long retained() {
        return services.budget().used();
    }

    /** Answers that are owed. */
    int owed() {
        int count = 0;
        for (final Map.Entry<EventLoop, ServiceLoop> each : loops.entrySet()) {
            count += each.getKey()
                    .submit(each.getValue()::owed)
                    .syncUninterruptibly()
                    .getNow();
        }
        return count;
    }

    /** Gives up the files. To be called when the host that drains them was closed. */
    public void release() {
        services.files().close();
    }

    private static void close(final Channel listener) {
        if (listener != null) {
            listener.close().awaitUninterruptibly(END_TIMEOUT_MS);
        }
    }

    private static void awaitAnswers(final ServiceLoop service, final long untilNs, final CountDownLatch ended) {
        if (service.owed() > 0 && System.nanoTime() - untilNs < 0) {
            service.loop().schedule(() -> awaitAnswers(service, untilNs, ended), POLL_MS, TimeUnit.MILLISECONDS);
            return;
        }
        service.endSessions();
        awaitEnds(service, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_TIMEOUT_MS), ended);
    }

    private static void awaitEnds(final ServiceLoop service, final long untilNs, final CountDownLatch ended) {
        if (service.sessionCount() > 0 && System.nanoTime() - untilNs < 0) {
            service.loop().schedule(() -> awaitEnds(service, untilNs, ended), POLL_MS, TimeUnit.MILLISECONDS);
        } else {
            ended.countDown();
        }
    }

    /** Netty stops accepting for a second when it failed; that is said here, instead of by Netty. */
    private final class AcceptFaults extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
            services.log()
                    .seldom("message connections cannot be accepted: " + cause.getMessage()
                            + "; tried again every second (raise the limit of open files)");
        }
    }
}
