package io.logc.client;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.lock.KernelLock;
import io.logc.pool.SlotPool;
import io.logc.split.Names;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One generation of a publication's buffer, as its owner sees it: the file, the owner's lock, and the producers' views.
 *
 * <p>Application threads call {@link #write}; everything else belongs to the conductor.
 */
final class ClientBuffer {
    private final BufferDirectory directory;
    private final BufferFile file;
    private final Names names;
    private final KernelLock ownerLock;
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final SlotPool<Lane> idleLanes = new SlotPool<>(this::newLane);
    private final int quarterMask;
    private volatile boolean disposed;
    /** Cleared by the conductor when nothing is left of it. */
    private volatile ClientBuffer predecessor;

    private volatile boolean isHeldBack;

    /**
     * Takes the ownership of a new buffer.
     *
     * @param directory where it is, or null for one in memory
     * @param file the buffer
     * @param ownerLock held for as long as this process lives, or null for a buffer in memory
     */
    ClientBuffer(final BufferDirectory directory, final BufferFile file, final KernelLock ownerLock) {
        this.directory = directory;
        this.file = file;
        this.names = file.dictionary() == null ? null : new Names(file.dictionary());
        this.ownerLock = ownerLock;
        this.quarterMask = -(file.capacity() / 4);
    }

    /** A producer's view in a pool, and the scratch of who has it. */
    private final class Lane extends SplitEvent.Home {
        private final RingProducer producer;
        /** Null until an event is split. */
        private SplitEvent event;

        private Lane(final RingProducer producer) {
            this.producer = producer;
        }

        @Override
        public void end(final SplitEvent ended) {
            ended.trim();
            give(this);
        }

        /** Its producer may have a claim, which the conductor pads first. */
        @Override
        protected boolean isReadyWhenLost() {
            return false;
        }
    }

    private Lane newLane() {
        final Lane lane = new Lane(file.newProducer());
        final long loan = lane.loan;
        try {
            lanes.add(lane);
            return lane;
        } catch (final Throwable cutOff) {
            lane.lostLoan = loan;
            throw cutOff;
        }
    }

    BufferDirectory directory() {
        return directory;
    }

    BufferFile file() {
        return file;
    }

    /** What records of split events may refer to; null when events are lines only. */
    Names names() {
        return names;
    }

    /**
     * Writes one record.
     *
     * @return as {@link RingProducer#write}
     */
    int write(final int type, final byte[] source, final int offset, final int length) {
        final Lane lane = idleLanes.take();
        final long loan = lane.loan;
        try {
            final int result = lane.producer.write(type, source, offset, length);
            if (result != RingProducer.FAILED) {
                give(lane);
            }
            return result;
        } catch (final Throwable cutOff) {
            // No call may stand here: the stack may be full. The conductor finds it.
            if (lane.loan == loan) {
                lane.lostLoan = loan;
            }
            throw cutOff;
        }
    }

    private void give(final Lane lane) {
        if (!idleLanes.give(lane)) {
            lanes.remove(lane);
        }
    }

    /**
     * Begins an event whose line the consumer makes. {@link SplitEvent.Home#end} ends it; who may be cut off before that says
     * so as {@link SplitEvent#home} has it.
     *
     * @return the event, or null when its pattern has no place here
     */
    SplitEvent begin(final SplitPattern pattern) {
        if (names == null) {
            return null;
        }
        final Lane lane = idleLanes.take();
        final long loan = lane.loan;
        try {
            if (lane.event == null) {
                lane.event = new SplitEvent(lane);
            }
            if (lane.event.begin(pattern, names)) {
                return lane.event;
            }
            give(lane);
            return null;
        } catch (final Throwable cutOff) {
            // No call here either.
            if (lane.loan == loan) {
                lane.lostLoan = loan;
            }
            throw cutOff;
        }
    }

    /**
     * Writes an event that was begun here.
     *
     * @return as {@link RingProducer#write}; after {@link RingProducer#FAILED}, or an Error, its home must not be told
     */
    int write(final SplitEvent event) {
        return ((Lane) event.home).producer.write(RecordType.SPLIT_EVENT, event.bytes(), 0, event.length());
    }

    /**
     * Has this buffer come after another one of this process. Before others see it.
     *
     * @param before to be drained first
     * @param isElsewhere whether that is in another directory, or without a name, where no lock and no number keeps the two in
     *     order, so that this one is to be held back
     */
    void after(final ClientBuffer before, final boolean isElsewhere) {
        predecessor = before;
        isHeldBack = isElsewhere;
    }

    /** Looks whether nothing of the predecessor has to be waited for any more. The conductor only. */
    void lookForPredecessor() {
        final ClientBuffer before = predecessor;
        if (before != null && before.isOver()) {
            isHeldBack = false;
            predecessor = null;
        }
    }

    /** Whether it is too early to have this buffer drained. Any thread. */
    boolean isHeldBack() {
        return isHeldBack;
    }

    /** Whether nothing of it has to be waited for, nor of what it waits for itself: it may be empty. */
    private boolean isOver() {
        lookForPredecessor();
        try {
            return predecessor == null && (disposed || !file.isIntact() || isFinished());
        } catch (final InternalError memoryIsGone) {
            return true;
        }
    }

    /** Whether a record lies across a quarter of the ring, which is when the consumer is told. */
    boolean crossesQuarter(final int payloadIndex, final int length) {
        return ((payloadIndex - Long.BYTES ^ payloadIndex + length) & quarterMask) != 0;
    }

    /** Producers' views that are lent, or lost and not found yet. */
    int takenLanes() {
        return idleLanes.takenCount();
    }

    /**
     * Pads what cut-off writes had claimed, and takes back what cut-off calls had borrowed. The conductor only.
     *
     * @return number of writes that were cut off
     */
    int padAbandonedClaims() {
        int padded = 0;
        for (final Lane lane : lanes) {
            // Asked first: if the lost call had failed, that is seen below, and its claim is padded before the lane is
            // lent again.
            final long lost = lane.lostLoan;
            if (lane.producer.isFailed()) {
                lane.producer.padAbandonedClaim();
                padded++;
                give(lane);
            } else if (lost != SlotPool.Slotted.NONE && !idleLanes.takeBack(lane, lost)) {
                lanes.remove(lane);
            }
        }
        return padded;
    }

    /**
     * Whether nobody can write any more, everything is on file, and the consumer has removed the buffer. Closes the count of
     * drops before it says so, which the consumer has done unless there is none, or somebody else has removed the buffer.
     */
    boolean isFinished() {
        return file.isSealed() && file.isDrained() && (directory == null || isGone()) && file.closeDrops();
    }

    /** Whether what was logged up to a position is on file, and all that goes before the buffer. Any thread. */
    boolean isOnFile(final long position) {
        final ClientBuffer before = predecessor;
        final boolean isOnFile = file.headPosition() >= position
                && file.droppedCount() == file.reportedCount()
                && (before == null || before.isOnFile(before.file.tailPosition()));
        // Asked last, and always: what was read of a file that was cut meanwhile means nothing, and no fault may stay
        // pending.
        return file.isIntact() && isOnFile;
    }

    /** Drops that were counted; zero when something has cut the file, whose memory then tells nothing. Any thread. */
    long droppedCount() {
        try {
            final long count = file.droppedCount();
            // Asked afterwards, so that no fault is pending in a thread of the application.
            return file.isIntact() ? count : 0;
        } catch (final InternalError memoryIsGone) {
            return 0;
        }
    }

    /** Whether the file has no name any more. */
    boolean isGone() {
        return file.isNameLost();
    }

    /** Whether the ownership has ended and nothing is left of the buffer. */
    boolean isDisposed() {
        return disposed;
    }

    /** Ends the ownership of a buffer that is finished. The conductor only. */
    void dispose() throws IOException {
        try {
            if (ownerLock != null && file.isNameTaken()) {
                ownerLock.close();
            } else if (ownerLock != null) {
                ownerLock.deleteAndClose();
            }
        } finally {
            disposed = true;
        }
    }
}
