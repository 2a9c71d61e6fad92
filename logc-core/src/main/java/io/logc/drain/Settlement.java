package io.logc.drain;

import io.logc.buffer.BufferFile;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.RingReader;
import io.logc.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.NoSuchFileException;

/**
 * Finishes the batch that a crash or a failed write left in the journal: finds out how much of it stands in the log file,
 * and does what is missing. Nothing is ever cut off the file.
 *
 * <p>Owned by the writer thread that holds the writer lock.
 */
final class Settlement {
    private static final int WINDOW_LENGTH = 64 * 1024;
    private static final long NOT_FOUND = -1;

    /** A rotation that moves the file in the very moment comes once; many at once move one file after the other. */
    private static final int MAX_SEARCHES = 10;

    private final Journal journal;
    private final LogFile logFile;
    private final Completion completion;
    private final DrainListener listener;

    Settlement(
            final Journal journal, final LogFile logFile, final Completion completion, final DrainListener listener) {
        this.completion = completion;
        this.journal = journal;
        this.logFile = logFile;
        this.listener = listener;
    }

    /**
     * Settles what the journal says.
     *
     * @param source the buffer that the journal names, or null when it is gone; with its consumer's reader where it has one,
     *     which must know of each move of the head
     * @param batch where the batch's bytes are made again
     * @throws CorruptBufferException when the buffer no longer holds what the journal says; the journal is cleared
     */
    void settle(final RecordSource source, final Batch batch) throws IOException {
        final Journal.Entry entry = journal.entry();
        final BufferFile file = source == null ? null : source.file();
        if (file == null || file.instanceId() != entry.instanceId()) {
            if (journal.state() == JournalDescriptor.STATE_PENDING) {
                listener.warn(
                        logFile.path() + ": the buffer of an interrupted batch is gone; up to " + entry.length()
                                + " bytes may be missing",
                        null);
            }
            journal.clear();
            return;
        }
        try {
            if (!makesSense(entry, file, source.reader())) {
                listener.warn(
                        logFile.path() + ": its journal is damaged (state=" + journal.state() + ", " + entry
                                + ") and is ignored; if a batch was interrupted it may stand twice, or in part",
                        null);
                journal.clear();
                return;
            }
            FaultPoint.SETTLING_BEGUN.reached();
            if (entry.kind() != JournalDescriptor.KIND_DROPS) {
                // Should this attempt fail, another process may be the one that succeeds.
                source.reader().noteBegun(entry.to());
            }
            if (journal.state() == JournalDescriptor.STATE_PENDING && !isWritten(entry, source, batch)) {
                journal.clear();
                FaultPoint.SETTLED_UNWRITTEN.reached();
                return;
            }
            journal.written();
            FaultPoint.SETTLED_WRITTEN.reached();
            apply(entry, file, source.reader());
            FaultPoint.SETTLED_APPLIED.reached();
            journal.clear();
        } catch (final CorruptBufferException e) {
            journal.clear();
            throw e;
        }
    }

    /**
     * Whether a writer can have noted this. A damaged journal must neither free what is not on file, nor have it freed
     * without end: what it names stays in the ring and is drained in the ordinary way.
     */
    private boolean makesSense(final Journal.Entry entry, final BufferFile file, final RingReader reader)
            throws CorruptBufferException {
        if (journal.state() != JournalDescriptor.STATE_PENDING && journal.state() != JournalDescriptor.STATE_WRITTEN
                || entry.fileOffset() < 0
                || entry.length() < 0
                || entry.length() > Batch.lengthBound(file)
                || entry.from() < 0
                || entry.to() < entry.from()) {
            return false;
        }
        return switch (entry.kind()) {
            case JournalDescriptor.KIND_RECORDS, JournalDescriptor.KIND_TRUNCATION -> {
                final long freed = reader.headPosition();
                yield entry.to() - entry.from() <= file.capacity()
                        && entry.to() <= Math.max(freed, file.tailPosition())
                        && BufferFile.canBeRecord(entry.from())
                        && BufferFile.canBeRecord(entry.to())
                        && (entry.kind() == JournalDescriptor.KIND_RECORDS || entry.length() == 0);
            }
            case JournalDescriptor.KIND_DROPS -> entry.to() <= file.droppedCount();
            default -> false;
        };
    }

    /** Marks the batch's source as done: the space is zeroed and the head moves, or the drops count as reported. */
    static void apply(final Journal.Entry entry, final BufferFile file, final RingReader reader)
            throws CorruptBufferException {
        if (entry.kind() == JournalDescriptor.KIND_DROPS) {
            file.reportedCount(entry.to());
            return;
        }
        final long head = reader.headPosition();
        if (head == entry.from()) {
            reader.free(entry.from(), entry.to());
        } else if (head < entry.to()) {
            throw new CorruptBufferException(file.name() + ": head=" + head + " is inside the journal's batch from="
                    + entry.from() + " to=" + entry.to());
        }
    }

    private boolean isWritten(final Journal.Entry entry, final RecordSource source, final Batch batch)
            throws IOException {
        final BufferFile file = source.file();
        final RingReader reader = source.reader();
        if (entry.kind() == JournalDescriptor.KIND_TRUNCATION) {
            batch.renderAgain(source, entry.from(), entry.to(), entry.fileOffset(), 0);
            if (!batch.truncates()) {
                throw new CorruptBufferException(file.name() + ": holds no truncation at position=" + entry.from());
            }
            logFile.prepare();
            logFile.truncate();
            return true;
        }
        if (entry.kind() == JournalDescriptor.KIND_DROPS) {
            if (file.reportedCount() != entry.from()) {
                return file.reportedCount() == entry.to();
            }
            batch.renderDropReport(file, entry.to() - entry.from(), entry.fileOffset());
        } else {
            if (reader.headPosition() != entry.from()) {
                throw new CorruptBufferException(file.name() + ": head=" + reader.headPosition()
                        + " is not at the pending batch from=" + entry.from());
            }
            batch.renderAgain(source, entry.from(), entry.to(), entry.fileOffset(), entry.length());
        }
        FaultPoint.RENDERED_AGAIN.reached();
        if (batch.length() != entry.length() || batch.crc() != entry.crc()) {
            throw new CorruptBufferException(file.name() + ": holds other bytes than the pending batch, length="
                    + batch.length() + " expected=" + entry.length());
        }
        return stands(entry, file, batch);
    }

    /** Whether the batch is on file, which it is at last if a part of it was. */
    private boolean stands(final Journal.Entry entry, final BufferFile file, final Batch batch) throws IOException {
        for (int i = 1; ; i++) {
            final FoundFile place = logFile.find(entry.device(), entry.inode());
            try {
                if (place == null || isUnreadable(place)) {
                    sayGone(entry);
                    return false;
                }
                final long offset = place.stat().size() > entry.fileOffset()
                        ? completeIn(place, entry.fileOffset(), batch.bytes())
                        : NOT_FOUND;
                if (offset != NOT_FOUND) {
                    completion.found(file, batch, place, offset);
                }
                return offset != NOT_FOUND;
            } catch (final NoSuchFileException movedMeanwhile) {
                // By a rotation, which leaves the file as it is: wherever it is now, as much of the batch stands there.
                if (i == MAX_SEARCHES) {
                    throw movedMeanwhile;
                }
            }
        }
    }

    /** Of a moved file only, which may be another one of the same inode: the log file itself is tried again. */
    private boolean isUnreadable(final FoundFile place) throws IOException {
        if (place.path().equals(logFile.path())) {
            return false;
        }
        try {
            place.path().getFileSystem().provider().checkAccess(place.path(), AccessMode.READ);
            return false;
        } catch (final AccessDeniedException unreadable) {
            return true;
        }
    }

    private void sayGone(final Journal.Entry entry) {
        if (entry.length() > 0) {
            listener.warn(
                    logFile.path()
                            + ": the file of an interrupted batch is gone; the batch is written to a new one, and"
                            + " if the old one was only moved, up to " + entry.length()
                            + " bytes at its end stand in both",
                    null);
        }
    }

    /**
     * Looks for the batch in a file that was longer a moment ago than before the batch.
     *
     * @return where it stands whole, or was completed; {@link #NOT_FOUND} when it must be appended from the start
     */
    private long completeIn(final FoundFile place, final long offset, final ByteBuffer batch) throws IOException {
        try (FileChannel file = logFile.openToRead(place)) {
            final long size = file.size();
            if (size <= offset) {
                return NOT_FOUND;
            }
            final int present = (int) Math.min(size - offset, batch.limit());
            if (matches(file, offset, batch, present)) {
                if (present < batch.limit()) {
                    logFile.appendTo(place, batch.duplicate().position(present));
                }
                return offset;
            }
            final long elsewhere = search(file, offset + 1, size, batch);
            if (elsewhere != NOT_FOUND) {
                return elsewhere;
            }
            final int behindOthers = partAtEnd(file, offset, size, batch);
            if (behindOthers > 0) {
                logFile.appendTo(place, batch.duplicate().position(behindOthers));
                return size - behindOthers;
            }
            listener.warn(
                    place.path() + ": something else was written where an interrupted batch had begun; the batch is"
                            + " appended again, and up to " + present + " bytes of it may stand twice",
                    null);
            return NOT_FOUND;
        }
    }

    /**
     * Another program may have appended its lines between the look at the file's size and the batch, of which only a part
     * got there, up to the middle of a line.
     *
     * @return how many bytes at the file's end are the batch's first, behind a whole line; 0 for none
     */
    private static int partAtEnd(final FileChannel file, final long offset, final long size, final ByteBuffer batch)
            throws IOException {
        final long first = Math.max(offset + 1, size - batch.limit() + 1);
        final ByteBuffer end = ByteBuffer.allocate((int) (size - first) + 1);
        int count;
        do {
            count = file.read(end, first - 1 + end.position());
        } while (count > 0 && end.hasRemaining());
        final int length = end.position();
        if (length == 0 || end.get(length - 1) == '\n') {
            // Whole lines may be the other program's own.
            return 0;
        }
        for (int start = 1; start < length; start++) {
            if (end.get(start - 1) == '\n' && batch.slice(0, length - start).equals(end.slice(start, length - start))) {
                return length - start;
            }
        }
        return 0;
    }

    private static boolean matches(final FileChannel file, final long offset, final ByteBuffer batch, final int length)
            throws IOException {
        final ByteBuffer window = ByteBuffer.allocate(Math.min(WINDOW_LENGTH, length));
        int compared = 0;
        while (compared < length) {
            window.clear().limit(Math.min(window.capacity(), length - compared));
            if (file.read(window, offset + compared) <= 0) {
                return false;
            }
            window.flip();
            if (!window.equals(batch.slice(compared, window.limit()))) {
                return false;
            }
            compared += window.limit();
        }
        return true;
    }

    private static long search(final FileChannel file, final long from, final long size, final ByteBuffer batch)
            throws IOException {
        final byte first = batch.get(0);
        final ByteBuffer window = ByteBuffer.allocate(WINDOW_LENGTH);
        for (long start = from; start + batch.limit() <= size; ) {
            window.clear();
            if (file.read(window, start) <= 0) {
                return NOT_FOUND;
            }
            window.flip();
            for (int i = 0; i < window.limit() && start + i + batch.limit() <= size; i++) {
                if (window.get(i) == first && matches(file, start + i, batch, batch.limit())) {
                    return start + i;
                }
            }
            start += window.limit();
        }
        return NOT_FOUND;
    }
}
