package io.logc.log4j2;

import io.logc.client.FileTexts;
import io.logc.client.LogcClient;
import io.logc.client.Publication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.appender.AbstractManager;

/**
 * Keeps one {@link Publication} open for all appenders with the same file, options and file texts.
 *
 * <p>When a configuration is reloaded, Log4j starts the new appenders before it stops the old ones. An unchanged element
 * finds its manager by name and shares it, so nothing is opened or closed. A changed one (another layout, header or
 * option) gets a manager of its own with a publication of its own; that both write to the same file is known to logc's
 * core, which lets them share the buffer or seals the old one, and writes the footer after the last.
 *
 * <p>Log4j counts the appenders of a manager under its own lock, and releases it after the last one has stopped.
 */
final class LogcManager extends AbstractManager {
    /** How long stopping may take when the configuration says nothing; a container gives its processes ten seconds. */
    static final long DEFAULT_STOP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    /** What closing gets, at least, when waiting for the events has used up the time. */
    /** Log4j's own default, 50 ms, is less than a server that has just been started may need for a full buffer. */
    static final long MIN_STOP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);

    private static final long MIN_CLOSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String fileName;
    private final Publication publication;

    private LogcManager(final String name, final FactoryData data) {
        super(null, name);
        fileName = data.spec.fileName();
        publication = LogcClient.open(data.spec.options(), data.texts, new StatusLoggerSink());
    }

    /**
     * Finds the manager of a file or opens one. Each call must be answered by one {@link #stop}.
     *
     * @param spec file and options
     * @param layout the layout that renders the file's texts
     * @param appenderName for messages
     * @return the manager, counted for the caller
     */
    static LogcManager acquire(final FileSpec spec, final Layout<?> layout, final String appenderName) {
        final FileTexts texts = LayoutTexts.of(layout, appenderName);
        final FactoryData data = new FactoryData(spec, texts);
        return narrow(LogcManager.class, getManager(name(spec, texts, layout), LogcManager::new, data));
    }

    /** The publication; it goes on to accept late events when this manager has been released. */
    Publication publication() {
        return publication;
    }

    /**
     * Gives up one appender's share; the last one waits until all that was logged is on file.
     *
     * @param timeout how long that may take, 0 for {@link #DEFAULT_STOP_TIMEOUT_NS}; at least {@link #MIN_STOP_TIMEOUT_NS}
     * @param unit of the timeout
     * @return false when the time ran out
     */
    @Override
    public boolean stop(final long timeout, final TimeUnit unit) {
        final long timeoutNs =
                timeout > 0 ? Math.max(MIN_STOP_TIMEOUT_NS, unit.toNanos(timeout)) : DEFAULT_STOP_TIMEOUT_NS;
        final long startNs = System.nanoTime();
        if (getCount() <= 1) {
            // A hint is enough. The long wait is here and not in releaseSub, because that runs under a lock which every
            // other appender of the JVM needs to start or stop, and the disk of this file may hang.
            publication.flush(timeoutNs);
        }
        final long remainingNs = timeoutNs - (System.nanoTime() - startNs);
        return super.stop(Math.max(MIN_CLOSE_NS, remainingNs), TimeUnit.NANOSECONDS);
    }

    @Override
    protected boolean releaseSub(final long timeout, final TimeUnit unit) {
        final boolean complete = publication.close(unit.toNanos(timeout));
        if (!complete) {
            LOGGER.error(
                    "logc: {}: stopped before all events were on file; they stay in the buffer, and whoever opens the"
                            + " file next (application, server, recover) writes them",
                    fileName);
        }
        final long dropped = publication.droppedCount();
        if (dropped > 0) {
            LOGGER.warn("logc: {}: {} events were dropped; the file says where", fileName, dropped);
        }
        return complete;
    }

    /**
     * Names the manager after all that makes a publication. The class is part of it because web applications may share
     * Log4j, whose table of managers this name is for, but each have their own copy of this class.
     */
    private static String name(final FileSpec spec, final FileTexts texts, final Layout<?> layout) {
        final String layoutText = layout.getClass().getName() + layout.getContentType() + layout.getContentFormat();
        return "logc:" + Path.of(spec.fileName()).toAbsolutePath().normalize() + '#'
                + Integer.toHexString(System.identityHashCode(LogcManager.class)) + '-'
                + checksum(texts.header()) + checksum(texts.footer())
                + checksum((spec.optionTexts() + layoutText).getBytes(StandardCharsets.UTF_8));
    }

    private static String checksum(final byte[] bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return String.format("%08x", crc.getValue());
    }

    /** What {@link AbstractManager} passes on when it has to make a manager. */
    private record FactoryData(FileSpec spec, FileTexts texts) {
        FactoryData {
            Objects.requireNonNull(spec);
            Objects.requireNonNull(texts);
        }
    }
}
