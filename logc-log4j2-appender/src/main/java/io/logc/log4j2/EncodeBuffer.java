package io.logc.log4j2;

import io.logc.client.Publication;
import io.logc.pool.SlotPool;
import java.nio.ByteBuffer;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;

/**
 * Where a layout writes the bytes of one event before they are published.
 *
 * <p>The event is encoded completely before any space in the shared buffer is claimed: layouts run user code, which may
 * throw, log or take its time. One thread at a time uses an instance, from {@link #take()} to {@link #giveBack()}; a
 * nested event (a {@code toString()} that logs) gets another instance. So the lock that Log4j takes on a destination for
 * long texts is never contended, and nothing is allocated once the pool has warmed up.
 */
final class EncodeBuffer extends SlotPool.Slotted implements ByteBufferDestination {
    /** As long as the buffers from which Log4j's text encoders copy. Bytes. */
    static final int INITIAL_LENGTH = 8 * 1024;

    /** A buffer that one long event made longer than this is not kept. Bytes. */
    static final int RETAINED_LENGTH = 64 * 1024;

    private static final SlotPool<EncodeBuffer> POOL = new SlotPool<>(EncodeBuffer::new);

    private final PatternText patternText = new PatternText();
    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_LENGTH);

    /** Borrows an empty buffer. */
    static EncodeBuffer take() {
        final EncodeBuffer taken = POOL.take();
        final long loan = taken.loan;
        try {
            taken.buffer.clear();
            return taken;
        } catch (final Throwable cutOff) {
            taken.lostLoan = loan;
            throw cutOff;
        }
    }

    /** Returns this buffer to the pool; the caller must not use it any more. */
    void giveBack() {
        if (buffer.capacity() > RETAINED_LENGTH) {
            buffer = ByteBuffer.allocate(INITIAL_LENGTH);
        }
        patternText.trim(RETAINED_LENGTH);
        POOL.give(this);
    }

    /**
     * Publishes what the layout wrote, as one event.
     *
     * @return false when the event was dropped
     */
    boolean publishTo(final Publication publication) {
        return buffer.position() == 0 || publication.publish(buffer.array(), 0, buffer.position());
    }

    /** What renders a pattern into this buffer. */
    PatternText patternText() {
        return patternText;
    }

    /** Makes room for some bytes; the result's position is where they go. */
    ByteBuffer reserve(final int length) {
        ensureRemaining(length);
        return buffer;
    }

    /** Without side effects: encoders also call this only to compare identities. */
    @Override
    public ByteBuffer getByteBuffer() {
        return buffer;
    }

    /** Makes room by growing, since an event must stay in one piece. */
    @Override
    public ByteBuffer drain(final ByteBuffer full) {
        ensureRemaining(full.remaining() + 1);
        return buffer;
    }

    @Override
    public void writeBytes(final ByteBuffer data) {
        ensureRemaining(data.remaining());
        buffer.put(data);
    }

    @Override
    public void writeBytes(final byte[] data, final int offset, final int length) {
        ensureRemaining(length);
        buffer.put(data, offset, length);
    }

    int capacity() {
        return buffer.capacity();
    }

    private void ensureRemaining(final int length) {
        if (buffer.remaining() < length) {
            final int needed = Math.addExact(buffer.position(), length);
            final int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
            final ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, doubled));
            buffer.flip();
            larger.put(buffer);
            buffer = larger;
        }
    }
}
