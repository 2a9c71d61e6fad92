package io.logc.jmh;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logback, configured and called through SLF4J as an application does it. */
final class LogbackLog implements OpenLog {
    private final LoggerContext context;
    private final Logger logger;

    private LogbackLog(final LoggerContext context) {
        this.context = context;
        logger = context.getLogger(LOGGER);
    }

    static OpenLog open(final String configuration) {
        System.setProperty("logback.configurationFile", configuration);
        return new LogbackLog((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    @Override
    public void log(final long order) {
        logger.info(MESSAGE, order, PRICE);
    }

    @Override
    public void close() {
        context.stop();
    }
}
