package io.logc.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The conductor pads a claim that a Throwable cut off while the consumer reads: it is never taken for an event. */
@JCStressTest
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "waited for")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "passed over")
@Outcome(expect = FORBIDDEN, desc = "the claim was read as an event, or nobody gets past it")
@State
public class PaddedClaimStress {
    private final Ring ring = Ring.take();

    /** A claim whose copy has failed, and a record behind it. */
    public PaddedClaimStress() {
        final byte[] tooShort = new byte[1];
        ring.producers[0].write(RecordType.EVENT, tooShort, 0, Ring.RECORD - Long.BYTES);
        ring.write(2);
    }

    /** The conductor. */
    @Actor
    public void pad() {
        ring.producers[0].padAbandonedClaim();
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
