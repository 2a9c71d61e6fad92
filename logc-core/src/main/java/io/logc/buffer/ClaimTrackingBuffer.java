package io.logc.buffer;

import java.nio.ByteBuffer;

/**
 * The buffer through which one producer thread claims space in a ring, and which knows what that thread has claimed.
 *
 * <p>Agrona's ring claims a range by moving the tail position with one compare-and-set, and only afterwards writes the
 * record's length into the range. A {@link Throwable} in between, for instance a {@link StackOverflowError}, leaves a
 * range that nobody would ever fill: the consumer would wait there for ever. This buffer notes the range in the
 * statements that follow the compare-and-set, without a call in between, so that there is no moment at which the ring
 * has given a range away and the register does not know it. What of {@code [claimFrom, claimTo)} is still unpublished
 * after a throwable can then be padded.
 *
 * <p>One claim moves the tail at most once. Where too little room is left before the ring's end, that one move takes
 * the padding and the record behind it together, or, when the record has no room, the padding alone; the range that is
 * recorded then ends at the ring's end, and the claim answers that there is no room.
 *
 * <p>Owned by one thread at a time, the producer: its fields are plain. Another thread may read them only after a
 * hand-over that publishes them. Not to be wrapped around other memory: the tail's index stays what it was.
 */
final class ClaimTrackingBuffer extends MappedOrderedAccess {

    /** Both ends of the register while nothing is claimed. Positions are never negative. */
    static final long NO_CLAIM = -1L;

    private final int tailPositionIndex;
    private long claimFrom = NO_CLAIM;
    private long claimTo = NO_CLAIM;

    /**
     * A view of a range of a buffer's bytes that holds a ring and its trailer.
     *
     * @param buffer the memory, of which the view keeps a duplicate.
     * @param offset where the range begins, in bytes from the buffer's beginning.
     * @param length of the range in bytes.
     * @param tailPositionIndex of the ring's tail position, in bytes from the beginning of the range.
     */
    ClaimTrackingBuffer(final ByteBuffer buffer, final int offset, final int length, final int tailPositionIndex) {
        super(buffer, offset, length);
        boundsCheck(tailPositionIndex, Long.BYTES);
        this.tailPositionIndex = tailPositionIndex;
    }

    @Override
    public boolean compareAndSetLong(final int index, final long expectedValue, final long updateValue) {
        if (!LONG.compareAndSet(bytes, index, expectedValue, updateValue)) {
            return false;
        }
        // no call may stand between the compare-and-set and these stores: a call can throw, a store cannot
        if (index == tailPositionIndex) {
            claimFrom = expectedValue;
            claimTo = updateValue;
        }
        return true;
    }

    /** Whether a claim was made since the last {@link #clearClaim()}. */
    boolean hasClaim() {
        return claimFrom != NO_CLAIM;
    }

    /** The position at which the last claim begins, or {@link #NO_CLAIM}. */
    long claimFrom() {
        return claimFrom;
    }

    /** The position at which the last claim ends, exclusive, or {@link #NO_CLAIM}. */
    long claimTo() {
        return claimTo;
    }

    /** Forgets the last claim. To be called when its record is committed, aborted or padded. */
    void clearClaim() {
        claimFrom = NO_CLAIM;
        claimTo = NO_CLAIM;
    }
}
