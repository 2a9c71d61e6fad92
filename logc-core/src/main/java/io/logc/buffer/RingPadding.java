package io.logc.buffer;

import static org.agrona.concurrent.ringbuffer.RecordDescriptor.lengthOffset;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.typeOffset;

import org.agrona.concurrent.AtomicBuffer;

/** Turns a claim that nobody will commit into padding, in the order of stores that readers rely on. */
final class RingPadding {
    private RingPadding() {}

    /**
     * Pads a claim.
     *
     * @param ring the ring
     * @param index of the claim's record
     * @param length aligned length of the claim
     */
    static void pad(final AtomicBuffer ring, final int index, final int length) {
        ring.putIntRelease(lengthOffset(index), -length);
        ring.putInt(typeOffset(index), RecordType.PADDING);
        ring.putIntRelease(lengthOffset(index), length);
    }
}
