package io.logc.buffer;

import static org.agrona.concurrent.ringbuffer.RecordDescriptor.ALIGNMENT;
import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TAIL_POSITION_OFFSET;

import io.logc.buffer.mapped.MappedOrderedAccess;
import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import java.nio.ByteBuffer;

/**
 * The buffer through which one producer thread claims space in a ring, and which knows what that thread has claimed and
 * not yet published.
 *
 * <p>Agrona's ring claims a range by moving the tail position with one compare-and-set, then writes a record there, and
 * publishes it by releasing its positive length. A {@link Throwable} in between, for instance a
 * {@link StackOverflowError}, leaves a range that nobody would ever fill: the consumer would wait there for ever. The
 * register is changed in the statements that follow these two stores, without a call in between, so that there is no
 * moment at which it differs from what the ring shows:
 *
 * <pre>
 *   tail moved                   [claimFrom, claimTo) is what it moved by
 *   padding at the end released  claimFrom is the ring's end, the record behind it is still to come
 *   record released              no claim
 * </pre>
 *
 * <p>So what the register holds after a throwable belongs to this producer alone, and can be padded whatever the
 * consumer and the other producers are doing. Lengths found in the ring would not tell that: a published record may
 * have been consumed, zeroed and claimed anew by then. One claim moves the tail at most once; a claim that finds no
 * room for its record behind the padding takes the padding alone.
 *
 * <p>Owned by one thread at a time, the producer: its fields are plain. Another thread may read them only after a
 * hand-over that publishes them. Not to be wrapped around other memory: the tail's index stays what it was.
 */
final class ClaimTrackingBuffer extends MappedOrderedAccess {

    /** Both ends of the register while nothing is claimed: no position is negative. */
    static final long NO_CLAIM = -1L;

    private static final int NO_MARK = -1;

    private final int tailPositionIndex;
    private final int markIndex;
    private final long mark;
    private final int indexMask;
    private long claimFrom = NO_CLAIM;
    private long claimTo = NO_CLAIM;

    /**
     * A view of a range of a buffer's bytes that holds a ring and its trailer.
     *
     * @param buffer the memory, of which the view keeps a duplicate.
     * @param offset where the range begins, in bytes from the buffer's beginning.
     * @param length of the range in bytes.
     * @param tailPositionIndex of the ring's tail position, in bytes from the beginning of the range; the ring's
     *     capacity, a power of two, follows from it.
     */
    ClaimTrackingBuffer(final ByteBuffer buffer, final int offset, final int length, final int tailPositionIndex) {
        super(buffer, offset, length);
        boundsCheck(tailPositionIndex, Long.BYTES);
        this.tailPositionIndex = tailPositionIndex;
        indexMask = tailPositionIndex - TAIL_POSITION_OFFSET - 1;
        final int trailerMark = tailPositionIndex - TAIL_POSITION_OFFSET + BufferDescriptor.TRAILER_MARK_OFFSET;
        markIndex = trailerMark + Long.BYTES <= length ? trailerMark : NO_MARK;
        mark = markIndex == NO_MARK ? 0 : (long) LONG.getVolatile(bytes, markIndex);
    }

    /**
     * Whether the trailer, and so the whole file, is still there. Where a mapped file was cut, the JVM passes over loads and
     * stores, which then seem to have happened, and throws the error for that at some later point, in whatever code.
     */
    boolean isIntact() {
        return markIndex == NO_MARK || (long) LONG.getVolatile(bytes, markIndex) == mark;
    }

    @Override
    public boolean compareAndSetLong(final int index, final long expectedValue, final long updateValue) {
        if (!isIntact()) {
            // JDK 17 passes over loads and stores, but crashes in a compare-and-set that is interpreted.
            throw new IllegalStateException("the buffer's file was truncated");
        }
        if (!LONG.compareAndSet(bytes, index, expectedValue, updateValue)) {
            return false;
        }
        // no call may stand between the store above and those below: a call can throw, a store cannot
        if (index == tailPositionIndex) {
            claimFrom = expectedValue;
            claimTo = updateValue;
            if (Faults.ARMED) {
                FaultPoint.TAIL_MOVED.reached();
            }
        }
        return true;
    }

    @Override
    public void putIntRelease(final int index, final int value) {
        INT.setRelease(bytes, index, value);
        // no call here either; without a claim the mask yields an odd index, at which nothing can be released
        if (value > 0 && index == ((int) claimFrom & indexMask)) {
            final long publishedTo = claimFrom + ((value + ALIGNMENT - 1) & -ALIGNMENT);
            if (publishedTo == claimTo) {
                claimFrom = NO_CLAIM;
                claimTo = NO_CLAIM;
            } else {
                claimFrom = publishedTo;
            }
        }
        if (Faults.ARMED) {
            lengthStored(value);
        }
    }

    /** Which of Agrona's stores it was: a negative length first, of padding that does not fill the claim or of the record. */
    private void lengthStored(final int value) {
        if (value > 0 && hasClaim()) {
            FaultPoint.PADDING_PUBLISHED.reached();
        } else if (value < 0 && hasClaim()) {
            final boolean fillsClaim = ((-value + ALIGNMENT - 1) & -ALIGNMENT) == claimTo - claimFrom;
            (fillsClaim ? FaultPoint.HEADER_STORED : FaultPoint.PADDING_CLAIMED).reached();
        }
    }

    /** Whether a claim, or the rest of one, is neither published nor cleared. */
    boolean hasClaim() {
        return claimFrom != NO_CLAIM;
    }

    /** The position from which on the claim is unpublished, or {@link #NO_CLAIM}. */
    long claimFrom() {
        return claimFrom;
    }

    /** The position at which the claim ends, exclusive, or {@link #NO_CLAIM}. */
    long claimTo() {
        return claimTo;
    }

    /** Forgets the claim: what padded it went through another buffer, or it is given up with the ring itself. */
    void clearClaim() {
        claimFrom = NO_CLAIM;
        claimTo = NO_CLAIM;
    }
}
