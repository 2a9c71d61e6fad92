package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.logc.buffer.BufferFile;
import io.logc.buffer.FuzzedRing;
import io.logc.buffer.UnixFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A journal and a log file as a crash at some step of a batch leaves them, and then damaged. */
final class FuzzedJournal {
    private static final int KINDS = 4;

    private final FuzzedDirectory directory;
    private final BufferFile file;
    private final FuzzedDataProvider data;
    private String older = "";

    FuzzedJournal(final FuzzedDirectory directory, final BufferFile file, final FuzzedDataProvider data) {
        this.directory = directory;
        this.file = file;
        this.data = data;
    }

    /** What stood in the log file before the interrupted batch. */
    String older() {
        return older;
    }

    /** Writes both files; returns what stands in the log file. */
    byte[] fill(final FuzzedRing ring) throws IOException {
        older = data.consumeBoolean() ? "an older line\n" : "";
        Files.writeString(directory.logFile, older);
        if (data.consumeBoolean() && !ring.ends().isEmpty()) {
            interruptBatch(ring);
        }
        return Files.readAllBytes(directory.logFile);
    }

    private void interruptBatch(final FuzzedRing ring) throws IOException {
        final Batch batch = new Batch();
        final RecordSource source = new RecordSource(file);
        final long from = source.reader().headPosition();
        final long limit = ring.ends().get(data.consumeInt(0, ring.ends().size() - 1));
        final long to = batch.render(source, from, limit, true, older.length());
        final UnixFiles.Stat stat = UnixFiles.stat(directory.logFile);
        final int kind = batch.truncates() ? JournalDescriptor.KIND_TRUNCATION : JournalDescriptor.KIND_RECORDS;
        final Journal journal = Journal.open(directory.directory.journal(directory.key));
        journal.pending(new Journal.Entry(
                kind,
                file.name().generation(),
                file.instanceId(),
                from,
                to,
                older.length(),
                stat.inode(),
                stat.device(),
                batch.length(),
                batch.crc()));
        final byte[] bytes = new byte[batch.length()];
        batch.bytes().get(bytes);
        final boolean written = data.consumeBoolean();
        append(bytes, written ? bytes.length : data.consumeInt(0, bytes.length));
        if (written) {
            journal.written();
        }
    }

    private void append(final byte[] bytes, final int length) throws IOException {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(older.getBytes(UTF_8));
        content.write(bytes, 0, length);
        Files.write(directory.logFile, content.toByteArray());
    }

    /** Changes fields of the journal, cuts it, or puts bytes into the log file. */
    void damage(final FuzzedRing ring, final boolean mayTruncate) throws IOException {
        final Path path = directory.directory.journal(directory.key);
        final int highestKind = mayTruncate ? KINDS : JournalDescriptor.KIND_DROPS;
        switch (data.consumeInt(0, 9)) {
            case 0 -> put(path, JournalDescriptor.STATE_OFFSET, Integer.BYTES, data.consumeInt(-1, 4));
            case 1 -> put(path, JournalDescriptor.KIND_OFFSET, Integer.BYTES, data.consumeInt(0, highestKind));
            case 2 -> put(path, JournalDescriptor.FROM_OFFSET, Long.BYTES, ring.position());
            case 3 -> put(path, JournalDescriptor.TO_OFFSET, Long.BYTES, ring.position());
            case 4 -> put(path, JournalDescriptor.FILE_OFFSET_OFFSET, Long.BYTES, data.consumeLong(-2, 200));
            case 5 -> put(path, JournalDescriptor.FILE_OFFSET_OFFSET, Long.BYTES, data.consumeLong());
            case 6 -> put(path, JournalDescriptor.LENGTH_OFFSET, Integer.BYTES, data.consumeInt());
            case 7 -> put(path, JournalDescriptor.CRC_OFFSET, Integer.BYTES, data.consumeInt(0, 1));
            case 8 -> any(path, mayTruncate);
            default -> cut(path);
        }
    }

    private void any(final Path path, final boolean mayTruncate) throws IOException {
        final int offset = data.consumeInt(0, JournalDescriptor.CRC_OFFSET + 3);
        final boolean isKind = offset / Integer.BYTES == JournalDescriptor.KIND_OFFSET / Integer.BYTES;
        if (!isKind || mayTruncate) {
            put(path, offset, 1, data.consumeByte());
        }
    }

    private void cut(final Path path) throws IOException {
        if (Files.exists(path)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(data.consumeInt(0, JournalDescriptor.JOURNAL_LENGTH));
            }
        }
    }

    private static void put(final Path path, final int offset, final int length, final long value) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(value).flip().limit(length);
        if (!Files.exists(path)) {
            Journal.open(path);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(bytes, offset);
        }
    }
}
