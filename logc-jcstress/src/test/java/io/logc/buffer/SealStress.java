package io.logc.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Sealing against claims: what was claimed before is kept, and nothing is claimed afterwards. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "sealed before")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sealed after the first")
@Outcome(id = "2, 11", expect = ACCEPTABLE, desc = "sealed after the second")
@Outcome(expect = FORBIDDEN, desc = "a claim lost, or granted by a sealed ring")
@State
public class SealStress {
    private final Ring ring = Ring.take();

    /** The producer. */
    @Actor
    public void produce(final II_Result result) {
        int written = ring.write(1) ? 1 : 0;
        written += ring.write(1) ? 1 : 0;
        result.r1 = written;
    }

    /** The sealer. */
    @Actor
    public void seal() {
        ring.file.seal();
    }

    /** Afterwards. */
    @Arbiter
    public void check(final II_Result result) {
        final boolean sealed = ring.file.isSealed() && !ring.write(1);
        result.r2 = sealed ? ring.drain() : -2;
        if (sealed && ring.file.isDrained()) {
            ring.memory.putLong(Ring.TAIL, ring.file.headPosition());
            ring.giveBack();
        } else {
            result.r2 = -3;
        }
    }
}
