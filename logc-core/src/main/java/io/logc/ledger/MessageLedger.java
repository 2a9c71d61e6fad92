package io.logc.ledger;

import io.logc.file.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The clients whose messages a log file holds, each with the id of the last one that is on file: what is needed to tell a
 * message that is sent again. It stands beside the log file, as {@code <log file>.clients}.
 *
 * <p>Two have a hand in it. The server gives clients their slots; whoever drains a buffer of messages notes the last ids,
 * <em>before</em> the records are freed. So what a server's death leaves is complete: a message is in a ring, or in the
 * ledger. Each change is one short write into space that was allocated before, so that no full disk can keep it back.
 *
 * <p>An object is owned by one thread at a time; several may be open on one file.
 */
public final class MessageLedger implements Closeable {
    /** Longest key in bytes. */
    public static final int MAX_KEY_LENGTH = LedgerDescriptor.MAX_KEY_LENGTH;

    private static final String SUFFIX = ".clients";
    private static final String LOCK_SUFFIX = ".lock";
    private static final int BLOCK_LENGTH = 64 * 1024;

    private final FileChannel channel;
    private final int capacity;
    private final ByteBuffer progress =
            ByteBuffer.allocateDirect(LedgerDescriptor.PROGRESS_LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    /** Hears what a ledger holds. */
    public interface Visitor {
        /**
         * One client.
         *
         * @param slot its place
         * @param key what it was given the place for
         * @param lastId of its last message on file, 0 for none
         * @param epochSeconds when that was noted
         */
        void client(int slot, byte[] key, long lastId, long epochSeconds);
    }

    private MessageLedger(final FileChannel channel) throws IOException {
        this.channel = channel;
        this.capacity = (int) ((channel.size() - LedgerDescriptor.HEADER_LENGTH) / LedgerDescriptor.ENTRY_LENGTH);
    }

    /**
     * Where a log file's ledger is.
     *
     * @param logFile the log file
     * @return a path beside it
     */
    public static Path pathOf(final Path logFile) {
        return logFile.resolveSibling(logFile.getFileName() + SUFFIX);
    }

    /**
     * Whether a file is called as a ledger is, or the lock of one.
     *
     * @param file any
     * @return true when no messages may go there
     */
    public static boolean isNameOfOne(final Path file) {
        final String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) || name.endsWith(SUFFIX + LOCK_SUFFIX);
    }

    /**
     * Where the lock of a log file's ledger is.
     *
     * @param logFile the log file
     * @return beside the ledger
     */
    public static Path lockOf(final Path logFile) {
        return logFile.resolveSibling(logFile.getFileName() + SUFFIX + LOCK_SUFFIX);
    }

    /**
     * Opens a log file's ledger for the server, which makes it where there is none, and longer where it is too short.
     *
     * @param logFile the log file
     * @param capacity clients that are to be remembered, at least; a longer ledger keeps its length
     * @return the ledger
     * @throws IOException when there is no room for it, or what is there is no ledger
     */
    public static MessageLedger openForServer(final Path logFile, final int capacity) throws IOException {
        final Path path = pathOf(logFile);
        final FileChannel channel = PrivateFiles.open(path, true);
        try {
            fill(path, channel, LedgerDescriptor.offset(capacity));
            final ByteBuffer header = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(header, 0);
            if (header.getLong(LedgerDescriptor.MAGIC_OFFSET) == 0) {
                // New, or its maker died before it was complete.
                header.clear()
                        .putInt(LedgerDescriptor.MAGIC)
                        .putInt(LedgerDescriptor.VERSION)
                        .flip();
                channel.write(header, 0);
            }
            return checked(path, channel);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Opens a log file's ledger to note what is drained.
     *
     * @param logFile the log file
     * @return the ledger, or null when there is none
     * @throws IOException when it cannot be used
     */
    public static MessageLedger openForDrain(final Path logFile) throws IOException {
        final Path path = pathOf(logFile);
        try {
            return checked(path, PrivateFiles.open(path, false));
        } catch (final NoSuchFileException none) {
            return null;
        }
    }

    private static MessageLedger checked(final Path path, final FileChannel channel) throws IOException {
        try {
            checkHeader(path, channel);
            return new MessageLedger(channel);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void checkHeader(final Path path, final FileChannel channel) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        channel.read(header, 0);
        final int magic = header.getInt(LedgerDescriptor.MAGIC_OFFSET);
        final int version = header.getInt(LedgerDescriptor.VERSION_OFFSET);
        if (magic != LedgerDescriptor.MAGIC || version != LedgerDescriptor.VERSION) {
            throw new IOException(path + ": is no ledger of messages that this version reads (magic="
                    + Integer.toHexString(magic) + ", version=" + version
                    + "); move it away, and messages that are sent again may then stand twice");
        }
    }

    /** By writing zeros, so that no later change can find the disk full. */
    private static void fill(final Path path, final FileChannel channel, final long length) throws IOException {
        final ByteBuffer zeros = ByteBuffer.allocate(BLOCK_LENGTH);
        try {
            for (long written = channel.size(); written < length; ) {
                zeros.clear().limit((int) Math.min(BLOCK_LENGTH, length - written));
                written += channel.write(zeros, written);
            }
        } catch (final IOException e) {
            throw new IOException(
                    path + ": cannot be made " + length + " bytes long (" + e.getMessage()
                            + "); make room, or lower message-clients",
                    e);
        }
    }

    /** How many clients it can hold.
     * @return slots, from 0 on */
    public int capacity() {
        return capacity;
    }

    /**
     * Tells all clients. What is damaged is passed over, as if the client had never been there.
     *
     * @param visitor hears of each
     * @throws IOException when the file cannot be read
     */
    public void visit(final Visitor visitor) throws IOException {
        final int entries = BLOCK_LENGTH / LedgerDescriptor.ENTRY_LENGTH;
        final ByteBuffer block =
                ByteBuffer.allocate(entries * LedgerDescriptor.ENTRY_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        for (int first = 0; first < capacity; first += entries) {
            block.clear().limit(Math.min(entries, capacity - first) * LedgerDescriptor.ENTRY_LENGTH);
            while (block.hasRemaining()) {
                if (channel.read(block, LedgerDescriptor.offset(first) + block.position()) < 0) {
                    throw new IOException("the ledger of messages was cut while it was read");
                }
            }
            for (int offset = 0; offset < block.limit(); offset += LedgerDescriptor.ENTRY_LENGTH) {
                visit(block, offset, first + offset / LedgerDescriptor.ENTRY_LENGTH, visitor);
            }
        }
    }

    private static void visit(final ByteBuffer block, final int offset, final int slot, final Visitor visitor) {
        final int length = block.getInt(offset + LedgerDescriptor.KEY_LENGTH_OFFSET);
        if (length > 0 && length <= LedgerDescriptor.MAX_KEY_LENGTH) {
            final byte[] key = new byte[length];
            block.get(offset + LedgerDescriptor.KEY_OFFSET, key);
            if (crc(key) == block.getInt(offset + LedgerDescriptor.KEY_CRC_OFFSET)) {
                visitor.client(
                        slot,
                        key,
                        block.getLong(offset + LedgerDescriptor.LAST_ID_OFFSET),
                        block.getLong(offset + LedgerDescriptor.TIME_OFFSET));
            }
        }
    }

    /**
     * Gives a client a slot. The server only.
     *
     * @param slot free, or of a client that is forgotten now
     * @param key of the client, 1 to {@link #MAX_KEY_LENGTH} bytes
     * @param epochSeconds now
     * @throws IOException when it cannot be written
     */
    public void assign(final int slot, final byte[] key, final long epochSeconds) throws IOException {
        final ByteBuffer entry =
                ByteBuffer.allocate(LedgerDescriptor.ENTRY_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(LedgerDescriptor.TIME_OFFSET, epochSeconds);
        entry.putInt(LedgerDescriptor.KEY_LENGTH_OFFSET, key.length);
        entry.putInt(LedgerDescriptor.KEY_CRC_OFFSET, crc(key));
        entry.put(LedgerDescriptor.KEY_OFFSET, key);
        write(entry, LedgerDescriptor.offset(slot));
    }

    /**
     * Forgets a client. The server only, when nothing of the client is in a ring.
     *
     * @param slot of the client
     * @throws IOException when it cannot be written
     */
    public void free(final int slot) throws IOException {
        write(ByteBuffer.allocate(LedgerDescriptor.ENTRY_LENGTH), LedgerDescriptor.offset(slot));
    }

    /**
     * Notes the last message of a client that is on file. The drain only.
     *
     * @param slot of the client; one that this ledger does not have is passed over
     * @param lastId of the message
     * @param epochSeconds now
     * @throws IOException when it cannot be written
     */
    public void note(final int slot, final long lastId, final long epochSeconds) throws IOException {
        if (slot >= 0 && slot < capacity) {
            progress.clear();
            progress.putLong(lastId).putLong(epochSeconds).flip();
            write(progress, LedgerDescriptor.offset(slot));
        }
    }

    private void write(final ByteBuffer source, final long offset) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source, offset + source.position());
        }
    }

    private static int crc(final byte[] key) {
        final CRC32C crc = new CRC32C();
        crc.update(key);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
