package io.logc.server.message;

import io.logc.server.log.ServerLog;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.MessageFormatter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * What Netty itself has to say: its warnings go to the server's own log, seldom; the rest is left out. Otherwise Netty would
 * write to stderr as it likes. One for each JVM, as Netty wants it; any thread.
 */
final class NettyLog extends InternalLoggerFactory {
    private static final NettyLog INSTANCE = new NettyLog();

    private static final String KIND = " of Netty";

    private volatile ServerLog log;

    private NettyLog() {}

    /**
     * Must be called before any of Netty's classes is used.
     *
     * @param log the server's own log
     */
    static void redirectTo(final ServerLog log) {
        INSTANCE.log = log;
        InternalLoggerFactory.setDefaultFactory(INSTANCE);
    }

    @Override
    protected InternalLogger newInstance(final String name) {
        return (InternalLogger) Proxy.newProxyInstance(
                InternalLogger.class.getClassLoader(),
                new Class<?>[] {InternalLogger.class},
                (proxy, method, arguments) -> call(name, method, arguments));
    }

    /** A logger has 43 methods, of which the levels' names are all that matters here. */
    private Object call(final String name, final Method method, final Object[] arguments) {
        final String what = method.getName();
        if (method.getReturnType() == boolean.class) {
            return what.equals("isWarnEnabled") || what.equals("isErrorEnabled");
        }
        if (what.equals("warn") || what.equals("error")) {
            say(arguments);
        }
        return method.getReturnType() == void.class ? null : name;
    }

    private void say(final Object[] arguments) {
        final ServerLog target = log;
        if (target == null) {
            return;
        }
        final Object last = arguments[arguments.length - 1];
        final Object[] values =
                last instanceof Object[] ? (Object[]) last : Arrays.copyOfRange(arguments, 1, arguments.length);
        final Object cause = values.length == 0 ? null : values[values.length - 1];
        target.seldom(
                KIND,
                "Netty: "
                        + MessageFormatter.arrayFormat(String.valueOf(arguments[0]), values)
                                .getMessage()
                        + (cause instanceof Throwable ? ": " + cause : ""),
                "");
    }
}
