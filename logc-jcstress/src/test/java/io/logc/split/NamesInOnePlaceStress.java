package io.logc.split;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Two threads learn different names that have one hash, and so one place among those that are known: none is taken for the
 * other, and the one that loses its place gets another.
 */
@JCStressTest
@Outcome(id = "true, true, 2", expect = ACCEPTABLE, desc = "each is in the dictionary once")
@Outcome(id = "true, true, 3", expect = ACCEPTABLE, desc = "one has lost its place, and is there twice")
@Outcome(expect = FORBIDDEN, desc = "a line is wrong, or a text is in the dictionary too often")
@State
public class NamesInOnePlaceStress {
    private static final String LEFT = "Aa";
    private static final String RIGHT = "BB";
    private static final int WRONG = -1;

    /** Of each thread: the first of a name puts it into the dictionary, the next one uses it. */
    private static final int EVENTS = 3;

    private final StressedEvents events = new StressedEvents(LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT);

    /** One thread. */
    @Actor
    public void left(final ZZI_Result result) {
        result.r1 = events.write(0, 0, EVENTS);
    }

    /** The other. */
    @Actor
    public void right(final ZZI_Result result) {
        result.r2 = events.write(1, EVENTS, EVENTS);
    }

    /** Afterwards. */
    @Arbiter
    public void count(final ZZI_Result result) {
        result.r3 = events.areAllRight() ? events.entries(LEFT) + events.entries(RIGHT) : WRONG;
        events.giveBack();
    }
}
