package io.logc.log4j2;

import io.logc.client.StatusSink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Says what logc has to say through Log4j's status logger, each sentence once for each publication.
 *
 * <p>Called by any of logc's threads. The memory of what was said is bounded; so is what is said.
 */
final class StatusLoggerSink implements StatusSink {
    /** Different sentences of one publication; beyond that something keeps changing, and one more tells nothing new. */
    static final int MAX_MESSAGES = 100;

    private static final Logger STATUS = StatusLogger.getLogger();

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    @Override
    public void info(final String message) {
        say(Level.INFO, message, null);
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        say(Level.WARN, message, cause);
    }

    /** What Log4j prints by default. */
    @Override
    public void error(final String message, final Throwable cause) {
        say(Level.ERROR, message, cause);
    }

    private void say(final Level level, final String message, final Throwable cause) {
        if (said.size() < MAX_MESSAGES && said.add(message)) {
            STATUS.log(level, "logc: " + message, cause);
        }
    }
}
