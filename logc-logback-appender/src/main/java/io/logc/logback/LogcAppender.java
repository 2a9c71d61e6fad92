package io.logc.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.Status;
import io.logc.client.LogcClient;
import io.logc.client.LogcOptions;
import io.logc.client.Publication;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes events to a log file by way of logc's buffer in shared memory: no file I/O and no lock in a log call, and what
 * was logged reaches the file also when the application is killed.
 *
 * <p>An {@link OutputStreamAppender} in name only, without a stream: encoders of old configurations set
 * {@code immediateFlush} on a parent of that type, and report an ERROR, which keeps Spring Boot from starting, if they
 * have another one. Properties of the framework's file appenders that mean nothing here are accepted, so that changing
 * the class in a configuration is enough.
 *
 * <p>Configured and started by one thread; {@link #doAppend} is for any thread, at any time once started,
 * {@link #stop()} included.
 */
public final class LogcAppender extends OutputStreamAppender<ILoggingEvent> {
    private static final long STOP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final String[] ROLLING_ELEMENTS = {"rollingPolicy", "triggeringPolicy"};

    private final LogcOptions options = new LogcOptions();
    private final ContextStatus status = new ContextStatus(this);
    private final RareStatus notStarted = new RareStatus();
    private final RareStatus failures = new RareStatus();
    private final ReentrantLock statefulEncoding = new ReentrantLock();

    private boolean append = true;
    private boolean prudent;
    private boolean statefulEncoder;
    /** Null when lines are made by the encoder. */
    private SplitFormat splitFormat;

    /** Null until started; stays when stopped, because Logback stops appenders with events in flight. */
    private volatile Publication publication;

    /**
     * Opens the buffer: quick, without network, and possible again after {@link #stop()}. Wrong values cost a WARN and
     * leave the default in force; only a missing file or encoder is an ERROR and leaves the appender stopped.
     */
    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        for (final String problem : options.problems()) {
            if (!problem.startsWith("file:")) { // that one is the ERROR of isComplete()
                status.warn(problem, null);
            }
        }
        warnOfRolling();
        if (isComplete()) {
            options.setAppend(append || isPrudentAppend());
            statefulEncoder = EncoderTexts.isStateful(encoder);
            splitFormat = options.splitFormatting() ? SplitFormat.of(encoder, status) : null;
            publication = LogcClient.open(options, EncoderTexts.of(encoder, context, status), status);
            started = true;
        }
    }

    /**
     * Ends the appender's part in the file once all that was logged is on file, at most after five seconds; what is not
     * by then stays in the buffer, and is written from there. Events that arrive later are still written. The encoder
     * is left running for them.
     */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        started = false;
        if (!publication.close(STOP_TIMEOUT_NS)) {
            status.warn(
                    "stop: not all events were on file after 5 s; the buffer keeps the rest until this or the next"
                            + " application, or a server, can write the log file",
                    null);
        }
    }

    /**
     * Filters, encodes and publishes an event on the calling thread.
     *
     * <p>Takes the place of the framework's method for two reasons: Logback before 1.5.21 drops what a
     * {@code toString()} logs while its own event is encoded, and all versions drop what arrives after {@code stop()}.
     * Exceptions become a status, errors reach the caller, as there.
     *
     * @param event the event
     */
    @Override
    public void doAppend(final ILoggingEvent event) {
        if (publication == null) {
            if (notStarted.occurred(System.nanoTime())) {
                addWarn("Attempted to append to non started appender [" + name + "].");
            }
            return;
        }
        try {
            if (getFilterChainDecision(event) != FilterReply.DENY) {
                append(event);
            }
        } catch (final Exception failed) {
            if (failures.occurred(System.nanoTime())) {
                addError("Appender [" + name + "] failed to append, " + failures.count() + " times so far.", failed);
            }
        }
    }

    @Override
    protected void append(final ILoggingEvent event) {
        final SplitFormat format = usableSplitFormat();
        if (format != null) {
            format.publish(publication, event);
        } else if (statefulEncoder) {
            appendInTurn(event);
        } else {
            publish(encoder.encode(event));
        }
    }

    /** Bytes of a stateful encoder must reach the file in the order in which it made them. */
    private void appendInTurn(final ILoggingEvent event) {
        event.prepareForDeferredProcessing(); // a toString() that takes locks of its own runs before ours
        statefulEncoding.lock();
        try {
            publish(encoder.encode(event));
        } finally {
            statefulEncoding.unlock();
        }
    }

    private void publish(final byte[] encoded) {
        if (encoded != null && encoded.length > 0) {
            publication.publish(encoded, 0, encoded.length);
        }
    }

    private boolean isComplete() {
        if (!options.hasFile()) {
            addError("file: not set for appender [" + name + "]; name the log file in a <file> element");
        }
        if (encoder == null) {
            addError("encoder: not set for appender [" + name + "]; add an <encoder> element with a <pattern>");
        }
        return options.hasFile() && encoder != null;
    }

    /** Prudent applications share the file, so none of them may truncate it. */
    private boolean isPrudentAppend() {
        if (prudent) {
            status.warn("append=false: has no effect with prudent=true; remove one of them", null);
        }
        return prudent;
    }

    /**
     * There are no setters for the rolling elements, because Logback would start their policies; it warns and skips.
     */
    private void warnOfRolling() {
        final Context owner = getContext();
        if (owner == null) {
            return;
        }
        for (final Status said : owner.getStatusManager().getCopyOfStatusList()) {
            for (final String element : ROLLING_ELEMENTS) {
                if (said.getMessage().contains("[" + element + "] in [" + LogcAppender.class.getName() + "]")) {
                    status.warn(
                            element + ": logc does not roll files; use logrotate (without copytruncate), a moved file"
                                    + " is noticed at the next write",
                            null);
                }
            }
        }
    }

    /** Whether lines are made outside the log call. */
    boolean isSplit() {
        return usableSplitFormat() != null;
    }

    /** Null when the encoder makes the lines. The field is read once, as a restart with another setting may be under way. */
    private SplitFormat usableSplitFormat() {
        final SplitFormat format = splitFormat;
        return format != null && format.isOf(encoder) ? format : null;
    }

    /**
     * How many events were dropped because the buffer was full; the log file itself tells it too.
     *
     * @return drops, counted since the current buffer of the file was made
     */
    public long getDroppedCount() {
        final Publication current = publication;
        return current == null ? 0 : current.droppedCount();
    }

    /**
     * Sets the log file.
     *
     * @param file path; a relative one is relative to the application's working directory
     */
    public void setFile(final String file) {
        options.setFile(file);
    }

    /**
     * Sets whether what the file holds is kept.
     *
     * @param append false to truncate the file once, at start
     */
    public void setAppend(final boolean append) {
        this.append = append;
    }

    /**
     * Sets who writes the file.
     *
     * @param server auto (a log server where there is one) or none (always the application itself)
     */
    public void setServer(final String server) {
        options.setServer(server);
    }

    /**
     * Sets the size of the buffer. The few kilobytes of a file appender's configuration mean the default here.
     *
     * @param bufferSize a power of two between 64 KB and 1 GB
     */
    public void setBufferSize(final String bufferSize) {
        options.setBufferSize(bufferSize);
    }

    /**
     * Sets where buffers are, instead of the place that logc chooses.
     *
     * @param bufferDirectory path of a directory, best in memory
     */
    public void setBufferDirectory(final String bufferDirectory) {
        options.setBufferDirectory(bufferDirectory);
    }

    /**
     * Sets within which time a line is in the file.
     *
     * @param flushInterval a duration between 1 ms and 60 s
     */
    public void setFlushInterval(final String flushInterval) {
        options.setFlushInterval(flushInterval);
    }

    /**
     * Sets what a log call does when the buffer is full.
     *
     * @param whenFull block (up to maxBlock) or drop
     */
    public void setWhenFull(final String whenFull) {
        options.setWhenFull(whenFull);
    }

    /**
     * Sets how long a log call may wait for room in the buffer.
     *
     * @param maxBlock a duration between 0 and 60 s
     */
    public void setMaxBlock(final String maxBlock) {
        options.setMaxBlock(maxBlock);
    }

    /**
     * Sets whether a log server is started where there is none and one could be.
     *
     * @param autoStart true to start it
     */
    public void setAutoStart(final boolean autoStart) {
        options.setAutoStart(autoStart);
    }

    /**
     * Sets whether lines of a pattern may be made outside the log call, which changes nothing but its speed.
     *
     * @param splitFormatting false to have every line made by the encoder, in the log call
     */
    public void setSplitFormatting(final boolean splitFormatting) {
        options.setSplitFormatting(splitFormatting);
    }

    /**
     * Sets the permissions of a log file that does not exist yet.
     *
     * @param filePermissions nine letters such as rw-r-----
     */
    public void setFilePermissions(final String filePermissions) {
        options.setFilePermissions(filePermissions);
    }

    /**
     * Accepted for the sake of file appenders' configurations: several applications may always share a file.
     *
     * @param prudent true to ignore append=false, as a file appender does
     */
    public void setPrudent(final boolean prudent) {
        this.prudent = prudent;
    }

    /**
     * Accepted for the sake of file appenders' configurations: the file is always made with its first line.
     *
     * @param lazy of no effect
     */
    public void setLazy(final boolean lazy) {
        addInfo("lazy=" + lazy + ": of no effect, the file is made with its first line");
    }
}
