package io.logc.server.message;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
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
 * <p>Any thread. The method is Netty's own; where it is gone, the fault may be.
 */
final class EpollFlags {
    private static final MethodHandle SET_FLAG = setFlag();

    private EpollFlags() {}

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

    /**
     * Has a connection wait for errors.
     *
     * @param channel registered with an event loop
     */
    static void waitForErrors(final Channel channel) {
        if (SET_FLAG == null || !(channel instanceof EpollSocketChannel)) {
            return;
        }
        try {
            SET_FLAG.invokeExact(channel, EpollIoOps.EPOLLERR.value());
        } catch (final Throwable e) {
            throw new IllegalStateException("setFlag", e);
        }
    }
}
