package io.logc.buffer.mapped;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Each stores one word and loads the other's: of two volatile stores at least one is seen. What sleepers rely on. */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the first was earlier")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the second was earlier")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "at once")
@Outcome(expect = FORBIDDEN, desc = "neither has seen the other")
@State
public class VolatileStress {
    private final MappedAtomicBuffer words = MappedWords.take();

    /** One. */
    @Actor
    public void first(final II_Result result) {
        words.putIntVolatile(MappedWords.FIRST, 1);
        result.r1 = words.getIntVolatile(MappedWords.SECOND);
    }

    /** The other. */
    @Actor
    public void second(final II_Result result) {
        words.putIntVolatile(MappedWords.SECOND, 1);
        result.r2 = words.getIntVolatile(MappedWords.FIRST);
    }
}
