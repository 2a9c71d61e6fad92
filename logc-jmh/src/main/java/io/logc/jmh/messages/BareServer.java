package io.logc.jmh.messages;

import io.logc.message.wire.MessageProtocol;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * What the message server is measured beside: a Netty server that has the same conversation and does as little as it can.
 *
 * <p>It has the transport, the socket options, the allocator, the sizes of reads, the acceptor and the number of event loops of the
 * message server. It finds frames by their length, welcomes each HELLO, and answers each MESSAGE with its ACK at once, in its
 * event loop; answers to all that one read has brought are one buffer and one flush. It checks no CRC, no order, no client and no size, knows no
 * deadline, remembers nothing and writes nothing. With the word {@code frames} it has Netty's
 * frame decoder instead, and an answer of its own for each message ({@link BareFrames}). With a file it writes all messages there before it answers ({@link BareLines}), which is the least
 * that any server of these promises must do.
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.messages.BareServer PORT THREADS [frames|FILE]}; ends when its
 * standard input does.
 */
final class BareServer {
    private static final int BACKLOG = 4096;
    private static final int ANSWER_LENGTH = 1 + Long.BYTES;
    private static final int WELCOME_LENGTH = 1 + 2 + 4 + 1 + Long.BYTES;

    /** Bytes of the longest answer, its length included. */
    static final int LONGEST_ANSWER_LENGTH = MessageProtocol.LENGTH_FIELD_LENGTH + WELCOME_LENGTH;

    /** Name of a property: nanoseconds for which it is busy with what one read has brought, before it answers. */
    static final String BUSY_PROPERTY = "logc.jmh.busyNs";

    private static final long BUSY_NS = Long.parseLong(System.getProperty(BUSY_PROPERTY, "0"));

    private static final String FRAMES = "frames";
    private static final int MAX_FRAME_LENGTH = 2 << 20;
    private static final int MAX_READ_LENGTH = 64 * 1024;

    private BareServer() {}

    /**
     * Serves.
     *
     * @param words port, number of event loops, and perhaps {@code frames} or a file
     * @throws IOException when standard input cannot be read
     */
    public static void main(final String[] words) throws IOException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE); // not Logback, whose default is DEBUG
        final boolean isFrames = words.length > 2 && words[2].equals(FRAMES);
        final Path file = words.length > 2 && !isFrames ? Path.of(words[2]) : null;
        final FastThreadLocal<BareLines> lines = new FastThreadLocal<>() {
            @Override
            protected BareLines initialValue() throws IOException {
                return file == null ? null : new BareLines(file);
            }
        };
        final boolean epoll = Epoll.isAvailable();
        final IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        final Class<? extends ServerChannel> type =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        new ServerBootstrap()
                .group(
                        new MultiThreadIoEventLoopGroup(1, factory),
                        new MultiThreadIoEventLoopGroup(Integer.parseInt(words[1]), factory))
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(64, 2048, MAX_READ_LENGTH).maxMessagesPerRead(1))
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(final Channel channel) {
                        if (isFrames) {
                            addFrames(channel.pipeline());
                        } else {
                            channel.pipeline().addLast(new Answers(lines.get()));
                        }
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0])))
                .syncUninterruptibly();
        System.out.println("serving");
        while (System.in.read() >= 0) {
            // until there is no more
        }
        System.exit(0);
    }

    private static void addFrames(final ChannelPipeline pipeline) {
        final int skipped = MessageProtocol.LENGTH_FIELD_LENGTH;
        pipeline.addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME_LENGTH, 0, skipped, 0, skipped), new BareFrames());
    }

    /** Answers the frame whose code is at the index. */
    static void answer(final ByteBuf in, final int code, final ByteBuf out) {
        if (in.getByte(code) == MessageProtocol.MESSAGE) {
            out.writeInt(ANSWER_LENGTH).writeByte(MessageProtocol.ACK).writeLong(in.getLong(code + 1));
        } else {
            out.writeInt(WELCOME_LENGTH)
                    .writeByte(MessageProtocol.WELCOME)
                    .writeShort(MessageProtocol.VERSION)
                    .writeInt(MessageProtocol.DEFAULT_MAX_PAYLOAD_LENGTH)
                    .writeByte(MessageProtocol.RECEIVED)
                    .writeLong(0);
        }
    }

    /** One connection. Belongs to its event loop. */
    private static final class Answers extends ChannelInboundHandlerAdapter {
        /** Null when nothing is written. */
        private final BareLines lines;

        private ByteBuf rest;

        Answers(final BareLines lines) {
            this.lines = lines;
        }

        @Override
        public void channelRead(final ChannelHandlerContext context, final Object object) throws IOException {
            ByteBuf in = (ByteBuf) object;
            if (rest != null) {
                rest.writeBytes(in);
                in.release();
                in = rest;
                rest = null;
            }
            final ByteBuf out = answer(context, in);
            beBusy();
            if (in.isReadable()) {
                rest = context.alloc().buffer().writeBytes(in);
            }
            in.release();
            if (lines != null) {
                lines.write();
            }
            if (out != null) {
                context.write(out, context.voidPromise());
            }
        }

        private static void beBusy() {
            if (BUSY_NS > 0) {
                final long beganNs = System.nanoTime();
                while (System.nanoTime() - beganNs < BUSY_NS) {
                    Thread.onSpinWait();
                }
            }
        }

        private ByteBuf answer(final ChannelHandlerContext context, final ByteBuf in) throws IOException {
            ByteBuf out = null;
            while (in.readableBytes() > MessageProtocol.LENGTH_FIELD_LENGTH) {
                final int start = in.readerIndex();
                final int end = start + MessageProtocol.LENGTH_FIELD_LENGTH + in.getInt(start);
                if (end > in.writerIndex()) {
                    break;
                }
                if (out == null) {
                    out = context.alloc().buffer();
                }
                final int code = start + MessageProtocol.LENGTH_FIELD_LENGTH;
                if (lines != null && in.getByte(code) == MessageProtocol.MESSAGE) {
                    lines.add(in, code, end - code);
                }
                BareServer.answer(in, code, out);
                in.readerIndex(end);
            }
            return out;
        }

        @Override
        public void channelReadComplete(final ChannelHandlerContext context) {
            context.flush();
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
            context.close();
        }
    }
}
