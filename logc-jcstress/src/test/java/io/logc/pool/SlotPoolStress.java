package io.logc.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Two threads take and give, nested as calls are, so that they meet in the slots between their own: an object has one
 * user at a time, who sees what the last one has left in it. The outermost call never gives back, and all say that they were cut
 * off, most of them wrongly.
 */
@JCStressTest
@Outcome(id = "true, 12", expect = ACCEPTABLE, desc = "one user at a time, each sees the last one's work")
@Outcome(expect = FORBIDDEN, desc = "two users at a time, or work lost")
@State
public class SlotPoolStress {
    private static final int DEPTH = 3;

    private final Queue<Lent> made = new ConcurrentLinkedQueue<>();
    private final SlotPool<Lent> pool = new SlotPool<>(this::make);
    private volatile boolean shared;

    private static final class Lent extends SlotPool.Slotted {
        private final AtomicInteger users = new AtomicInteger();
        private int uses;
    }

    private Lent make() {
        final Lent item = new Lent();
        made.add(item);
        return item;
    }

    /** One thread. */
    @Actor
    public void first() {
        useTwice();
    }

    /** The other. */
    @Actor
    public void second() {
        useTwice();
    }

    private void useTwice() {
        nested(DEPTH);
        nested(DEPTH);
    }

    private void nested(final int depth) {
        if (depth > 0) {
            final Lent item = take();
            final long loan = item.loan;
            nested(depth - 1);
            item.users.decrementAndGet();
            if (depth < DEPTH) {
                pool.give(item);
            }
            if (item.loan == loan) {
                item.lostLoan = loan;
            }
        }
    }

    private Lent take() {
        final Lent item = pool.take();
        if (item.users.incrementAndGet() != 1) {
            shared = true;
        }
        item.uses++;
        return item;
    }

    /** Afterwards. */
    @Arbiter
    public void sum(final ZI_Result result) {
        result.r1 = !shared;
        for (final Lent item : made) {
            result.r2 += item.uses;
        }
    }
}
