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
 * Two threads put one name, and each another one, into a dictionary, and render what they see committed: whatever a record
 * names is readable as a whole. What both put there at once is there twice at the most, program included, and what one
 * puts there is there once.
 */
@JCStressTest
@Outcome(id = "true, true, [12][12]", expect = ACCEPTABLE, desc = "all lines are right")
@Outcome(expect = FORBIDDEN, desc = "a line is wrong, or a text is in the dictionary too often")
@State
public class NamesStress {
    private static final String BOTH = "both";
    private static final String LEFT = "left";
    private static final String RIGHT = "right";
    private static final int WRONG = -1;

    /** Of each thread: the first of a name puts it into the dictionary, the next one uses it. */
    private static final int EVENTS = 4;

    private final StressedEvents events = new StressedEvents(BOTH, BOTH, LEFT, LEFT, BOTH, BOTH, RIGHT, RIGHT);

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
        final boolean isOwnOnce = events.entries(LEFT) == 1 && events.entries(RIGHT) == 1;
        result.r3 = events.areAllRight() && isOwnOnce ? 10 * events.entries(BOTH) + events.programs() : WRONG;
        events.giveBack();
    }
}
