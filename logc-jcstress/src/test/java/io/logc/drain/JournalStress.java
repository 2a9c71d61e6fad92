package io.logc.drain;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A batch is noted over one that was written. Whoever reads the memory at any moment, as recovery does after a kill, sees
 * under each state the fields that belong to it.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the fields of that state")
@Outcome(expect = FORBIDDEN, desc = "fields of another batch, or of two")
@State
public class JournalStress {
    private static final Journal.Entry OLD = entry(1);
    private static final Journal.Entry NEW = entry(2);
    private static final Queue<Journal> IDLE = new ConcurrentLinkedQueue<>();

    private final Journal journal = take();

    private static Journal.Entry entry(final int value) {
        return new Journal.Entry(value, value, value, value, value, value, value, value, value, value);
    }

    private static Journal take() {
        final Journal idle = IDLE.poll();
        final Journal journal = idle == null ? Journal.inMemory() : idle;
        journal.pending(OLD);
        journal.written();
        return journal;
    }

    /** The writer. */
    @Actor
    public void note() {
        journal.pending(NEW);
    }

    /** Whoever looks at what a killed writer has left. */
    @Actor
    public void look(final ZZ_Result result) {
        final int before = journal.state();
        final Journal.Entry entry = journal.entry();
        VarHandle.loadLoadFence();
        final boolean unchanged = journal.state() == before;
        result.r1 = !unchanged
                || before == JournalDescriptor.STATE_CLEAR
                || before == JournalDescriptor.STATE_WRITTEN && entry.equals(OLD)
                || before == JournalDescriptor.STATE_PENDING && entry.equals(NEW);
    }

    /** Afterwards. */
    @Arbiter
    public void check(final ZZ_Result result) {
        result.r2 = journal.state() == JournalDescriptor.STATE_PENDING
                && journal.entry().equals(NEW);
        IDLE.add(journal);
    }
}
