package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes buffers for tests, and reads and damages them behind the back of the classes under test. */
public final class TestBuffers {
    /** Smallest ring. */
    public static final int CAPACITY = 64 * 1024;

    private static final int HEADER_LENGTH_OFFSET = 8;
    private static final int CAPACITY_OFFSET = 12;

    private TestBuffers() {}

    /** A spec without header and footer. */
    public static BufferSpec spec(final Path logFile) {
        return spec(logFile, "", "", false);
    }

    /** A spec with texts. */
    public static BufferSpec spec(
            final Path logFile, final String header, final String footer, final boolean headerEachStart) {
        return spec(logFile, 0, 0, 0, headerEachStart, header.getBytes(UTF_8), footer.getBytes(UTF_8));
    }

    /** A spec of a log file whose directory is said to be of an identity and in a mount namespace. */
    public static BufferSpec spec(final Path logFile, final long device, final long inode, final long mountNamespace) {
        return spec(logFile, device, inode, mountNamespace, false, new byte[0], new byte[0]);
    }

    /** A spec of a buffer with a dictionary, for events whose line the consumer makes. */
    public static BufferSpec splitSpec(final Path logFile) {
        return spec(logFile, 0, 0, 0, false, new byte[0], new byte[0], BufferSpec.Purpose.SPLIT_EVENTS);
    }

    private static BufferSpec spec(
            final Path logFile,
            final long device,
            final long inode,
            final long mountNamespace,
            final boolean headerEachStart,
            final byte[] header,
            final byte[] footer) {
        return spec(logFile, device, inode, mountNamespace, headerEachStart, header, footer, BufferSpec.Purpose.EVENTS);
    }

    private static BufferSpec spec(
            final Path logFile,
            final long device,
            final long inode,
            final long mountNamespace,
            final boolean headerEachStart,
            final byte[] header,
            final byte[] footer,
            final BufferSpec.Purpose purpose) {
        return new BufferSpec(
                logFile.toString(),
                device,
                inode,
                mountNamespace,
                headerEachStart,
                -1,
                header,
                footer,
                ("dropped " + BufferSpec.DROP_COUNT + "\n").getBytes(UTF_8),
                "a test",
                purpose);
    }

    /** A buffer of the smallest size. */
    static BufferFile create(final BufferDirectory directory, final long generation) throws IOException {
        final Path logFile = Path.of("/logs/app.log");
        return BufferFile.create(directory, name(generation), spec(logFile), CAPACITY, 0);
    }

    static BufferName name(final long generation) {
        return new BufferName(BufferDirectory.keyOf(Path.of("/logs/app.log")), generation);
    }

    /** Writes an event and returns where the ring's tail stands then. */
    public static long write(final BufferFile file, final String text) {
        return write(file, file.newProducer(), text);
    }

    static long write(final BufferFile file, final RingProducer producer, final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        if (producer.write(RecordType.EVENT, bytes, 0, bytes.length) < 0) {
            throw new IllegalStateException("no room for " + text);
        }
        return file.tailPosition();
    }

    /** Writes a record that is no event. */
    public static void mark(final BufferFile file, final int type) {
        if (file.newProducer().write(type, new byte[0], 0, 0) < 0) {
            throw new IllegalStateException("no room");
        }
    }

    /** Claims space and leaves it so, as a thread does that dies while it copies: the length is negative. */
    public static void abandonClaim(final BufferFile file, final int length) {
        final int claimed = file.newProducer().write(RecordType.EVENT, new byte[length / 2], 0, length);
        if (claimed != RingProducer.FAILED) {
            throw new IllegalStateException("the claim did not fail");
        }
    }

    static List<String> readAll(final BufferFile file, final boolean ownerDead) throws CorruptBufferException {
        final List<String> events = new ArrayList<>();
        final RingReader reader = file.newReader();
        final long head = reader.headPosition();
        final long to = reader.scan(head, file.tailPosition(), ownerDead, (type, source, index, length) -> {
            final byte[] bytes = new byte[length];
            source.get(index, bytes);
            events.add(type == RecordType.EVENT ? new String(bytes, UTF_8) : "type " + type);
            return true;
        });
        reader.free(head, to);
        return events;
    }

    /** Puts a little-endian int into a buffer file at an offset of the file. */
    public static void putInt(final Path file, final long offset, final int value) throws IOException {
        put(file, offset, little(Integer.BYTES).putInt(0, value));
    }

    /** Puts a little-endian long into a buffer file at an offset of the file. */
    public static void putLong(final Path file, final long offset, final long value) throws IOException {
        put(file, offset, little(Long.BYTES).putLong(0, value));
    }

    /** Zeros bytes of a buffer file. */
    public static void zero(final Path file, final long offset, final int length) throws IOException {
        put(file, offset, ByteBuffer.allocate(length));
    }

    /** Ring and trailer of a buffer, mapped once more, to write whatever one likes to. */
    public static org.agrona.concurrent.AtomicBuffer ringOf(final BufferFile file) {
        return file.newClaimTrackingBuffer();
    }

    static int getInt(final Path file, final long offset) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            access.seek(offset);
            return Integer.reverseBytes(access.readInt());
        }
    }

    /** Where a position of the ring lies in the file. */
    public static long ringOffset(final Path file, final long position) throws IOException {
        return getInt(file, HEADER_LENGTH_OFFSET) + (position & getInt(file, CAPACITY_OFFSET) - 1);
    }

    /** Where the tail position lies in the file: two cache lines after the ring. */
    public static long tailOffset(final Path file) throws IOException {
        return getInt(file, HEADER_LENGTH_OFFSET) + getInt(file, CAPACITY_OFFSET) + 128L;
    }

    /** Where the head position lies in the file: four cache lines after the tail. */
    public static long headOffset(final Path file) throws IOException {
        return tailOffset(file) + 256L;
    }

    private static ByteBuffer little(final int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void put(final Path file, final long offset, final ByteBuffer bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(offset);
            access.write(bytes.array());
        }
    }
}
