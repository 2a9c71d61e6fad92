package io.logc.buffer;

import io.logc.buffer.mapped.MappedAtomicBufferParityTest;
import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** What is asked of a mapped buffer, asked of the one that tracks claims. */
class ClaimTrackingBufferParityTest extends MappedAtomicBufferParityTest {
    @Override
    protected AtomicBuffer over(final ByteBuffer memory) {
        return new ClaimTrackingBuffer(memory, OFFSET, CAPACITY, 8);
    }
}
