package io.logc.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two producers claim at once: both records are there, whole, one behind the other. */
@JCStressTest
@Outcome(id = "12", expect = ACCEPTABLE, desc = "the first before the second")
@Outcome(id = "21", expect = ACCEPTABLE, desc = "the second before the first")
@Outcome(expect = FORBIDDEN, desc = "torn, lost or doubled")
@State
public class TwoProducersStress {
    private final Ring ring = Ring.take();

    /** One producer. */
    @Actor
    public void first() {
        ring.write(1);
    }

    /** The other. */
    @Actor
    public void second() {
        ring.write(2);
    }

    /** Afterwards. */
    @Arbiter
    public void drain(final I_Result result) {
        result.r1 = ring.drain();
        ring.giveBack();
    }
}
