package io.logc.buffer;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A ring in memory with two producers and its reader. A new one for each state would cost 64 KB, so they are used again
 * and again: each state begins where the last one has ended, and so sees all places of the ring, its end among them.
 */
final class Ring implements RingReader.RecordSink {
    static final int CAPACITY = 64 * 1024;
    static final int TAIL = CAPACITY + 128;
    static final int HEAD_CACHE = TAIL + 128;
    static final int HEAD = HEAD_CACHE + 128;
    /** A record of a payload of 16 bytes. */
    static final int RECORD = 24;

    private static final byte[] NOTHING = new byte[0];
    private static final BufferSpec SPEC = new BufferSpec(
            "/logs/app.log", 0, 0, 0, false, -1, NOTHING, NOTHING, NOTHING, "a stress test", BufferSpec.Purpose.EVENTS);
    private static final Queue<Ring> IDLE = new ConcurrentLinkedQueue<>();
    private static final byte[][] PAYLOADS = {payload(1), payload(2)};

    final BufferFile file = BufferFile.inMemory(BufferDirectory.keyOf("/logs/app.log"), SPEC, CAPACITY, 1, 0);
    final ClaimTrackingBuffer memory = file.newClaimTrackingBuffer();
    final RingProducer[] producers = {file.newProducer(), file.newProducer()};
    RingReader reader = file.newReader();

    /** What the reader has seen since {@link #take}: digits 1 and 2 for the producers' records, 9 for what is none. */
    private int seen;

    private static byte[] payload(final int value) {
        final byte[] bytes = new byte[RECORD - Long.BYTES];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static Ring take() {
        final Ring idle = IDLE.poll();
        final Ring ring = idle == null ? new Ring() : idle;
        ring.seen = 0;
        return ring;
    }

    /** Leaves the ring to another state; whoever does so has drained it. */
    void giveBack() {
        IDLE.add(this);
    }

    /** Producer 1 or 2 writes its record; whether there was room. */
    boolean write(final int producer) {
        final byte[] payload = PAYLOADS[producer - 1];
        return producers[producer - 1].write(RecordType.EVENT, payload, 0, payload.length) >= 0;
    }

    /** Reads and frees what is complete; what was seen until now, or -1 when the ring is damaged. */
    int drain() {
        try {
            final long head = reader.headPosition();
            final long to = reader.scan(head, file.tailPosition(), false, this);
            if (to > head) {
                reader.free(head, to);
            }
            return seen;
        } catch (final CorruptBufferException e) {
            return -1;
        }
    }

    @Override
    public boolean onRecord(final int type, final ByteBuffer source, final int index, final int length) {
        boolean whole = type == RecordType.EVENT && length == RECORD - Long.BYTES;
        final byte first = source.get(index);
        for (int i = 1; whole && i < length; i++) {
            whole = source.get(index + i) == first;
        }
        seen = seen * 10 + (whole && first > 0 ? first : 9);
        return true;
    }
}
