package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import io.logc.buffer.UnixFiles;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Does the steps of one batch one by one, in the order of {@link LogFileWriter}'s contract, and stops wherever the test
 * wants the process to have died.
 */
final class CrashedBatch {
    private final DrainRig rig;
    private final BufferFile file;
    private final Journal journal;
    private final Journal.Entry entry;
    private final byte[] bytes;

    private CrashedBatch(final DrainRig rig, final BufferFile file, final Journal.Entry entry, final byte[] bytes)
            throws IOException {
        this.rig = rig;
        this.file = file;
        this.journal = rig.openJournal();
        this.entry = entry;
        this.bytes = bytes;
    }

    /** The batch of all records that are in the ring. */
    static CrashedBatch ofRecords(final DrainRig rig, final BufferFile file, final boolean ownerDead)
            throws IOException {
        final LogFile logFile = new LogFile(rig.logFile, -1, LogFile.FILE_SYSTEM);
        logFile.prepare();
        final Batch batch = new Batch();
        final RecordSource source = new RecordSource(file);
        final long from = source.reader().headPosition();
        final long to = batch.render(source, from, file.tailPosition(), ownerDead, logFile.offset());
        final int kind = batch.truncates() ? JournalDescriptor.KIND_TRUNCATION : JournalDescriptor.KIND_RECORDS;
        return of(rig, file, kind, from, to, logFile, batch);
    }

    /** The report of the drops that are not reported yet. */
    static CrashedBatch ofDrops(final DrainRig rig, final BufferFile file) throws IOException {
        final LogFile logFile = new LogFile(rig.logFile, -1, LogFile.FILE_SYSTEM);
        logFile.prepare();
        final Batch batch = new Batch();
        batch.renderDropReport(file, file.droppedCount() - file.reportedCount(), logFile.offset());
        return of(rig, file, JournalDescriptor.KIND_DROPS, file.reportedCount(), file.droppedCount(), logFile, batch);
    }

    private static CrashedBatch of(
            final DrainRig rig,
            final BufferFile file,
            final int kind,
            final long from,
            final long to,
            final LogFile logFile,
            final Batch batch)
            throws IOException {
        final Journal.Entry entry = Journal.Entry.of(kind, file, from, to, logFile, batch.length(), batch.crc());
        final byte[] bytes = new byte[batch.length()];
        batch.bytes().get(0, bytes);
        logFile.close();
        return new CrashedBatch(rig, file, entry, bytes);
    }

    int length() {
        return bytes.length;
    }

    long ringLength() {
        return entry.to() - entry.from();
    }

    void notePending() {
        journal.pending(entry);
    }

    /** Notes that the batch goes to a file at a path, whatever its inode was before. */
    void notePendingIn(final Path file) throws IOException {
        final UnixFiles.Stat stat = UnixFiles.stat(file);
        journal.pending(new Journal.Entry(
                entry.kind(),
                entry.generation(),
                entry.instanceId(),
                entry.from(),
                entry.to(),
                entry.fileOffset(),
                stat.inode(),
                stat.device(),
                entry.length(),
                entry.crc()));
    }

    void append(final int length) throws IOException {
        rig.append(new String(bytes, 0, length, UTF_8));
    }

    void noteWritten() {
        journal.written();
    }

    void zero(final long length) throws IOException {
        for (long position = entry.from(); position < entry.from() + length; position += Long.BYTES) {
            TestBuffers.zero(file.path(), TestBuffers.ringOffset(file.path(), position), Long.BYTES);
        }
    }

    void moveHead() throws IOException {
        TestBuffers.putLong(file.path(), TestBuffers.headOffset(file.path()), entry.to());
    }

    void noteReported() {
        file.reportedCount(entry.to());
    }

    void clear() {
        journal.clear();
    }
}
