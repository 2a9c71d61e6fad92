package io.logc.buffer;

import io.logc.buffer.mapped.MappingFault;
import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/**
 * One producer's view of a ring: Agrona's claim, a copy, Agrona's commit.
 *
 * <p>A thread at a time may use it. It knows what its thread has claimed, so when a {@code Throwable} arrives between
 * claim and commit (a {@code StackOverflowError} while its own handler logs, a fault of the mapping), the claim can be
 * padded and the ring of a living process goes on.
 */
public final class RingProducer {
    /** Result of {@link #write}: no room, or sealed. */
    public static final int FULL = -1;
    /** Result of {@link #write}: the buffer's memory is unusable, see {@link #isFailed()}. */
    public static final int FAILED = -2;

    private final ClaimTrackingBuffer buffer;
    private final ManyToOneRingBuffer ring;
    private final int capacity;
    private volatile boolean failed;

    RingProducer(final ClaimTrackingBuffer buffer, final int capacity) {
        this.capacity = capacity;
        this.buffer = buffer;
        ring = new ManyToOneRingBuffer(buffer);
    }

    /**
     * Longest payload that a ring takes.
     *
     * @param capacity bytes of the ring
     * @return bytes
     */
    public static int maxPayloadLength(final int capacity) {
        return capacity >> 3;
    }

    /**
     * Writes one record. Takes no lock, allocates nothing and makes no system call. An Error of the thread itself (its
     * stack is full, it is being stopped) reaches the caller; the record may then be there or not.
     *
     * @param type one of {@link RecordType}
     * @param source array that holds the payload
     * @param offset where it starts
     * @param length bytes, at most {@link #maxPayloadLength}
     * @return index of the payload in the ring, or {@link #FULL}, or {@link #FAILED}
     */
    public int write(final int type, final byte[] source, final int offset, final int length) {
        try {
            final int index = ring.tryClaim(type, length);
            if (index >= 0) {
                if (Faults.ARMED) {
                    copyInHalves(index, source, offset, length);
                } else {
                    buffer.putBytes(index, source, offset, length);
                }
                ring.commit(index);
            }
            if (buffer.isIntact()) {
                return index < 0 ? FULL : index;
            }
            failed = true;
            MappingFault.take();
            return FAILED;
        } catch (final RuntimeException | InternalError memoryIsUnusable) {
            failed = true;
            return failed();
        } catch (final Error ofThisThread) {
            // No call may stand here: the stack may be full. The conductor finds the flag and pads the claim.
            failed = true;
            throw ofThisThread;
        }
    }

    /** Has no fault of the mapping surface in the code of the application. */
    private static int failed() {
        try {
            MappingFault.take();
        } catch (final InternalError onTheWayThere) {
            return FAILED;
        }
        return FAILED;
    }

    private void copyInHalves(final int index, final byte[] source, final int offset, final int length) {
        final int half = length / 2;
        buffer.putBytes(index, source, offset, half);
        FaultPoint.HALF_COPIED.reached();
        buffer.putBytes(index + half, source, offset + half, length - half);
        FaultPoint.COPIED.reached();
    }

    /**
     * Whether a write was cut off by a Throwable, so that {@link #padAbandonedClaim()} is due.
     *
     * @return true until the claim was padded
     */
    public boolean isFailed() {
        return failed;
    }

    /**
     * Turns what a failed write had claimed into padding, so that the reader can pass. Called by the conductor once the
     * failed thread has left; a claim that was committed after all is left alone.
     */
    public void padAbandonedClaim() {
        if (buffer.hasClaim()) {
            pad(buffer.claimFrom(), buffer.claimTo());
            buffer.clearClaim();
        }
        failed = false;
    }

    private void pad(final long from, final long to) {
        final int index = (int) from & (capacity - 1);
        final int toEnd = capacity - index;
        final int length = (int) (to - from);
        if (length <= toEnd) {
            RingPadding.pad(buffer, index, length);
        } else {
            RingPadding.pad(buffer, index, toEnd);
            RingPadding.pad(buffer, 0, length - toEnd);
        }
    }
}
