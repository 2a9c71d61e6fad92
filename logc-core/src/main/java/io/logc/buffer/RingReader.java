package io.logc.buffer;

import static org.agrona.concurrent.ringbuffer.RecordDescriptor.ALIGNMENT;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.HEADER_LENGTH;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.lengthOffset;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.typeOffset;
import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.HEAD_POSITION_OFFSET;

import io.logc.buffer.mapped.MappedAtomicBuffer;
import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import java.nio.ByteBuffer;

/**
 * The one consumer's view of a ring, over Agrona's published record layout.
 *
 * <p>Agrona's own {@code read} is made for a trusted consumer in the same process: it frees before the handler has
 * succeeded and trusts every length. This reader takes each length once, checks it against capacity, position and limit,
 * and frees only when it is told to. It remembers where it has put the head, so that nobody else can move it unnoticed.
 * Owned by the holder of the buffer's consumer lock.
 */
public final class RingReader {
    /** No position: what {@link #salvagePosition()} says when nothing is known. */
    public static final long UNKNOWN = -1;

    private static final byte[] ZEROS = new byte[16 * 1024];

    private final BufferFile file;
    private final MappedAtomicBuffer ring;
    private final ByteBuffer bytes;
    private final int ringOffset;
    private final int capacity;
    private long ownHead = UNKNOWN;
    private long writtenTo = UNKNOWN;
    private long begunTo = UNKNOWN;
    private long skippedBytes;

    RingReader(final BufferFile file, final MappedAtomicBuffer ring, final ByteBuffer bytes, final int ringOffset) {
        this.file = file;
        this.ring = ring;
        this.bytes = bytes.duplicate();
        this.ringOffset = ringOffset;
        this.capacity = file.capacity();
    }

    /** Takes the records of a scan, one after another. */
    public interface RecordSink {
        /**
         * Takes a record; it must copy what it wants to keep.
         *
         * @param type one of {@link RecordType}
         * @param source memory that others may write at any time
         * @param index where the payload starts in {@code source}
         * @param length bytes of the payload, checked
         * @return false to end the scan before this record
         * @throws CorruptBufferException when the payload makes no sense; the scan ends before this record, as it does
         *     before one whose length makes none
         */
        boolean onRecord(int type, ByteBuffer source, int index, int length) throws CorruptBufferException;
    }

    /**
     * Up to where everything is freed.
     *
     * @return the head, checked against the tail, and against where this reader has put it
     * @throws CorruptBufferException when head and tail cannot both be right
     */
    public long headPosition() throws CorruptBufferException {
        final long tail = file.tailPosition();
        final long head = file.headPosition();
        // Read in this order an honest ring never shows a head past the tail by more than what was claimed in between.
        if (head < 0
                || ((head | tail) & (ALIGNMENT - 1)) != 0
                || tail - head > capacity
                || file.tailPosition() < head) {
            throw new CorruptBufferException(file.name() + ": head=" + head + ", tail=" + tail + ", capacity="
                    + capacity + " cannot all be right");
        }
        if (ownHead != UNKNOWN && head != ownHead && head != begunTo) {
            throw new CorruptBufferException(
                    file.name() + ": head=" + head + " was moved by somebody else than the consumer, from " + ownHead);
        }
        ownHead = head;
        writtenTo = Math.max(writtenTo, head);
        return head;
    }

    /**
     * Whether something was written behind the tail, where a ring that nobody writes any more holds nothing but zeros.
     *
     * @return true when the tail cannot be right
     */
    public boolean holdsMoreThanTheTailSays() {
        final long tail = file.tailPosition();
        return tail - file.headPosition() < capacity
                && (tail & (ALIGNMENT - 1)) == 0
                && ring.getIntVolatile(lengthOffset((int) tail & (capacity - 1))) != 0;
    }

    /**
     * Notes that a batch is about to be written. If that fails, another process that writes the same log file may settle the
     * batch, and then has moved the head to its end.
     *
     * @param to position after the batch's last record
     */
    public void noteBegun(final long to) {
        begunTo = to;
    }

    /**
     * Notes that everything before a position is in the log file, whatever becomes of the ring.
     *
     * @param to position after the last record that is on file
     */
    public void noteWritten(final long to) {
        writtenTo = to;
    }

    /**
     * Where reading goes on in a ring whose head and tail are no longer to be believed.
     *
     * @return the first position that is not on file as far as this reader knows, or {@link #UNKNOWN}
     */
    public long salvagePosition() {
        if (writtenTo != UNKNOWN) {
            return writtenTo;
        }
        final long head = file.headPosition();
        return head >= 0 && (head & (ALIGNMENT - 1)) == 0 && head <= Long.MAX_VALUE - capacity ? head : UNKNOWN;
    }

    /**
     * How far a ring makes sense whose tail is not to be believed: a record that reaches past the tail is taken for one only if
     * something was written up to its end, as otherwise its length is as likely to be wrong as the tail. (A split event may end
     * with zeros, but its fields must use up its length.)
     *
     * @param from where reading goes on
     * @return the end of the last record that makes sense
     */
    public long salvageLimit(final long from) {
        // What is on file and not freed yet lies before this lap's end; behind it nobody can have written.
        final long end = (ownHead == UNKNOWN ? from : ownHead) + capacity;
        final long tail = file.tailPosition();
        long position = from;
        long limit = from;
        try {
            while (position < end) {
                final int index = (int) position & (capacity - 1);
                final int length = ring.getIntVolatile(lengthOffset(index));
                if (length <= 0) {
                    position += length == 0 ? ALIGNMENT : checkedLength(index, -length, position, end);
                    continue;
                }
                position += checkedLength(index, length, position, end);
                final boolean isPastTail = tail < position || tail > end;
                if (isPastTail
                        && length > HEADER_LENGTH
                        && ring.getByte(index + length - 1) == 0
                        && ring.getInt(typeOffset(index)) != RecordType.SPLIT_EVENT) {
                    return limit;
                }
                limit = position;
            }
        } catch (final CorruptBufferException damaged) {
            return limit;
        }
        return limit;
    }

    /**
     * Gives the complete records from a position on to a sink.
     *
     * <p>It ends before a record that makes no sense, so that what is readable before it is not lost with it; only a scan
     * that begins at such a record fails. At most one ring's length is looked at, whatever the records say.
     *
     * @param from a record's position, not before the head
     * @param limit position to stop at, not after the tail
     * @param ownerDead whether what is unfinished stays unfinished, and is passed over
     * @param sink takes the records
     * @return position of the first record that was not taken
     * @throws CorruptBufferException when the first length or type is none that an honest producer writes, or the
     *     positions make no sense
     */
    public long scan(final long from, final long limit, final boolean ownerDead, final RecordSink sink)
            throws CorruptBufferException {
        if (from < 0 || limit < from || limit - from > capacity || ((from | limit) & (ALIGNMENT - 1)) != 0) {
            throw new CorruptBufferException(
                    file.name() + ": from=" + from + ", limit=" + limit + " is no stretch of the ring");
        }
        skippedBytes = 0;
        long position = from;
        try {
            while (position < limit) {
                final long length = take(position, limit, ownerDead, sink);
                if (length == 0) {
                    break;
                }
                position += length;
            }
        } catch (final CorruptBufferException damaged) {
            if (position == from) {
                throw damaged;
            }
        }
        return position;
    }

    /** Takes the record at a position. Returns its aligned length, or 0 when it is unfinished or not wanted. */
    private long take(final long position, final long limit, final boolean ownerDead, final RecordSink sink)
            throws CorruptBufferException {
        final int index = (int) position & (capacity - 1);
        final int length = ring.getIntVolatile(lengthOffset(index));
        if (length <= 0) {
            return ownerDead ? passUnfinished(index, length, position, limit) : 0;
        }
        final long alignedLength = checkedLength(index, length, position, limit);
        final int type = ring.getInt(typeOffset(index));
        if (type != RecordType.PADDING) {
            checkPayload(type, length - HEADER_LENGTH, position);
            if (!sink.onRecord(type, bytes, ringOffset + index + HEADER_LENGTH, length - HEADER_LENGTH)) {
                return 0;
            }
        }
        return alignedLength;
    }

    /**
     * Frees the space up to a position: zeros first, then the head.
     *
     * @param from the head
     * @param to the new head
     */
    public void free(final long from, final long to) {
        if (Faults.ARMED) {
            zero(from, from + ((to - from) / 2 & -ALIGNMENT));
            FaultPoint.HALF_ZEROED.reached();
        }
        zero(from, to);
        FaultPoint.ZEROED.reached();
        if (skippedBytes > 0) {
            file.addSkippedBytes(skippedBytes);
            skippedBytes = 0;
        }
        ownHead = to;
        writtenTo = Math.max(writtenTo, to);
        ring.putLongRelease(capacity + HEAD_POSITION_OFFSET, to);
    }

    private void zero(final long from, final long to) {
        long position = from;
        while (position < to) {
            final int index = (int) position & (capacity - 1);
            final int length = (int) Math.min(Math.min(to - position, capacity - index), ZEROS.length);
            bytes.put(ringOffset + index, ZEROS, 0, length);
            position += length;
        }
    }

    private long checkedLength(final int index, final int length, final long position, final long limit)
            throws CorruptBufferException {
        final long alignedLength = ((long) length + ALIGNMENT - 1) & -ALIGNMENT;
        if (length < HEADER_LENGTH || alignedLength > capacity - index || alignedLength > limit - position) {
            throw new CorruptBufferException(file.name() + ": record length=" + length + " at position=" + position
                    + " does not fit, limit=" + limit);
        }
        return alignedLength;
    }

    private void checkPayload(final int type, final int length, final long position) throws CorruptBufferException {
        // Only events and messages have a payload: one flipped bit must not make the truncation of the file out of one.
        final boolean isMessage = type == RecordType.MESSAGE;
        final boolean isSplit = type == RecordType.SPLIT_EVENT;
        final int minLength = isMessage ? MessageRecord.LINE_OFFSET : 0;
        final int maxLength =
                isMessage || isSplit || type == RecordType.EVENT ? RingProducer.maxPayloadLength(capacity) : 0;
        if (!RecordType.isKnown(type)
                || length < minLength
                || length > maxLength
                || isMessage && !file.spec().holdsMessages()
                || isSplit && file.dictionary() == null) {
            throw new CorruptBufferException(
                    file.name() + ": record type=" + type + ", length=" + length + " at position=" + position);
        }
    }

    /** A claim that its dead owner did not finish: passed over by its length, or by eight where not even that was written. */
    private long passUnfinished(final int index, final int length, final long position, final long limit)
            throws CorruptBufferException {
        final long claimed = length == 0 ? ALIGNMENT : checkedLength(index, -length, position, limit);
        skippedBytes += claimed;
        return claimed;
    }
}
