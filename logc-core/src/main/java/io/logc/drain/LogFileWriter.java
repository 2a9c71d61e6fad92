package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.CorruptBufferException;
import io.logc.fault.FaultPoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The single writer of one log file: moves batches from the file's buffers to its end, each exactly once.
 *
 * <p>The steps of a batch, any of which may be the last one executed: 1. the journal says pending; 2. the bytes are
 * appended; 3. the path is checked; 4. the journal says written; 5. the ring's space is zeroed; 6. the head moves; 7. the
 * journal is cleared. Owned by one thread at a time; the log file's writer lock keeps other processes out.
 */
final class LogFileWriter implements Closeable {
    /** Result of {@link #cycle()}: another process holds the writer lock. */
    static final int LOCKED = -1;

    private final BufferDirectory directory;
    private final String key;
    private final LogFile logFile;
    private final BufferEnds ends;
    private final DrainListener listener;
    private final WriterLock writerLock;
    private final List<DrainedBuffer> buffers = new ArrayList<>();
    private final Batch batch;
    private final BufferDrain drain;
    private final FinishedBuffers finished;
    private final Completion completion;
    private Journal journal;

    /** Hears which buffers are drained no more. */
    interface BufferEnds {
        /**
         * A buffer was finished and removed, or was damaged and put aside.
         *
         * @param name of the buffer
         * @param damaged whether it was put aside
         */
        void ended(BufferName name, boolean damaged);
    }

    /** Makes a writer that drains nothing yet; the directory is null when the buffers are in memory. */
    LogFileWriter(
            final BufferDirectory directory,
            final String key,
            final LogFile logFile,
            final BufferEnds ends,
            final DrainListener listener,
            final Batch batch,
            final LongSupplier nanoClock) {
        this.directory = directory;
        this.key = key;
        this.logFile = logFile;
        this.ends = ends;
        this.drain = new BufferDrain(this, logFile, batch, nanoClock);
        this.batch = batch;
        this.completion = new Completion(logFile, listener, System::currentTimeMillis);
        this.writerLock = new WriterLock(directory, key, nanoClock);
        this.finished = new FinishedBuffers(logFile.path(), ends, listener);
        this.listener = listener;
    }

    LogFile logFile() {
        return logFile;
    }

    List<DrainedBuffer> buffers() {
        return buffers;
    }

    void add(final DrainedBuffer buffer) {
        buffers.add(buffer);
        buffers.sort(Comparator.comparingLong(DrainedBuffer::generation));
    }

    /** The attached buffer of a name, or null. */
    DrainedBuffer find(final BufferName name) {
        for (final DrainedBuffer buffer : buffers) {
            if (buffer.file().name().equals(name)) {
                return buffer;
            }
        }
        return null;
    }

    /**
     * Drains what is there, at most about one ring's length of each buffer.
     *
     * @return bytes of rings that were freed, or {@link #LOCKED}
     */
    long cycle() throws IOException {
        try {
            return cycleOnce();
        } catch (final InternalError fault) {
            return onFault(fault);
        }
    }

    /**
     * Somebody has truncated a mapped file. The JVM may say so late, when the thread is busy with another one, so their
     * lengths decide which it was.
     */
    long onFault(final InternalError fault) throws IOException {
        if (directory != null) {
            // It may be the journal; a new mapping has its length again.
            journal = null;
        }
        int damaged = 0;
        for (final DrainedBuffer buffer : List.copyOf(buffers)) {
            if (buffer.file().isTruncated()) {
                damaged++;
                quarantine(
                        buffer,
                        new CorruptBufferException(buffer.file().name() + ": was truncated while mapped: " + fault));
            }
        }
        if (damaged == 0) {
            throw fault;
        }
        return damaged;
    }

    private long cycleOnce() throws IOException {
        if (!hasWork()) {
            return finished.removeFrom(buffers, this::find);
        }
        if (!acquire()) {
            return LOCKED;
        }
        try {
            settle();
            adoptPredecessors();
            long freed = 0;
            for (final DrainedBuffer buffer : List.copyOf(buffers)) {
                freed += drain(buffer);
            }
            return freed + finished.removeFrom(buffers, this::find);
        } finally {
            writerLock.letOthers();
        }
    }

    /**
     * Drains one buffer of the little that it holds, for a thread that has other things to do. Whatever else there is, or has
     * happened, is left to the writer's own thread.
     *
     * @return bytes of the ring that were freed
     */
    long drainLittle(final BufferName name) throws IOException {
        final DrainedBuffer buffer = find(name);
        try {
            final boolean isMine = buffer != null && hasWork(buffer) && !buffer.waits(this::find) && acquire();
            return isMine && journal.state() == JournalDescriptor.STATE_CLEAR ? drain.drainLittle(buffer) : 0;
        } catch (final CorruptBufferException | InternalError seenAgain) {
            return 0;
        } finally {
            writerLock.letOthers();
        }
    }

    private boolean hasWork() {
        for (final DrainedBuffer buffer : buffers) {
            if (hasWork(buffer)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasWork(final DrainedBuffer buffer) {
        boolean hasWork = false;
        try {
            hasWork = buffer.hasWork();
        } catch (final InternalError truncatedWhileMapped) {
            // The next lines find the same.
        }
        // No fault may be pending when a lock is taken: the JVM would throw in the middle of that.
        checkNotCut(buffer);
        buffer.tellProgress();
        return hasWork;
    }

    /** Compiled code goes on behind a load that has failed, with whatever was there before. */
    private static void checkNotCut(final DrainedBuffer buffer) {
        if (buffer.isCut()) {
            throw new InternalError(buffer.file().name() + ": is shorter than it was");
        }
    }

    private boolean acquire() throws IOException {
        if (directory != null && !writerLock.isHeld()) {
            if (!writerLock.tryTake()) {
                return false;
            }
            // Another process may have made a new file since this one was seen at its path.
            logFile.distrustPath();
            if (journal != null && !journal.isAt(directory.journal(key))) {
                // The directory was removed and made again; a journal without a name would be found by nobody.
                journal = null;
            }
        }
        if (journal == null) {
            journal = directory == null ? Journal.inMemory() : Journal.open(directory.journal(key));
        }
        return true;
    }

    private void settle() throws IOException {
        if (journal.state() == JournalDescriptor.STATE_CLEAR) {
            return;
        }
        final Journal.Entry entry = journal.entry();
        try {
            final BufferName name = new BufferName(key, entry.generation());
            final DrainedBuffer attached = find(name);
            final RecordSource source = attached == null ? RecordSource.open(directory, name) : attached.source();
            new Settlement(journal, logFile, completion, listener).settle(source, batch);
            if (attached != null) {
                attached.progressed();
            }
        } catch (final CorruptBufferException e) {
            journal.clear();
            final DrainedBuffer damaged = find(new BufferName(key, entry.generation()));
            if (damaged == null) {
                listener.warn(logFile.path() + ": an interrupted batch could not be settled", e);
            } else {
                quarantine(
                        damaged, e, "; it was changed in an interrupted batch, and what was not on file yet is in it");
            }
        }
    }

    /** What dead applications left of this file goes before what later ones have logged, or log now. */
    private void adoptPredecessors() throws IOException {
        if (directory == null) {
            return;
        }
        long youngest = 0;
        for (final DrainedBuffer buffer : buffers) {
            youngest = buffer.predecessorsGone() ? youngest : buffer.generation();
        }
        if (youngest > 0) {
            final long oldestElsewhere = Orphans.adoptOlder(directory, this, youngest, listener);
            for (final DrainedBuffer buffer : buffers) {
                buffer.predecessorsGone(buffer.predecessorsGone() || buffer.generation() <= oldestElsewhere);
            }
        }
    }

    private long drain(final DrainedBuffer buffer) throws IOException {
        if (buffer.waits(this::find)) {
            return 0;
        }
        try {
            return drain.drainRound(buffer);
        } catch (final CorruptBufferException e) {
            drain.salvage(buffer);
            quarantine(buffer, e);
        }
        return 0;
    }

    /** Has what the batch holds appended to the file, once and whole, and freed in the ring. */
    void write(final DrainedBuffer buffer, final int kind, final long from, final long to) throws IOException {
        final Journal.Entry entry = append(buffer, kind, from, to);
        if (kind != JournalDescriptor.KIND_DROPS) {
            buffer.reader().noteWritten(to);
        }
        Settlement.apply(entry, buffer.file(), buffer.reader());
        FaultPoint.HEAD_MOVED.reached();
        journal.clear();
        FaultPoint.JOURNAL_CLEARED.reached();
        buffer.progressed();
    }

    /** The same for a buffer whose head and tail are no longer to be believed. */
    void writeSalvaged(final DrainedBuffer buffer, final int kind, final long from, final long to) throws IOException {
        append(buffer, kind, from, to);
        buffer.reader().free(from, to);
        journal.clear();
    }

    /** Puts the batch into the file, and notes in the journal that it is there. */
    private Journal.Entry append(final DrainedBuffer buffer, final int kind, final long from, final long to)
            throws IOException {
        final BufferFile file = buffer.file();
        Journal.Entry entry = Journal.Entry.of(kind, file, from, to, logFile, batch.length(), batch.crc());
        FaultPoint.BATCH_RENDERED.reached();
        checkNotCut(buffer);
        journal.pending(entry);
        FaultPoint.PENDING_NOTED.reached();
        if (kind == JournalDescriptor.KIND_TRUNCATION) {
            logFile.truncate();
            FaultPoint.APPENDED.reached();
        } else {
            logFile.append(batch.bytes());
            FaultPoint.APPENDED.reached();
            while (!logFile.isAtPath() && logFile.isUnlinked()) {
                logFile.prepare();
                FaultPoint.REOPENED.reached();
                if (kind == JournalDescriptor.KIND_RECORDS) {
                    final int maxLength = batch.length() + file.spec().header().length;
                    batch.renderAgain(buffer.source(), from, to, logFile.offset(), maxLength);
                } else {
                    batch.bytes().rewind();
                }
                entry = Journal.Entry.of(kind, file, from, to, logFile, batch.length(), batch.crc());
                journal.pending(entry);
                logFile.append(batch.bytes());
            }
        }
        FaultPoint.PATH_CHECKED.reached();
        completion.appended(file, batch);
        journal.written();
        FaultPoint.WRITTEN_NOTED.reached();
        return entry;
    }

    private void quarantine(final DrainedBuffer buffer, final CorruptBufferException reason) throws IOException {
        quarantine(buffer, reason, "; what could be read is in the log file");
    }

    private void quarantine(final DrainedBuffer buffer, final CorruptBufferException reason, final String rest)
            throws IOException {
        buffers.remove(buffer);
        ends.ended(buffer.file().name(), true);
        final Path aside = buffer.quarantine();
        // Its memory may be gone.
        buffer.ended();
        listener.warn(
                logFile.path() + ": the buffer of process " + buffer.file().ownerPid()
                        + " is damaged and was put aside as " + aside + rest,
                reason);
    }

    /** Called when there is nothing to do: other processes may write the file now; without a buffer it is closed too. */
    void idle() throws IOException {
        try {
            if (buffers.isEmpty()) {
                logFile.close();
            }
        } finally {
            writerLock.release();
        }
    }

    /** Called when there will be nothing to do for long: gives up what costs memory or a descriptor. */
    void rest() throws IOException {
        journal = directory == null ? journal : null;
        batch.free();
        buffers.forEach(buffer -> buffer.source().forget());
        recover();
    }

    /** Gives up the open file after an error, so that the next attempt begins anew. */
    void recover() throws IOException {
        try {
            completion.close();
            logFile.close();
        } finally {
            writerLock.release();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            for (final DrainedBuffer buffer : buffers) {
                buffer.release();
            }
            buffers.clear();
        } finally {
            recover();
        }
    }
}
