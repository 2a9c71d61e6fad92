package io.logc.system.kill;

import static io.logc.fault.FaultPoint.APPENDED;
import static io.logc.fault.FaultPoint.BATCH_RENDERED;
import static io.logc.fault.FaultPoint.BUFFER_REMOVED;
import static io.logc.fault.FaultPoint.COMPLETED;
import static io.logc.fault.FaultPoint.CONSUMER_LOCK_REMOVED;
import static io.logc.fault.FaultPoint.ENTRY_HALF_STORED;
import static io.logc.fault.FaultPoint.HALF_APPENDED;
import static io.logc.fault.FaultPoint.HALF_COMPLETED;
import static io.logc.fault.FaultPoint.HALF_ZEROED;
import static io.logc.fault.FaultPoint.HEAD_MOVED;
import static io.logc.fault.FaultPoint.JOURNAL_CLEARED;
import static io.logc.fault.FaultPoint.ORPHAN_ADOPTED;
import static io.logc.fault.FaultPoint.ORPHAN_LOCKED;
import static io.logc.fault.FaultPoint.ORPHAN_MARKED;
import static io.logc.fault.FaultPoint.PATH_CHECKED;
import static io.logc.fault.FaultPoint.PENDING_NOTED;
import static io.logc.fault.FaultPoint.RENDERED_AGAIN;
import static io.logc.fault.FaultPoint.SETTLED_APPLIED;
import static io.logc.fault.FaultPoint.SETTLED_UNWRITTEN;
import static io.logc.fault.FaultPoint.SETTLED_WRITTEN;
import static io.logc.fault.FaultPoint.SETTLING_BEGUN;
import static io.logc.fault.FaultPoint.WRITER_LOCKED;
import static io.logc.fault.FaultPoint.WRITTEN_NOTED;
import static io.logc.fault.FaultPoint.ZEROED;

import io.logc.fault.FaultPoint;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Chains in which whoever writes the log file stops at each step of writing and of recovery: each life recovers what the
 * one before left, and stops at its own step. So a crash in recovery is recovered from, too.
 */
enum Story {
    /** Batches of records. */
    RECORDS(
            0,
            Step.after(Work.RECORDS, WRITER_LOCKED, 1),
            Step.at(BATCH_RENDERED),
            Step.at(ENTRY_HALF_STORED),
            // Nothing of the batch is in the file.
            Step.at(PENDING_NOTED),
            Step.at(SETTLING_BEGUN),
            Step.at(RENDERED_AGAIN),
            Step.at(SETTLED_UNWRITTEN),
            // Half of the batch is in the file, then half of the rest, and half of that.
            Step.at(HALF_APPENDED),
            Step.at(HALF_COMPLETED),
            Step.at(HALF_COMPLETED),
            Step.at(COMPLETED),
            Step.at(SETTLED_WRITTEN),
            Step.at(HALF_ZEROED),
            Step.at(ZEROED),
            Step.at(SETTLED_APPLIED),
            // The same steps outside recovery; the second passage is the one behind settling.
            Step.at(APPENDED),
            Step.at(PATH_CHECKED),
            Step.at(WRITTEN_NOTED),
            Step.at(HALF_ZEROED, 2),
            Step.at(ZEROED, 2),
            Step.at(HEAD_MOVED),
            Step.at(JOURNAL_CLEARED),
            Step.at(ORPHAN_LOCKED),
            Step.at(ORPHAN_MARKED),
            Step.at(ORPHAN_ADOPTED),
            Step.at(BUFFER_REMOVED),
            Step.after(Work.RECORDS, CONSUMER_LOCK_REMOVED, 1)),

    /** Reports of drops; the first one is the third batch of its buffer. */
    DROPS(
            2,
            Step.after(Work.DROPS, BATCH_RENDERED, 3),
            Step.at(ENTRY_HALF_STORED),
            Step.at(PENDING_NOTED),
            Step.at(SETTLING_BEGUN),
            Step.at(RENDERED_AGAIN),
            Step.at(SETTLED_UNWRITTEN),
            Step.at(HALF_APPENDED),
            Step.at(HALF_COMPLETED),
            Step.at(COMPLETED),
            Step.at(SETTLED_WRITTEN),
            Step.at(SETTLED_APPLIED),
            Step.check(),
            Step.after(Work.DROPS, APPENDED, 3),
            Step.after(Work.DROPS, PATH_CHECKED, 3),
            Step.after(Work.DROPS, WRITTEN_NOTED, 3),
            Step.after(Work.DROPS, HEAD_MOVED, 3),
            Step.after(Work.DROPS, JOURNAL_CLEARED, 3)),

    /** The one truncation of append=false. */
    TRUNCATION(
            3,
            Step.after(Work.TRUNCATION, BATCH_RENDERED, 1),
            Step.at(ENTRY_HALF_STORED),
            Step.at(PENDING_NOTED),
            Step.at(SETTLING_BEGUN),
            Step.at(SETTLED_WRITTEN),
            Step.at(HALF_ZEROED),
            Step.at(ZEROED),
            Step.at(SETTLED_APPLIED),
            Step.check(),
            Step.after(Work.TRUNCATION, APPENDED, 1),
            Step.check(),
            Step.after(Work.TRUNCATION, PATH_CHECKED, 1),
            Step.check(),
            Step.after(Work.TRUNCATION, WRITTEN_NOTED, 1),
            Step.check(),
            Step.after(Work.TRUNCATION, HEAD_MOVED, 1),
            Step.check(),
            Step.after(Work.TRUNCATION, JOURNAL_CLEARED, 1));

    private final int kind;
    private final List<Step> steps;

    Story(final int kind, final Step... steps) {
        this.kind = kind;
        this.steps = List.of(steps);
    }

    /** The kind of batch that the journal names when a step is over, or 0 for any. */
    int kind() {
        return kind;
    }

    List<Step> steps() {
        return steps;
    }

    /** The points of all chains. */
    static Set<FaultPoint> points() {
        final Set<FaultPoint> points = EnumSet.noneOf(FaultPoint.class);
        for (final Story story : values()) {
            story.steps.stream().map(Step::point).filter(point -> point != null).forEach(points::add);
        }
        return points;
    }
}
