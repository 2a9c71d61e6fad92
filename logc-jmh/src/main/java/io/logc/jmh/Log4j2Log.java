package io.logc.jmh;

import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * Log4j2, configured and called through its own API as an application does it. Garbage-free, as it is by itself outside of
 * web applications.
 */
final class Log4j2Log implements OpenLog {
    private static final long STOP_TIMEOUT_S = 30;

    private final LoggerContext context;
    private final Logger logger;

    private Log4j2Log(final LoggerContext context) {
        this.context = context;
        logger = context.getLogger(LOGGER);
    }

    /**
     * Starts Log4j2.
     *
     * @param configuration resource
     * @param async whether all loggers are asynchronous: the way that Log4j's manual calls the fastest; ring size, wait
     *     strategy and what happens on a full ring (the caller waits) are left at their defaults
     */
    static OpenLog open(final String configuration, final boolean async) {
        System.setProperty("log4j2.configurationFile", "classpath:" + configuration);
        if (async) {
            System.setProperty(
                    "log4j2.contextSelector", "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
        }
        return new Log4j2Log((LoggerContext) LogManager.getContext(false));
    }

    @Override
    public void log(final long order) {
        logger.info(MESSAGE, order, PRICE);
    }

    @Override
    public void close() {
        context.stop(STOP_TIMEOUT_S, TimeUnit.SECONDS);
    }
}
