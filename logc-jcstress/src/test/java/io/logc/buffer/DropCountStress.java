package io.logc.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JZ_Result;

/** Two producers count drops while the consumer looks: who sees the count sees a position that belongs to it. */
@JCStressTest
@Outcome(id = "0, true", expect = ACCEPTABLE, desc = "none yet")
@Outcome(id = "1, true", expect = ACCEPTABLE, desc = "the first")
@Outcome(expect = FORBIDDEN, desc = "a drop was not counted, or is reported where none was")
@State
public class DropCountStress {
    private final Ring ring = Ring.take();
    private final long before = ring.file.droppedCount();
    private final long tail = tail(ring);

    private static long tail(final Ring ring) {
        ring.write(1);
        return ring.file.tailPosition();
    }

    /** A producer. */
    @Actor
    public void drop() {
        ring.file.countDrop();
    }

    /** The consumer; then another producer. */
    @Actor
    public void look(final JZ_Result result) {
        result.r1 = ring.file.droppedCount() - before;
        result.r2 = result.r1 == 0 || ring.file.dropPosition() == tail;
        ring.file.countDrop();
    }

    /** Afterwards. */
    @Arbiter
    public void count(final JZ_Result result) {
        result.r2 &= ring.file.droppedCount() - before == 2 && ring.file.dropPosition() == tail;
        ring.drain();
        ring.giveBack();
    }
}
