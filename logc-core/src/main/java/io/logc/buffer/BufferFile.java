package io.logc.buffer;

import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.HEAD_POSITION_OFFSET;
import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TAIL_POSITION_OFFSET;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.mapped.MappedAtomicBuffer;
import io.logc.buffer.mapped.MappingFault;
import io.logc.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;

/**
 * One mapped buffer: its header's fields, and its ring for producers and for the one consumer.
 *
 * <p>Any thread may read; who may write which field is said in {@link BufferDescriptor}. The mapping is never undone by
 * hand, because appenders are stopped with calls in flight; it goes with the object.
 */
public final class BufferFile {
    private final BufferPlace place;
    private final BufferName name;
    private final ByteBuffer bytes;
    private final MappedAtomicBuffer header;
    private final MappedAtomicBuffer ring;
    private final BufferSpec spec;
    private final Dictionary dictionary;
    private final int headerLength;
    private final int capacity;
    private final long instanceId;
    private final long predecessor;
    private final long ownerPid;

    private BufferFile(final BufferPlace place, final BufferName name, final ByteBuffer bytes)
            throws CorruptBufferException {
        this.place = place;
        this.name = name;
        this.bytes = bytes;
        final MappedAtomicBuffer fixed = new MappedAtomicBuffer(bytes, 0, BufferDescriptor.PAGE);
        headerLength = fixed.getInt(BufferDescriptor.HEADER_LENGTH_OFFSET);
        capacity = fixed.getInt(BufferDescriptor.CAPACITY_OFFSET);
        instanceId = fixed.getLong(BufferDescriptor.INSTANCE_OFFSET);
        predecessor = fixed.getLong(BufferDescriptor.PREDECESSOR_OFFSET);
        ownerPid = fixed.getLong(BufferDescriptor.PID_OFFSET);
        // What is checked is what was read, once: another process may change the header at any time.
        BufferHeader.checkLengths(name, headerLength, capacity, bytes.capacity());
        BufferHeader.checkGenerations(name, fixed.getLong(BufferDescriptor.GENERATION_OFFSET), predecessor);
        header = new MappedAtomicBuffer(bytes, 0, headerLength);
        ring = new MappedAtomicBuffer(bytes, headerLength, capacity + BufferDescriptor.TRAILER_LENGTH);
        final int dictionaryLength = BufferHeader.readDictionaryLength(header, name);
        spec = BufferHeader.readSpec(header, name, dictionaryLength);
        dictionary = dictionaryLength == 0
                ? null
                : new Dictionary(bytes, headerLength - dictionaryLength, dictionaryLength, this::isIntact, name);
    }

    /**
     * Creates a buffer file. Its space is allocated by writing zeros, so that a full file system answers with an
     * exception here and not with a fault at some later store.
     *
     * @param directory where
     * @param name not used before
     * @param spec what its header says
     * @param capacity bytes of the ring, a power of two
     * @param predecessor generation that must be drained first, or 0
     * @return the buffer, complete and published
     * @throws IOException when there is no room, or the name is taken
     */
    public static BufferFile create(
            final BufferDirectory directory,
            final BufferName name,
            final BufferSpec spec,
            final int capacity,
            final long predecessor)
            throws IOException {
        final Path path = directory.buffer(name);
        final int headerLength = BufferHeader.length(spec, BufferHeader.dictionaryLength(spec, capacity));
        final long length = BufferDescriptor.fileLength(headerLength, capacity);
        try (FileChannel channel = ZeroedFile.create(path)) {
            ZeroedFile.fill(channel, length);
            final ByteBuffer bytes = channel.map(MapMode.READ_WRITE, 0, length);
            directory.countMapped(length);
            BufferHeader.write(bytes, headerLength, name, spec, capacity, predecessor);
            FaultPoint.BUFFER_PUBLISHED.reached();
            return new BufferFile(BufferPlace.of(path), name, bytes);
        } catch (final IOException e) {
            if (!(e instanceof java.nio.file.FileAlreadyExistsException)) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
    }

    /**
     * Makes a buffer in this process's own memory, for when no directory can hold one; it dies with the process.
     *
     * @param key the log file's key
     * @param spec what its header says
     * @param capacity bytes of the ring, a power of two
     * @param generation number within this process
     * @param predecessor generation that must be drained first, or 0
     * @return the buffer
     */
    public static BufferFile inMemory(
            final String key,
            final BufferSpec spec,
            final int capacity,
            final long generation,
            final long predecessor) {
        final int headerLength = BufferHeader.length(spec, BufferHeader.dictionaryLength(spec, capacity));
        final long length = BufferDescriptor.fileLength(headerLength, capacity);
        final ByteBuffer bytes =
                ByteBuffer.allocateDirect((int) length + Long.BYTES).alignedSlice(Long.BYTES);
        final BufferName name = new BufferName(key, generation);
        try {
            final ByteBuffer exact = bytes.slice(0, (int) length);
            BufferHeader.write(exact, headerLength, name, spec, capacity, predecessor);
            return new BufferFile(null, name, exact);
        } catch (final CorruptBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * Opens a buffer file that somebody else made, after checking owner, type, mode, links and every length.
     *
     * @param directory where
     * @param name which
     * @return the buffer, or null when its maker has not completed it
     * @throws IOException when there is none, it may not be used, or its header makes no sense
     */
    public static BufferFile open(final BufferDirectory directory, final BufferName name) throws IOException {
        final BufferPlace place = BufferPlace.of(directory.buffer(name));
        final ByteBuffer bytes = ForeignFile.map(directory, name);
        if (bytes == null) {
            return null;
        }
        final BufferFile file = new BufferFile(place, name, bytes);
        BufferHeader.checkLogFile(file.spec, name);
        return file;
    }

    /** Where the file is.
     * @return its path, or null for a buffer in memory */
    public Path path() {
        return place == null ? null : place.path();
    }

    /** Whether its name is another buffer's by now, which is not to be touched in this one's stead.
     * @return false also when nothing has that name */
    public boolean isNameTaken() {
        return place != null && place.isTaken();
    }

    /** Whether nobody finds it by its name any more, so that a crash of all who have mapped it would lose what is in it.
     * @return false for one in memory */
    public boolean isNameLost() {
        return place != null && place.isLost();
    }

    /** The buffer's name.
     * @return key and generation */
    public BufferName name() {
        return name;
    }

    /** What the header says about the job.
     * @return the spec, read once when the buffer was opened */
    public BufferSpec spec() {
        return spec;
    }

    /** The names that records refer to.
     * @return the dictionary, or null where none is */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** Bytes of the ring.
     * @return a power of two */
    public int capacity() {
        return capacity;
    }

    /** Bytes of the whole file: header, names, ring and trailer.
     * @return what a mapping of it takes */
    public int lengthBytes() {
        return bytes.capacity();
    }

    /** Tells a file from a later one of the same name.
     * @return a random number */
    public long instanceId() {
        return instanceId;
    }

    /** Generation that must be drained first.
     * @return the generation, or 0 */
    public long predecessor() {
        return predecessor;
    }

    /** Owner's process id, for people.
     * @return the id */
    public long ownerPid() {
        return ownerPid;
    }

    /** Whether a record can begin or end at a position of any ring.
     * @param position any number
     * @return false when it is negative or not aligned */
    public static boolean canBeRecord(final long position) {
        return position >= 0 && (position & RecordDescriptor.ALIGNMENT - 1) == 0;
    }

    /** Position up to which everything is on file and freed.
     * @return the head */
    public long headPosition() {
        return ring.getLongVolatile(capacity + HEAD_POSITION_OFFSET);
    }

    /** Position up to which producers have claimed.
     * @return the tail, without the addition that seals */
    public long tailPosition() {
        final long tail = rawTail();
        return isSealed(tail) ? tail - sealAddition() : tail;
    }

    /**
     * Where a record ends that a producer has just written.
     *
     * @param payloadIndex what {@link RingProducer#write} returned
     * @param length bytes of the payload
     * @return its end position; a later one if a whole ring's length was written since
     */
    public long endPosition(final int payloadIndex, final int length) {
        final int recordLength =
                RecordDescriptor.HEADER_LENGTH + length + RecordDescriptor.ALIGNMENT - 1 & -RecordDescriptor.ALIGNMENT;
        final long end = payloadIndex - RecordDescriptor.HEADER_LENGTH + recordLength;
        final long tail = tailPosition();
        return tail - (tail - end & capacity - 1);
    }

    /** Whether no claim succeeds any more.
     * @return true once {@link #seal()} was called */
    public boolean isSealed() {
        return isSealed(rawTail());
    }

    /** Whether all that was ever claimed is on file.
     * @return true when head and tail meet */
    public boolean isDrained() {
        return headPosition() == tailPosition() && droppedCount() == reportedCount();
    }

    /** Whether the mapped file still has its length; no system call.
     * @return false once something has cut it, and then no fault of the mapping is pending in this thread */
    public boolean isIntact() {
        return MappingFault.holds(ring, capacity + BufferDescriptor.TRAILER_MARK_OFFSET, instanceId);
    }

    /** Ends claims for good; those that are in flight are still committed. Any thread, once or again. */
    public void seal() {
        // A compare-and-set on memory that is gone crashes JDK 17.
        MappingFault.check(isIntact(), name);
        final int index = capacity + TAIL_POSITION_OFFSET;
        long tail;
        do {
            tail = ring.getLongVolatile(index);
            if (isSealed(tail)) {
                return;
            }
        } while (!ring.compareAndSetLong(index, tail, tail + sealAddition()));
    }

    /** Counts an event that found no room. Any producer.
     * @return false when the buffer was sealed, and its consumer has looked at the count for the last time */
    public boolean countDrop() {
        MappingFault.check(isIntact(), name); // as in seal
        header.putLongRelease(BufferDescriptor.DROP_POSITION_OFFSET, tailPosition());
        FaultPoint.DROP_POSITION_NOTED.reached();
        long count;
        do {
            count = header.getLongVolatile(BufferDescriptor.DROPPED_OFFSET);
            if (count < 0) {
                return false;
            }
        } while (!header.compareAndSetLong(BufferDescriptor.DROPPED_OFFSET, count, count + 1));
        FaultPoint.DROP_COUNTED.reached();
        return true;
    }

    /** Ends the counting of drops, unless one has come that is not reported. Whoever lets go of a sealed and drained buffer.
     * @return whether all that were counted are reported, and no more will be */
    public boolean closeDrops() {
        final long count = header.getLongVolatile(BufferDescriptor.DROPPED_OFFSET);
        final long closed = count | BufferDescriptor.DROPS_CLOSED;
        return droppedCount() == reportedCount()
                && (count == closed || header.compareAndSetLong(BufferDescriptor.DROPPED_OFFSET, count, closed));
    }

    /** Events dropped since the buffer was made.
     * @return the count; negative when it is damaged, as one is that is closed with drops that are not reported */
    public long droppedCount() {
        final long count = header.getLongVolatile(BufferDescriptor.DROPPED_OFFSET);
        final long closed = count & ~BufferDescriptor.DROPS_CLOSED;
        return closed == reportedCount() ? closed : count;
    }

    /** Tail position at the last drop.
     * @return the position */
    public long dropPosition() {
        return header.getLongVolatile(BufferDescriptor.DROP_POSITION_OFFSET);
    }

    /** Dropped events that the log file reports.
     * @return the count */
    public long reportedCount() {
        return header.getLongVolatile(BufferDescriptor.REPORTED_OFFSET);
    }

    /** Notes what the log file reports. The consumer only.
     * @param count dropped events reported so far */
    public void reportedCount(final long count) {
        header.putLongRelease(BufferDescriptor.REPORTED_OFFSET, count);
    }

    /** Whether the consumer polls by itself.
     * @return true when it needs no signal */
    public boolean isConsumerAwake() {
        return header.getIntVolatile(BufferDescriptor.CONSUMER_AWAKE_OFFSET) == 1;
    }

    /** Says whether signals are needed. The consumer only.
     * @param awake true when it polls by itself */
    public void consumerAwake(final boolean awake) {
        header.putIntVolatile(BufferDescriptor.CONSUMER_AWAKE_OFFSET, awake ? 1 : 0);
    }

    /** Whether somebody cut the file while it was mapped, so that its memory fails.
     * @return false for a file that is whole, has no name any more, or is none */
    public boolean isTruncated() {
        final long length = place == null ? bytes.capacity() : place.length();
        return length < 0 ? !isIntact() : length < bytes.capacity();
    }

    /** Notes, for people who look at the file, that the owner is dead. The consumer only, with a share of the owner's lock. */
    public void orphan() {
        header.putIntVolatile(BufferDescriptor.ORPHANED_OFFSET, 1);
    }

    /** Bytes of claims that a dead owner left unfinished.
     * @return the count */
    public long skippedBytes() {
        return header.getLong(BufferDescriptor.SKIPPED_OFFSET);
    }

    void addSkippedBytes(final long count) {
        header.putLongRelease(BufferDescriptor.SKIPPED_OFFSET, skippedBytes() + count);
    }

    /** Makes the view of one producer; a thread at a time may use it.
     * @return a new view */
    public RingProducer newProducer() {
        return new RingProducer(newClaimTrackingBuffer(), capacity);
    }

    ClaimTrackingBuffer newClaimTrackingBuffer() {
        return new ClaimTrackingBuffer(
                bytes, headerLength, capacity + BufferDescriptor.TRAILER_LENGTH, capacity + TAIL_POSITION_OFFSET);
    }

    /** Makes the consumer's view; only the holder of the consumer lock may use it.
     * @return a new view */
    public RingReader newReader() {
        return new RingReader(this, ring, bytes, headerLength);
    }

    private long rawTail() {
        return ring.getLongVolatile(capacity + TAIL_POSITION_OFFSET);
    }

    /** More than the ring can hold, so that a sealed and drained ring is told from a full one. */
    private long sealAddition() {
        return (long) capacity + Long.BYTES;
    }

    private boolean isSealed(final long tail) {
        return tail - headPosition() > capacity;
    }

    @Override
    public String toString() {
        return name + " of process " + ownerPid();
    }
}
