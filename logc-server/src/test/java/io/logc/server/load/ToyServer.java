package io.logc.server.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/** A server that speaks the message protocol, writes nothing down but in memory, and misbehaves as a test wishes. */
public final class ToyServer implements AutoCloseable {
    /** What to do with a message that could be taken; null: acknowledge it. */
    public interface Mood {
        /** One of these. */
        enum Act {
            ACKNOWLEDGE,
            SAY_NOTHING,
            CLOSE,
            TALK_NONSENSE
        }

        Object about(String clientId, long messageId);
    }

    public final Map<String, Long> lastIds = new ConcurrentHashMap<>();
    public final List<String> messages = new CopyOnWriteArrayList<>();
    public final List<String> faults = new CopyOnWriteArrayList<>();
    public final AtomicInteger openNow = new AtomicInteger();
    public final AtomicInteger openAtMost = new AtomicInteger();
    public final AtomicInteger opened = new AtomicInteger();
    public volatile Mood mood = (clientId, messageId) -> Mood.Act.ACKNOWLEDGE;
    public volatile String refusedClient = "";
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Channel listening;

    public ToyServer() {
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(final Channel channel) {
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(2_000_000, 0, 4, 0, 4))
                                .addLast(new Connection());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Connection extends ChannelInboundHandlerAdapter {
        private static final long NONE = -1;

        private String clientId;
        private long expected;

        @Override
        public void channelActive(final ChannelHandlerContext context) {
            opened.incrementAndGet();
            final int now = openNow.incrementAndGet();
            openAtMost.accumulateAndGet(now, Math::max);
        }

        @Override
        public void channelInactive(final ChannelHandlerContext context) {
            openNow.decrementAndGet();
        }

        @Override
        public void channelRead(final ChannelHandlerContext context, final Object object) {
            final ByteBuf frame = (ByteBuf) object;
            try {
                final byte code = frame.getByte(frame.readerIndex());
                if (code == MessageProtocol.HELLO && clientId == null) {
                    onHello(context, frame);
                } else if (code == MessageProtocol.MESSAGE && clientId != null) {
                    onMessage(context, frame);
                } else {
                    faults.add("unexpected code " + code);
                }
            } finally {
                frame.release();
            }
        }

        private void onHello(final ChannelHandlerContext context, final ByteBuf frame) {
            frame.skipBytes(1);
            final short version = frame.readShort();
            final byte kind = frame.readByte();
            clientId = frame.readCharSequence(frame.readUnsignedByte(), UTF_8).toString();
            final String user =
                    frame.readCharSequence(frame.readUnsignedByte(), UTF_8).toString();
            final String secret =
                    frame.readCharSequence(frame.readUnsignedShort(), UTF_8).toString();
            if (version != MessageProtocol.VERSION || kind != MessageProtocol.ID_TEXT || frame.isReadable()) {
                faults.add("HELLO " + version + " " + kind + " " + frame);
            }
            if (clientId.equals(refusedClient) || "wrong".equals(secret)) {
                refuse(context, 0, NackReason.NOT_AUTHORISED, user);
                context.close();
                return;
            }
            final long last = lastIds.getOrDefault(clientId, 0L);
            expected = last + 1;
            context.writeAndFlush(context.alloc()
                    .buffer()
                    .writeInt(16)
                    .writeByte(MessageProtocol.WELCOME)
                    .writeShort(MessageProtocol.VERSION)
                    .writeInt(256)
                    .writeByte(MessageProtocol.WRITTEN)
                    .writeLong(last));
        }

        private void onMessage(final ChannelHandlerContext context, final ByteBuf frame) {
            final int crcIndex = frame.writerIndex() - Integer.BYTES;
            final CRC32C crc = new CRC32C();
            crc.update(frame.nioBuffer(frame.readerIndex(), crcIndex - frame.readerIndex()));
            if ((int) crc.getValue() != frame.getInt(crcIndex)) {
                faults.add("CRC");
            }
            final long id = frame.getLong(frame.readerIndex() + 1);
            if (expected == NONE) {
                return;
            }
            if (id != expected) {
                refuse(context, id, NackReason.OUT_OF_SEQUENCE, "");
                return;
            }
            final Object act = mood.about(clientId, id);
            if (act instanceof NackReason reason) {
                expected += reason.isRetryable() ? 0 : 1;
                refuse(context, id, reason, "");
            } else if (act == Mood.Act.CLOSE) {
                // Not both ways: what the client has sent meanwhile would make it a reset.
                ((SocketChannel) context.channel()).shutdownOutput();
                expected = NONE;
            } else if (act == Mood.Act.TALK_NONSENSE) {
                context.writeAndFlush(context.alloc().buffer().writeInt(1).writeByte(99));
            } else if (act == Mood.Act.ACKNOWLEDGE) {
                expected++;
                lastIds.put(clientId, id);
                messages.add(clientId + ' ' + id + ' ' + text(frame, crcIndex));
                context.writeAndFlush(context.alloc()
                        .buffer()
                        .writeInt(9)
                        .writeByte(MessageProtocol.ACK)
                        .writeLong(id));
            }
        }

        private String text(final ByteBuf frame, final int crcIndex) {
            frame.skipBytes(1 + Long.BYTES);
            final String name =
                    frame.readCharSequence(frame.readUnsignedByte(), UTF_8).toString();
            return name + ' ' + frame.readCharSequence(crcIndex - frame.readerIndex(), UTF_8);
        }

        private void refuse(
                final ChannelHandlerContext context, final long id, final NackReason reason, final String text) {
            final byte[] words = text.getBytes(UTF_8);
            context.writeAndFlush(context.alloc()
                    .buffer()
                    .writeInt(1 + Long.BYTES + 1 + 1 + words.length)
                    .writeByte(MessageProtocol.NACK)
                    .writeLong(id)
                    .writeByte(reason.code())
                    .writeByte(words.length)
                    .writeBytes(words));
        }
    }
}
