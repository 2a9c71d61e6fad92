package io.logc.drain;

import static io.logc.drain.JournalDescriptor.CRC_OFFSET;
import static io.logc.drain.JournalDescriptor.DEVICE_OFFSET;
import static io.logc.drain.JournalDescriptor.FILE_OFFSET_OFFSET;
import static io.logc.drain.JournalDescriptor.FROM_OFFSET;
import static io.logc.drain.JournalDescriptor.GENERATION_OFFSET;
import static io.logc.drain.JournalDescriptor.INODE_OFFSET;
import static io.logc.drain.JournalDescriptor.INSTANCE_OFFSET;
import static io.logc.drain.JournalDescriptor.JOURNAL_LENGTH;
import static io.logc.drain.JournalDescriptor.KIND_OFFSET;
import static io.logc.drain.JournalDescriptor.LENGTH_OFFSET;
import static io.logc.drain.JournalDescriptor.MAGIC;
import static io.logc.drain.JournalDescriptor.MAGIC_OFFSET;
import static io.logc.drain.JournalDescriptor.STATE_CLEAR;
import static io.logc.drain.JournalDescriptor.STATE_OFFSET;
import static io.logc.drain.JournalDescriptor.STATE_PENDING;
import static io.logc.drain.JournalDescriptor.STATE_WRITTEN;
import static io.logc.drain.JournalDescriptor.TO_OFFSET;
import static io.logc.drain.JournalDescriptor.VERSION;
import static io.logc.drain.JournalDescriptor.VERSION_OFFSET;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.UnixFiles;
import io.logc.fault.FaultPoint;
import io.logc.file.PrivateFiles;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The mapped journal of a log file, laid out as {@link JournalDescriptor} says. Only the holder of the file's writer lock
 * may touch it.
 */
final class Journal {
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer bytes;
    private final UnixFiles.Stat stat;

    private Journal(final ByteBuffer bytes, final UnixFiles.Stat stat) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.stat = stat;
    }

    /**
     * One batch, as the journal knows it.
     *
     * @param kind of the bytes
     * @param generation of the buffer
     * @param instanceId of the buffer
     * @param from where the batch begins
     * @param to where it ends
     * @param fileOffset length of the log file before
     * @param inode of the log file
     * @param device of the log file
     * @param length bytes
     * @param crc CRC-32C of the bytes
     */
    record Entry(
            int kind,
            long generation,
            long instanceId,
            long from,
            long to,
            long fileOffset,
            long inode,
            long device,
            int length,
            int crc) {
        static Entry of(
                final int kind,
                final BufferFile buffer,
                final long from,
                final long to,
                final LogFile logFile,
                final int length,
                final int crc) {
            final UnixFiles.Stat stat = logFile.openStat();
            return new Entry(
                    kind,
                    buffer.name().generation(),
                    buffer.instanceId(),
                    from,
                    to,
                    logFile.offset(),
                    stat.inode(),
                    stat.device(),
                    length,
                    crc);
        }
    }

    static Journal open(final Path path) throws IOException {
        try (FileChannel channel = PrivateFiles.open(path, true)) {
            if (channel.size() < JOURNAL_LENGTH) {
                final ByteBuffer zeros = ByteBuffer.allocate(JOURNAL_LENGTH);
                while (zeros.hasRemaining()) {
                    channel.write(zeros, zeros.position());
                }
            }
            final Journal journal =
                    new Journal(channel.map(MapMode.READ_WRITE, 0, JOURNAL_LENGTH), UnixFiles.stat(path));
            journal.initialise(path);
            return journal;
        }
    }

    /**
     * Makes sure that the journal's file is there and has its space, before there is a buffer that will need it: shared
     * memory that is full later must not keep a log file from being written. Who holds the writer lock does so anyway.
     */
    static void reserve(final BufferDirectory directory, final String key) throws IOException {
        if (Files.exists(directory.journal(key), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (KernelLock lock = KernelLock.tryAcquire(directory.writerLock(key))) {
            if (lock != null) {
                open(directory.journal(key));
            }
        }
    }

    static Journal inMemory() {
        return new Journal(
                ByteBuffer.allocateDirect(JOURNAL_LENGTH + Long.BYTES).alignedSlice(Long.BYTES), null);
    }

    /** Whether this is still the journal that others find at its path. */
    boolean isAt(final Path path) {
        try {
            return UnixFiles.stat(path).sameFile(stat);
        } catch (final IOException gone) {
            return false;
        }
    }

    private void initialise(final Path path) throws IOException {
        final int magic = bytes.getInt(MAGIC_OFFSET);
        if (magic == 0) {
            bytes.putInt(VERSION_OFFSET, VERSION);
            bytes.putInt(MAGIC_OFFSET, MAGIC);
        } else if (magic != MAGIC || bytes.getInt(VERSION_OFFSET) != VERSION) {
            throw new IOException(path + ": is no journal of this version of logc; move it away");
        }
    }

    int state() {
        return (int) INTS.getAcquire(bytes, STATE_OFFSET);
    }

    void pending(final Entry entry) {
        clear();
        VarHandle.storeStoreFence();
        bytes.putInt(KIND_OFFSET, entry.kind());
        bytes.putLong(GENERATION_OFFSET, entry.generation());
        bytes.putLong(INSTANCE_OFFSET, entry.instanceId());
        bytes.putLong(FROM_OFFSET, entry.from());
        FaultPoint.ENTRY_HALF_STORED.reached();
        bytes.putLong(TO_OFFSET, entry.to());
        bytes.putLong(FILE_OFFSET_OFFSET, entry.fileOffset());
        bytes.putLong(INODE_OFFSET, entry.inode());
        bytes.putLong(DEVICE_OFFSET, entry.device());
        bytes.putInt(LENGTH_OFFSET, entry.length());
        bytes.putInt(CRC_OFFSET, entry.crc());
        INTS.setRelease(bytes, STATE_OFFSET, STATE_PENDING);
    }

    void written() {
        INTS.setRelease(bytes, STATE_OFFSET, STATE_WRITTEN);
    }

    void clear() {
        INTS.setRelease(bytes, STATE_OFFSET, STATE_CLEAR);
    }

    Entry entry() {
        return new Entry(
                bytes.getInt(KIND_OFFSET),
                bytes.getLong(GENERATION_OFFSET),
                bytes.getLong(INSTANCE_OFFSET),
                bytes.getLong(FROM_OFFSET),
                bytes.getLong(TO_OFFSET),
                bytes.getLong(FILE_OFFSET_OFFSET),
                bytes.getLong(INODE_OFFSET),
                bytes.getLong(DEVICE_OFFSET),
                bytes.getInt(LENGTH_OFFSET),
                bytes.getInt(CRC_OFFSET));
    }
}
