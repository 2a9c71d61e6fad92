package io.logc.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claim, copy, commit against scan and free: a record is seen whole, once, or not yet. */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "read afterwards")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "read at once")
@Outcome(expect = FORBIDDEN, desc = "torn, lost or doubled")
@State
public class CommittedRecordStress {
    private final Ring ring = Ring.take();

    /** The producer. */
    @Actor
    public void produce() {
        ring.write(1);
    }

    /** The consumer. */
    @Actor
    public void consume(final II_Result result) {
        result.r1 = ring.drain();
    }

    /** Afterwards. */
    @Arbiter
    public void drain(final II_Result result) {
        result.r2 = ring.drain();
        ring.giveBack();
    }
}
