package io.logc.buffer.mapped;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What was stored before a release store is seen by whoever sees that. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "in between")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "after")
@Outcome(expect = FORBIDDEN, desc = "the stores in another order")
@State
public class ReleaseStress {
    private final MappedAtomicBuffer words = MappedWords.take();

    /** Stores. */
    @Actor
    public void store() {
        words.putInt(MappedWords.FIRST, 1);
        words.putIntRelease(MappedWords.SECOND, 1);
    }

    /** Loads. */
    @Actor
    public void load(final II_Result result) {
        result.r1 = words.getIntVolatile(MappedWords.SECOND);
        result.r2 = words.getInt(MappedWords.FIRST);
    }
}
