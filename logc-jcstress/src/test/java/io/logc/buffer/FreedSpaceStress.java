package io.logc.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A producer claims what the consumer of a full ring frees: it must be zero by then, and nobody may zero it again. The
 * space is that of one record; all the rest is claimed by somebody who has not written yet.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "claimed, written, and still there")
@Outcome(id = "0", expect = ACCEPTABLE, desc = "not free in time, and zero now")
@Outcome(expect = FORBIDDEN, desc = "destroyed by zeroing, or not zeroed")
@State
public class FreedSpaceStress {
    private static final int TRIES = 100;

    private final Ring ring = Ring.take();
    private final long from = alignedStart(ring);
    private boolean written;

    private static long alignedStart(final Ring ring) {
        final long head = ring.file.headPosition();
        final boolean atEnd = Ring.CAPACITY - (head & Ring.CAPACITY - 1) < 2 * Ring.RECORD;
        final long from = atEnd ? (head | Ring.CAPACITY - 1) + 1 : head;
        place(ring, from, from);
        ring.write(2);
        ring.memory.putLong(Ring.TAIL, from + Ring.CAPACITY);
        return from;
    }

    private static void place(final Ring ring, final long head, final long tail) {
        ring.memory.putLong(Ring.HEAD_CACHE, head);
        ring.memory.putLong(Ring.HEAD, head);
        ring.memory.putLong(Ring.TAIL, tail);
        ring.reader = ring.file.newReader();
    }

    /** The consumer frees one record. */
    @Actor
    public void free() {
        ring.reader.free(from, from + Ring.RECORD);
    }

    /** The producer waits for room. */
    @Actor
    public void produce() {
        for (int i = 0; i < TRIES && !written; i++) {
            written = ring.write(1);
        }
    }

    /** Afterwards. */
    @Arbiter
    public void check(final I_Result result) {
        final int index = (int) from & Ring.CAPACITY - 1;
        boolean sound = ring.memory.getInt(index) == (written ? Ring.RECORD : 0);
        for (int i = Long.BYTES; i < Ring.RECORD; i++) {
            sound &= ring.memory.getByte(index + i) == (written ? 1 : 0);
        }
        result.r1 = !sound ? -1 : written ? 1 : 0;
        if (sound) {
            ring.memory.setMemory(index, Ring.RECORD, (byte) 0);
            place(ring, from + Ring.RECORD, from + Ring.RECORD);
            ring.giveBack();
        }
    }
}
