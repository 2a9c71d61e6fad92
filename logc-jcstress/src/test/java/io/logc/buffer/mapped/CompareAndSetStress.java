package io.logc.buffer.mapped;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** Of two that compare and set the same word one wins; additions are all counted. */
@JCStressTest
@Outcome(id = "true, false, 5", expect = ACCEPTABLE, desc = "the first has won")
@Outcome(id = "false, true, 6", expect = ACCEPTABLE, desc = "the second has won")
@Outcome(expect = FORBIDDEN, desc = "none, both, or an addition lost")
@State
public class CompareAndSetStress {
    private final MappedAtomicBuffer words = MappedWords.take();

    /** One. */
    @Actor
    public void first(final ZZJ_Result result) {
        result.r1 = words.compareAndSetLong(MappedWords.FIRST, 0, 3);
        words.getAndAddLong(MappedWords.SECOND, 1);
    }

    /** The other. */
    @Actor
    public void second(final ZZJ_Result result) {
        result.r2 = words.compareAndSetLong(MappedWords.FIRST, 0, 4);
        words.getAndAddLong(MappedWords.SECOND, 1);
    }

    /** Afterwards. */
    @Arbiter
    public void sum(final ZZJ_Result result) {
        result.r3 = words.getLong(MappedWords.FIRST) + words.getLong(MappedWords.SECOND);
    }
}
