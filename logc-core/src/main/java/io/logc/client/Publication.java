package io.logc.client;

import io.logc.buffer.RecordType;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An appender's access to a log file: what is published here reaches the file, whoever is killed afterwards.
 *
 * <p>Any thread may call any method. Several publications of one file share one buffer.
 */
public final class Publication {
    private final FilePublication file;
    private final Conductor conductor;
    private final AtomicBoolean closed = new AtomicBoolean();

    Publication(final FilePublication file, final Conductor conductor) {
        this.file = file;
        this.conductor = conductor;
    }

    /**
     * Publishes an event: once this has returned true it survives {@code kill -9} of this process.
     *
     * <p>Takes no lock, allocates nothing and does no I/O; waits only when the buffer is full, parked, up to
     * {@code maxBlock}. Throws nothing but an Error of the calling thread itself, such as a full stack, as any file appender
     * does. Works after {@link #close} too, for calls that were in flight.
     *
     * @param source array that holds the finished line
     * @param offset where it starts
     * @param length bytes; more than an eighth of the buffer is cut with a visible mark
     * @return false when it was dropped; drops are counted, and reported in the log file
     */
    public boolean publish(final byte[] source, final int offset, final int length) {
        return file.publish(source, offset, length);
    }

    /**
     * Begins an event whose line whoever drains the buffer makes. {@link #publish(SplitEvent)} or {@link #abandon} ends it. A
     * caller with a full stack reaches neither, and says so as {@link SplitEvent#home} has it.
     *
     * @param pattern of the line
     * @return the event, to be filled in by the calling thread; null when the buffer cannot take events of that pattern, and
     *     {@link #publish(byte[], int, int)} has to take the finished line
     */
    public SplitEvent begin(final SplitPattern pattern) {
        return file.begin(pattern);
    }

    /**
     * Publishes an event with all its fields: once this has returned true it survives {@code kill -9} of this process. In all
     * else as {@link #publish(byte[], int, int)}.
     *
     * @param event what {@link #begin} returned; not to be used afterwards
     * @return false when it was dropped; drops are counted, and reported in the log file
     */
    public boolean publish(final SplitEvent event) {
        return file.publishSplit(event);
    }

    /**
     * Ends an event without publishing it.
     *
     * @param event what {@link #begin} returned; not to be used afterwards
     */
    public void abandon(final SplitEvent event) {
        file.abandon(event);
    }

    /**
     * Waits until everything that was published before is on file.
     *
     * @param timeoutNs longest wait
     * @return false when time ran out
     */
    public boolean flush(final long timeoutNs) {
        return conductor.awaitDrained(file, timeoutNs);
    }

    /**
     * Ends an appender's use of the file; the last one of a file writes its footer. Returns once everything is on file, or
     * time ran out. Further calls only wait.
     *
     * @param timeoutNs longest wait
     * @return false when time ran out; what is left is still written later
     */
    public boolean close(final long timeoutNs) {
        if (closed.compareAndSet(false, true)
                && file.release() == 0
                && file.spec().footer().length > 0) {
            file.publishMark(RecordType.FOOTER);
        }
        return flush(timeoutNs);
    }

    /**
     * Events that found no room since the file's current buffer was made.
     *
     * @return the count; zero when something has just cut the buffer, in whose place a new one is made
     */
    public long droppedCount() {
        return file.latest().current().droppedCount();
    }
}
