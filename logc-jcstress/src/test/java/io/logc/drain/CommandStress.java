package io.logc.drain;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A command comes while the writer's thread ends: that one or another executes it, once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "executed")
@Outcome(expect = FORBIDDEN, desc = "forgotten, or executed twice")
@State
public class CommandStress {
    private final StressedRunner stressed = new StressedRunner(null);
    private final AtomicInteger executed = new AtomicInteger();

    /** The writer's thread, from beginning to end. */
    @Actor
    public void run() {
        stressed.runFirst();
    }

    /** Whoever has something for it. */
    @Actor
    public void execute() {
        stressed.runner.execute(writer -> executed.incrementAndGet());
        stressed.runSecond();
    }

    /** Afterwards. */
    @Arbiter
    public void count(final I_Result result) {
        result.r1 = executed.get();
    }
}
