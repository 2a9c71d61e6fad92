package io.logc.drain;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.logc.buffer.StressedBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** There is work, and a signal comes while the writer's thread ends: that one or another does it. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
@Outcome(expect = FORBIDDEN, desc = "the signal was lost")
@State
public class SignalStress {
    private final StressedBuffer buffer = StressedBuffer.take();
    private final StressedRunner stressed = new StressedRunner(buffer.file());

    /** The writer's thread, from beginning to end. */
    @Actor
    public void run() {
        stressed.runFirst();
    }

    /** The application seals its buffer, which then is to be finished. */
    @Actor
    public void signal() {
        buffer.file().seal();
        stressed.runner.signal();
        stressed.runSecond();
    }

    /** Afterwards. */
    @Arbiter
    public void count(final I_Result result) {
        result.r1 = stressed.ends.get();
        buffer.giveBack();
    }
}
