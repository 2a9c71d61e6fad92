package io.logc.drain;

import io.logc.buffer.BufferFile;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.RingReader;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Cuts what one buffer holds into batches for its log file's writer: records, drop reports where events are missing, and
 * what can be saved of a damaged buffer. Everything that it reads there may have been written by a client that is broken or
 * hostile, so a round ends after a ring's length, whatever the client does meanwhile.
 *
 * <p>Owned by the writer's thread.
 */
final class BufferDrain {
    /** Bytes of the ring. */
    static final long LITTLE = 16 * 1024;

    private final LogFileWriter writer;
    private final LogFile logFile;
    private final Batch batch;
    private final LongSupplier nanoClock;

    BufferDrain(final LogFileWriter writer, final LogFile logFile, final Batch batch, final LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.writer = writer;
        this.logFile = logFile;
        this.batch = batch;
    }

    /** What is there, at most a ring's length, so that other buffers of the file have their turn. */
    long drainRound(final DrainedBuffer buffer) throws IOException {
        final BufferFile file = buffer.file();
        if (buffer.isTailWrong()) {
            throw new CorruptBufferException(
                    file.name() + ": records stand behind tail=" + file.tailPosition() + ", though its owner is dead");
        }
        boolean reportable = buffer.mayReportDrops(nanoClock.getAsLong());
        long freed = 0;
        long step;
        do {
            final long from = buffer.reader().headPosition();
            final long tail = file.tailPosition();
            long limit = reportable ? dropsLimit(file, from, tail) : tail;
            if (limit == from && reportable) {
                reportable = false;
                reportDrops(buffer);
                limit = tail;
            }
            step = limit == from ? 0 : drainBatch(buffer, from, limit);
            if (step > 0) {
                buffer.noteProgress();
                reportable = true;
            }
            freed += step;
            // Once more after a whole ring: a dead owner's drops are reported before others' lines come.
        } while (step > 0 && freed <= file.capacity());
        return freed;
    }

    /** All that is there, as one batch, if it is little and nothing else is to be done; otherwise nothing. */
    long drainLittle(final DrainedBuffer buffer) throws IOException {
        final BufferFile file = buffer.file();
        final long from = buffer.reader().headPosition();
        final long tail = file.tailPosition();
        if (tail - from > LITTLE || file.droppedCount() != file.reportedCount() || buffer.isTailWrong()) {
            return 0;
        }
        final long freed = drainBatch(buffer, from, tail);
        if (freed > 0) {
            buffer.noteProgress();
        }
        return freed;
    }

    private long drainBatch(final DrainedBuffer buffer, final long from, final long limit) throws IOException {
        logFile.prepare();
        final long to = batch.render(buffer.source(), from, limit, buffer.isOwnerDead(), logFile.offset());
        if (to > from) {
            buffer.reader().noteBegun(to);
            writer.write(buffer, kindOfBatch(), from, to);
        }
        return to - from;
    }

    private int kindOfBatch() {
        return batch.truncates() ? JournalDescriptor.KIND_TRUNCATION : JournalDescriptor.KIND_RECORDS;
    }

    /** Up to the tail; but up to the last drop first, so that the report stands where events are missing. */
    private static long dropsLimit(final BufferFile file, final long from, final long tail) {
        // The count first: producers note the position before they count, so what is seen counted has its position.
        final boolean reportDue = file.droppedCount() != file.reportedCount();
        final long dropPosition = file.dropPosition();
        return reportDue && dropPosition >= from && dropPosition < tail ? dropPosition : tail;
    }

    private void reportDrops(final DrainedBuffer buffer) throws IOException {
        final BufferFile file = buffer.file();
        final long dropped = file.droppedCount();
        final long reported = file.reportedCount();
        if (reported < 0 || dropped < reported) {
            throw new CorruptBufferException(
                    file.name() + ": dropped=" + dropped + ", reported=" + reported + " cannot both be right");
        }
        if (dropped > reported) {
            logFile.prepare();
            batch.renderDropReport(file, dropped - reported, logFile.offset());
            writer.write(buffer, JournalDescriptor.KIND_DROPS, reported, dropped);
            buffer.noteReport(nanoClock.getAsLong());
        }
    }

    /**
     * Writes what can still be read of a damaged buffer: the complete records from where reading has come to, as far as they
     * make sense, whatever head and tail say. What is unfinished will stay so, as in a dead owner's buffer; an event whose
     * line cannot be made is passed over.
     */
    void salvage(final DrainedBuffer buffer) throws IOException {
        final RingReader reader = buffer.reader();
        long from = reader.salvagePosition();
        if (from == RingReader.UNKNOWN) {
            return;
        }
        final long limit = reader.salvageLimit(from);
        try {
            while (from < limit) {
                logFile.prepare();
                final long to = batch.renderSalvaged(buffer.source(), from, limit, logFile.offset());
                if (batch.length() > 0 || batch.truncates()) {
                    writer.writeSalvaged(buffer, kindOfBatch(), from, to);
                }
                from = to > from ? to : limit;
            }
        } catch (final CorruptBufferException | InternalError end) {
            from = limit;
        }
    }
}
