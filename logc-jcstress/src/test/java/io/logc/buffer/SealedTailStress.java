package io.logc.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** While a sealed ring is drained, everybody sees it sealed, and its tail where the last record ends. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "sealed, and the tail is the last record's end")
@Outcome(expect = FORBIDDEN, desc = "takes the addition that seals for records, or the other way round")
@State
public class SealedTailStress {
    private final Ring ring = Ring.take();
    private final long end = end(ring);

    private static long end(final Ring ring) {
        ring.write(1);
        ring.write(2);
        final long end = ring.file.tailPosition();
        ring.file.seal();
        return end;
    }

    /** The consumer. */
    @Actor
    public void consume() {
        ring.drain();
    }

    /** Anybody. */
    @Actor
    public void look(final ZZ_Result result) {
        result.r1 = ring.file.isSealed();
        result.r2 = ring.file.tailPosition() == end;
    }

    /** Afterwards. */
    @Arbiter
    public void reuse() {
        ring.drain();
        ring.memory.putLong(Ring.TAIL, ring.file.headPosition());
        ring.giveBack();
    }
}
