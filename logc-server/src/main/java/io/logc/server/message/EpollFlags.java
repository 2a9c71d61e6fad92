package io.logc.server.message;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/**
 * Mends a fault of Netty 4.2 (seen in 4.2.18): a connection that is not read, and whose client has shut its output, waits for
 * nothing, so it is taken out of epoll; and when it is to be read again, it is changed there instead of being added, which
 * fails, and what the client sent last is lost. A connection that waits for errors too, which the kernel reports anyway,
 * always waits for something.
 *
 * <p>Once all is read nothing would look at such an error, and the kernel would report it again and again, at the cost of a
 * processor, until the last answer is due. So from then on it reports what is new only.
 *
 * <p>Stateless. The method is Netty's own; where it is gone, the fault may be.
 */
@Sharable
final class EpollFlags extends ChannelInboundHandlerAdapter {
    private static final MethodHandle SET_FLAG = setFlag();

    private static MethodHandle setFlag() {
        for (Class<?> each = EpollSocketChannel.class; each != null; each = each.getSuperclass()) {
            try {
                final Method method = each.getDeclaredMethod("setFlag", int.class);
                method.setAccessible(true);
                return MethodHandles.lookup()
                        .unreflect(method)
                        .asType(MethodType.methodType(void.class, Channel.class, int.class));
            } catch (final NoSuchMethodException | IllegalAccessException | RuntimeException elsewhere) {
                continue;
            }
        }
        return null;
    }

    @Override
    public void handlerAdded(final ChannelHandlerContext context) {
        if (isEpoll(context.channel())) {
            set(context.channel(), EpollIoOps.EPOLLERR);
        }
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext context, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && isEpoll(context.channel())) {
            set(context.channel(), EpollIoOps.EPOLLET);
        }
        context.fireUserEventTriggered(event);
    }

    /** Before the flags are named: where there is no epoll, their class cannot be used. */
    private static boolean isEpoll(final Channel channel) {
        return SET_FLAG != null && channel instanceof EpollSocketChannel;
    }

    private static void set(final Channel channel, final EpollIoOps flag) {
        try {
            SET_FLAG.invokeExact(channel, flag.value());
        } catch (final Throwable e) {
            throw new IllegalStateException("setFlag", e);
        }
    }
}
