package io.logc.client;

import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import io.logc.render.SplitLine;
import io.logc.render.SplitRecord;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all appenders of one log file in this copy of logc share: the current buffer, and how calls get into it.
 *
 * <p>Application threads call {@link #publish}, which takes no lock, allocates nothing and makes no system call unless the
 * buffer is full or the conductor sleeps. The conductor and the opener replace the current buffer.
 */
final class FilePublication {
    private static final byte[] NOTHING = new byte[0];
    /** Making a successor takes a few milliseconds; a call that meets a sealed buffer finds none full. */
    private static final long SUCCESSOR_WAIT_NS = 250_000_000L;

    private final Path logFile;
    private final Conductor conductor;
    private final AtomicInteger references = new AtomicInteger();
    private final AtomicBoolean truncationDue;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile ClientBuffer current;
    private volatile Overflow overflow;
    private volatile LogcOptions options;
    private volatile BufferSpec spec;
    private volatile StatusSink status;
    private final AtomicBoolean replacementWanted = new AtomicBoolean();
    /** Null until {@link #leaveTo}, and then the same or a later one. */
    private volatile FilePublication heir;

    FilePublication(final Path logFile, final boolean truncates, final Conductor conductor) {
        this.logFile = logFile;
        this.truncationDue = new AtomicBoolean(truncates);
        this.conductor = conductor;
    }

    Path logFile() {
        return logFile;
    }

    ClientBuffer current() {
        return current;
    }

    LogcOptions options() {
        return options;
    }

    StatusSink status() {
        return status;
    }

    BufferSpec spec() {
        return spec;
    }

    int references() {
        return references.get();
    }

    /** Whether the conductor was asked for a new buffer, and has made none yet. */
    boolean isReplacementWanted() {
        return replacementWanted.get();
    }

    /** Asks the conductor for a new buffer; of many callers one is heard. */
    void wantReplacement() {
        if (replacementWanted.compareAndSet(false, true)) {
            conductor.replace(this);
        }
    }

    /**
     * Has late calls go to the publication that the log file has by now: a buffer of a retired one's own would be nobody's to
     * retire and to wait for, and out of order. The wish for one stays, so that there is no other. The conductor only.
     */
    void leaveTo(final FilePublication registered) {
        heir = registered;
        addFailures(0);
    }

    /** The publication that calls to this one go to: itself, unless it was retired and the log file has another by now. */
    FilePublication latest() {
        final FilePublication next = heir;
        if (next == null) {
            return this;
        }
        // Those between here and there need not be kept, nor their buffers.
        heir = next.latest();
        return heir;
    }

    /** Whether the caller is to publish the truncation of {@code append=false}. */
    boolean takeTruncation() {
        return truncationDue.getAndSet(false);
    }

    /** One appender more; called by the opener. */
    void acquire(final LogcOptions newOptions, final StatusSink newStatus) {
        options = newOptions;
        overflow = new Overflow(newOptions.blockWhenFull(), newOptions.maxBlockNs());
        status = new GuardedStatus(newStatus);
        references.incrementAndGet();
    }

    /** One appender less. */
    int release() {
        return references.decrementAndGet();
    }

    /** Puts a new buffer in place; calls that still hold the old one find it sealed and come here. */
    void use(final ClientBuffer buffer, final BufferSpec bufferSpec) {
        final ClientBuffer old = current;
        spec = bufferSpec;
        current = buffer;
        replacementWanted.set(false);
        if (old != null) {
            FaultPoint.SUCCESSOR_USED.reached();
            sealIfUsable(old.file());
            FaultPoint.PREDECESSOR_SEALED.reached();
        }
    }

    /** Nothing more is to come, at the end of the process. */
    void sealCurrent() {
        sealIfUsable(current.file());
    }

    /** A buffer whose memory is gone needs no seal: no call can write there. */
    private static boolean sealIfUsable(final BufferFile old) {
        try {
            old.seal();
            return true;
        } catch (final InternalError memoryIsGone) {
            return false;
        }
    }

    /** Publishes a record that is no event; where there is no room for it, it is left out. */
    void publishMark(final int recordType) {
        publish(current, recordType, NOTHING, 0, 0);
    }

    /**
     * Publishes an event.
     *
     * @return false when it was dropped and counted
     */
    boolean publish(final byte[] source, final int offset, final int length) {
        if (Faults.ARMED) {
            FaultPoint.CALL_ENTERED.reached();
        }
        final ClientBuffer buffer = current;
        final int maxLength = RingProducer.maxPayloadLength(buffer.file().capacity());
        if (length > maxLength) {
            final byte[] cut = LongEvent.cut(source, offset, length, maxLength);
            return publish(buffer, RecordType.EVENT, cut, 0, cut.length);
        }
        return length == 0 || publish(buffer, RecordType.EVENT, source, offset, length);
    }

    /**
     * Begins an event whose line the consumer makes. {@link #publishSplit} or {@link #abandon} ends it.
     *
     * @return null when the buffer does not take such events
     */
    SplitEvent begin(final SplitPattern pattern) {
        return current.begin(pattern);
    }

    /**
     * Publishes an event whose line the consumer makes. Where the buffer has been replaced since the record was begun, or the
     * record is too long, the line is made here.
     *
     * @return false when it was dropped and counted
     */
    boolean publishSplit(final SplitEvent event) {
        if (Faults.ARMED) {
            FaultPoint.CALL_ENTERED.reached();
        }
        final ClientBuffer buffer = current;
        final int length = event.length();
        // An Error leaves the claim, and so the event's place, to the conductor, as a failure does.
        int index = RingProducer.FAILED;
        try {
            final boolean fits = buffer.names() == event.names()
                    && length <= SplitRecord.MAX_LENGTH
                    && length <= RingProducer.maxPayloadLength(buffer.file().capacity());
            index = fits ? buffer.write(event) : RingProducer.FULL;
            if (index >= 0) {
                signal(buffer, index, length);
                return true;
            }
            if (index == RingProducer.FAILED) {
                return publishFailed();
            }
            if (fits) {
                return publishWhenFull(buffer, RecordType.SPLIT_EVENT, event.bytes(), 0, length);
            }
            final byte[] line = SplitLine.of(event.names().dictionary(), event.bytes(), length);
            return publish(line, 0, line.length);
        } catch (final InternalError memoryIsGone) {
            return publishFailed();
        } finally {
            if (index != RingProducer.FAILED) {
                abandon(event);
            }
        }
    }

    /** Ends an event that was begun and not published. */
    void abandon(final SplitEvent event) {
        // Of whichever buffer it is: an old one's places are of no use to the new one.
        event.home.end(event);
    }

    private boolean publish(
            final ClientBuffer buffer, final int type, final byte[] source, final int offset, final int length) {
        try {
            final int index = buffer.write(type, source, offset, length);
            if (index >= 0) {
                signal(buffer, index, length);
                return true;
            }
            return index == RingProducer.FULL ? publishWhenFull(buffer, type, source, offset, length) : publishFailed();
        } catch (final InternalError memoryIsGone) {
            return publishFailed();
        }
    }

    private void signal(final ClientBuffer buffer, final int index, final int length) {
        if (Faults.ARMED) {
            FaultPoint.COMMITTED.reached();
        }
        if (conductor.isAsleep()) {
            conductor.wake();
        } else if (buffer.crossesQuarter(index, length) && !buffer.file().isConsumerAwake()) {
            conductor.wakeNow();
        }
        if (Faults.ARMED) {
            FaultPoint.SIGNALLED.reached();
        }
    }

    private boolean publishFailed() {
        addFailures(1);
        conductor.wakeNow();
        return false;
    }

    /** What is added while an heir comes is found by one of the two. */
    private void addFailures(final int count) {
        failures.addAndGet(count);
        final FilePublication next = heir;
        if (next != null) {
            next.addFailures(failures.getAndSet(0));
        }
    }

    private boolean publishWhenFull(
            final ClientBuffer full, final int type, final byte[] source, final int offset, final int length) {
        final FilePublication registered = latest();
        if (registered != this) {
            return registered.publishLate(full, type, source, offset, length);
        }
        if (tryAgain(full, type, source, offset, length)) {
            return true;
        }
        final boolean sealed = full.file().isSealed();
        if (sealed || !overflow.dropsAtOnce(full.file())) {
            conductor.wakeNow();
            final NextTry next = new NextTry(full, type, source, offset, length);
            if (overflow.await(full.file(), sealed ? SUCCESSOR_WAIT_NS : 0, next)) {
                return next.accepted;
            }
        }
        return (type == RecordType.EVENT || type == RecordType.SPLIT_EVENT) && drop(full, type, source, offset, length);
    }

    /** Publishes a retired publication's event as a call of its own. Marks are left out: this publication has its own. */
    private boolean publishLate(
            final ClientBuffer full, final int type, final byte[] source, final int offset, final int length) {
        if (type == RecordType.SPLIT_EVENT) {
            final byte[] line = SplitLine.of(full.file().dictionary(), source, length);
            return publish(line, 0, line.length);
        }
        return type == RecordType.EVENT && publish(source, offset, length);
    }

    /**
     * Counts an event that found no room. If nobody looks at the count any more, because the buffer was sealed and drained
     * meanwhile, the event goes into the successor after all; the process may end as soon as this call returns.
     *
     * @return whether the event was taken
     */
    boolean drop(final ClientBuffer full, final int type, final byte[] source, final int offset, final int length) {
        if (countDrop()) {
            return false;
        }
        final NextTry last = new NextTry(full, type, source, offset, length);
        if (last.tryAgain() || current.file().isSealed() && overflow.await(full.file(), SUCCESSOR_WAIT_NS, last)) {
            return last.accepted;
        }
        if (!countDrop()) {
            addFailures(1);
            wantReplacement();
        }
        return false;
    }

    /** Returns false when nobody looks at the buffer's count any more; the successor's will be. */
    private boolean countDrop() {
        try {
            return current.file().countDrop();
        } catch (final InternalError memoryIsUnusable) {
            addFailures(1);
            return true;
        }
    }

    /** One more try of a call that waits; no lambda, whose linkage would cost the first such call milliseconds. */
    private final class NextTry implements Overflow.Attempt {
        private final ClientBuffer full;
        private final int type;
        private final byte[] source;
        private final int offset;
        private final int length;
        /** Once it is done: whether the event was taken. */
        private boolean accepted;

        private NextTry(
                final ClientBuffer full, final int type, final byte[] source, final int offset, final int length) {
            this.full = full;
            this.type = type;
            this.source = source;
            this.offset = offset;
            this.length = length;
        }

        @Override
        public boolean tryAgain() {
            final FilePublication registered = heir;
            accepted = registered == null
                    ? FilePublication.this.tryAgain(full, type, source, offset, length)
                    : registered.publishLate(full, type, source, offset, length);
            return accepted || registered != null;
        }
    }

    /** A sealed buffer has a successor, or gets one from the conductor. */
    private boolean tryAgain(
            final ClientBuffer full, final int type, final byte[] source, final int offset, final int length) {
        final ClientBuffer buffer = current;
        if (buffer.file().isSealed()) {
            wantReplacement();
            return false;
        }
        if (buffer != full && type == RecordType.SPLIT_EVENT) {
            // Its names are those of the buffer that was full.
            final byte[] line = SplitLine.of(full.file().dictionary(), source, length);
            return tryAgain(full, RecordType.EVENT, line, 0, line.length);
        }
        final int maxLength = RingProducer.maxPayloadLength(buffer.file().capacity());
        if (length > maxLength) {
            final byte[] cut = LongEvent.cut(source, offset, length, maxLength);
            return tryAgain(full, RecordType.EVENT, cut, 0, cut.length);
        }
        final int index = buffer.write(type, source, offset, length);
        if (index >= 0) {
            signal(buffer, index, length);
        }
        return index >= 0;
    }

    /** Counts events that found the buffer's memory unusable as drops. The conductor only. */
    void countFailures() {
        if (current.file().isSealed()) {
            return;
        }
        for (int count = failures.getAndSet(0); count > 0; count--) {
            if (!current.file().countDrop()) {
                // Closed and not sealed: something has damaged it.
                failures.addAndGet(count);
                wantReplacement();
                return;
            }
        }
    }
}
