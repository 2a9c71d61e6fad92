package io.logc.log4j2;

import io.logc.client.Publication;
import io.logc.log4j2.split.LineRenderer;
import io.logc.log4j2.split.SplitLayout;
import io.logc.log4j2.split.WholeLine;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.layout.StringBuilderEncoder;
import org.apache.logging.log4j.core.util.Constants;

/**
 * Log4j2's {@code Logc} appender: encodes each event on the calling thread, with the application's layout and without
 * garbage, and publishes the bytes to a buffer in shared memory, from where they reach the log file.
 *
 * <p>Application threads enter {@link #append}, which takes no lock and does no input or output. The thread that
 * configures starts and stops; {@link #stop(long, TimeUnit)} may come from any thread, and more than once.
 *
 * <p>An event that finds no room is dropped as {@code whenFull} says, and counted in the log file. With
 * {@code ignoreExceptions="false"} the caller is told as well, which is what a Failover appender needs.
 */
@Plugin(name = "Logc", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE, printObject = true)
public final class LogcAppender extends AbstractAppender {
    private static final long DROP_REPORT_INTERVAL_NS = TimeUnit.MINUTES.toNanos(5);

    private final FileSpec spec;
    /** Makes the text of a line; null where the layout itself has to encode. */
    private final LineRenderer renderer;

    private final StringBuilderEncoder patternEncoder;
    /** Null where log calls make the lines. */
    private final SplitLayout splitLayout;

    private final WholeLine wholeLine = this::publishWhole;
    private final AtomicReference<LogcManager> manager = new AtomicReference<>();
    private final AtomicLong nextDropReportNs = new AtomicLong(System.nanoTime());

    /** Outlives {@link #stop(long, TimeUnit)}, so that events of threads that are still inside reach the file. */
    private volatile Publication publication;

    LogcAppender(
            final String name,
            final Filter filter,
            final Layout<? extends Serializable> layout,
            final boolean ignoreExceptions,
            final Property[] properties,
            final FileSpec spec,
            final SplitLayout splitLayout) {
        super(name, filter, layout, ignoreExceptions, properties);
        this.spec = spec;
        this.splitLayout = splitLayout;
        final PatternLayout pattern =
                layout instanceof PatternLayout text && PatternText.isFor(text.getCharset()) ? text : null;
        renderer = pattern == null ? null : pattern::serialize;
        patternEncoder = pattern == null ? null : new StringBuilderEncoder(pattern.getCharset());
    }

    /**
     * Makes a builder, for Log4j and for configuration in code.
     *
     * @return a builder with the default of each option
     */
    @PluginBuilderFactory
    public static LogcAppenderBuilder newBuilder() {
        return new LogcAppenderBuilder();
    }

    /**
     * Opens the file's buffer, or joins those who have it open. Quick, and without any network. What fails is said
     * through the status logger, never thrown: an application must not fail to start because of its log.
     */
    @Override
    public void start() {
        if (manager.get() == null) {
            try {
                final LogcManager acquired = LogcManager.acquire(spec, getLayout(), getName());
                publication = acquired.publication();
                manager.set(acquired);
            } catch (final RuntimeException | LinkageError e) {
                LOGGER.error("Logc appender {}: cannot open fileName={}", getName(), spec.fileName(), e);
                return;
            }
        }
        super.start();
    }

    /**
     * Stops accepting events, and returns when all that was logged is on file or the time has run out. Only the first
     * call does so: Log4j's managers would otherwise count this appender twice.
     *
     * @param timeout 0 for logc's own bound
     * @param unit of the timeout
     * @return false when the time ran out before all was on file
     */
    @Override
    public boolean stop(final long timeout, final TimeUnit unit) {
        setStopping();
        boolean stopped = super.stop(timeout, unit, false);
        final LogcManager held = manager.getAndSet(null);
        if (held != null) {
            stopped &= held.stop(timeout, unit);
        }
        setStopped();
        return stopped;
    }

    @Override
    public void append(final LogEvent event) {
        final Publication target = publication;
        if (target == null) {
            onNeverStarted();
        } else if (!(Constants.ENABLE_DIRECT_ENCODERS ? encode(event, target) : serialize(event, target))) {
            onDrop(target);
        }
    }

    /** The share of the file that this appender holds; null when it is not started. */
    LogcManager manager() {
        return manager.get();
    }

    private boolean encode(final LogEvent event, final Publication target) {
        if (splitLayout != null) {
            return splitLayout.publish(event, target, wholeLine);
        }
        return encode(event, renderer, target);
    }

    private boolean publishWhole(final LogEvent event, final LineRenderer line) {
        return encode(event, line, publication);
    }

    private boolean encode(final LogEvent event, final LineRenderer line, final Publication target) {
        final EncodeBuffer scratch = EncodeBuffer.take();
        final long loan = scratch.loan;
        try {
            return encode(event, line, scratch, target);
        } catch (final Throwable cutOff) {
            // No call may stand here: the stack may be full. It tells nothing if the scratch was given back.
            if (scratch.loan == loan) {
                scratch.lostLoan = loan;
            }
            throw cutOff;
        }
    }

    /** By the layout where there is no other that makes the line. */
    private boolean encode(
            final LogEvent event, final LineRenderer line, final EncodeBuffer scratch, final Publication target) {
        try {
            if (line == null) {
                getLayout().encode(event, scratch);
            } else {
                scratch.patternText().encode(line, event, patternEncoder, scratch);
            }
            return scratch.publishTo(target);
        } finally {
            scratch.giveBack();
        }
    }

    private boolean serialize(final LogEvent event, final Publication target) {
        final byte[] bytes = getLayout().toByteArray(event);
        return bytes == null || bytes.length == 0 || target.publish(bytes, 0, bytes.length);
    }

    private void onNeverStarted() {
        final String message = "Logc appender " + getName() + " dropped an event: it was never started";
        if (!ignoreExceptions()) {
            throw new AppenderLoggingException(message);
        }
        error(message);
    }

    /** Says so at most every five minutes, because each drop is already counted and the count is reported in the file. */
    private void onDrop(final Publication target) {
        if (!ignoreExceptions()) {
            throw new AppenderLoggingException(dropMessage(target));
        }
        final long nowNs = System.nanoTime();
        final long dueNs = nextDropReportNs.get();
        if (nowNs - dueNs >= 0 && nextDropReportNs.compareAndSet(dueNs, nowNs + DROP_REPORT_INTERVAL_NS)) {
            error(dropMessage(target));
        }
    }

    private String dropMessage(final Publication target) {
        return "Logc appender " + getName() + ": the buffer is full (see bufferSize, whenFull, maxBlock); "
                + target.droppedCount() + " events dropped so far";
    }
}
