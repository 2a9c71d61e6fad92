package io.logc.logback;

import ch.qos.logback.core.spi.ContextAware;
import io.logc.client.StatusSink;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Says what logc has to say through Logback's status manager, each sentence once.
 *
 * <p>Never an ERROR: that is for wrong configuration only, and Spring Boot does not start an application whose logging
 * has an ERROR status. Of what is said while it configures, Logback prints a WARN by default, too. Called by the thread
 * that configures the appender and by logc's own threads.
 *
 * <p>Refers to the appender weakly: logc goes on for a while after the last appender of a file has stopped, and must not
 * keep the context of an application that was undeployed.
 */
final class ContextStatus implements StatusSink {
    /** Sentences remembered at most; a sentence with a changing number in it must not fill the heap. */
    static final int MAX_REMEMBERED = 128;

    private final WeakReference<ContextAware> appender;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /**
     * Makes a sink that speaks for an appender.
     *
     * @param appender the origin of the statuses
     */
    ContextStatus(final ContextAware appender) {
        this.appender = new WeakReference<>(appender);
    }

    @Override
    public void info(final String message) {
        once(message, to -> to.addInfo(message));
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        once(message, to -> to.addWarn(message, cause));
    }

    /** Statuses go on to the application's listeners, whose faults must not end one of logc's threads. */
    private void once(final String message, final Consumer<ContextAware> status) {
        final ContextAware listening = appender.get();
        if (said.size() >= MAX_REMEMBERED) {
            said.clear();
        }
        if (listening != null && said.add(message)) {
            try {
                status.accept(listening);
            } catch (final RuntimeException listenerFailed) {
                said.remove(message); // not everybody has heard it: it may be said again
            }
        }
    }
}
