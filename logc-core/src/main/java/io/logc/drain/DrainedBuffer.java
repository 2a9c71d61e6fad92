package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.RingReader;
import io.logc.fault.FaultPoint;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A buffer in the hands of its consumer: the file, the reader, and the locks that make this process the one that drains
 * it. Owned by the log file's writer thread.
 */
final class DrainedBuffer {
    private static final long REPORT_INTERVAL_NS = 1_000_000_000L;

    private final BufferDirectory directory;
    private final BufferFile file;
    private final RecordSource source;
    private final KernelLock consumerLock;
    private final KernelLock lentOwnerLock;
    private KernelLock ownerLock;
    private final BufferWatch watch;
    private boolean predecessorsGone;
    private boolean predecessorOver;
    private boolean isDeserted;
    private boolean mayReportDrops = true;
    private long reportedNs;
    private long toldPosition;

    /**
     * Takes a buffer over.
     *
     * @param directory where it is, or null for one in memory
     * @param file the buffer
     * @param consumerLock held, or null for one in memory
     * @param ownerLock a share of it when the owner is proven dead, otherwise null
     * @param lentOwnerLock held by this process for a client that holds no locks, until it is gone; otherwise null
     * @param watch of the client for which this process has made the buffer, or null
     */
    DrainedBuffer(
            final BufferDirectory directory,
            final BufferFile file,
            final KernelLock consumerLock,
            final KernelLock ownerLock,
            final KernelLock lentOwnerLock,
            final BufferWatch watch) {
        this.watch = watch == null ? BufferWatch.NONE : watch;
        this.directory = directory;
        this.file = file;
        this.source = new RecordSource(file);
        this.consumerLock = consumerLock;
        this.ownerLock = ownerLock;
        this.lentOwnerLock = lentOwnerLock;
    }

    /**
     * Takes the consumer's lock of a buffer.
     *
     * @return null when another process has it, or the buffer has no name any more
     */
    static KernelLock tryLock(final BufferDirectory directory, final BufferFile file) throws IOException {
        final KernelLock consumer = KernelLock.tryAcquire(directory.consumerLock(file.name()));
        if (consumer == null) {
            return null;
        }
        FaultPoint.CONSUMER_LOCKED.reached();
        if (file.isNameTaken()) {
            // The lock is that of the other buffer.
            consumer.close();
            return null;
        }
        if (!Files.exists(file.path())) {
            // Whoever drained it has finished it meanwhile, and has removed the lock that was just made anew.
            consumer.deleteAndClose();
            return null;
        }
        return consumer;
    }

    BufferFile file() {
        return file;
    }

    RingReader reader() {
        return source.reader();
    }

    RecordSource source() {
        return source;
    }

    long generation() {
        return file.name().generation();
    }

    boolean isOwnerDead() {
        return ownerLock != null || isDeserted;
    }

    /** Notes that its client is gone and nobody can find it: no lock of its owner can be asked any more. */
    void desert() {
        isDeserted = true;
    }

    boolean predecessorsGone() {
        return predecessorsGone;
    }

    void predecessorsGone(final boolean gone) {
        predecessorsGone = gone;
    }

    /**
     * Whether what goes before it is not on file yet.
     *
     * @param attached finds the buffers that the same writer drains, by their names; null is none
     */
    boolean waits(final Function<BufferName, DrainedBuffer> attached) {
        return directory != null && !predecessorsGone || waitsForPredecessor(attached);
    }

    /** The same for the one that comes before it in its own application, whatever others have left. */
    boolean waitsForPredecessor(final Function<BufferName, DrainedBuffer> attached) {
        if (!watch.mayBegin()) {
            return true;
        }
        if (predecessorOver || file.predecessor() == 0) {
            return false;
        }
        final BufferName name = new BufferName(file.name().key(), file.predecessor());
        final DrainedBuffer predecessor = attached.apply(name);
        if (predecessor != null) {
            return !predecessor.isFinished() || predecessor.waitsForPredecessor(attached);
        }
        // Who has removed the directory has let the numbers begin anew: what has that name later, or has it while this
        // buffer has lost its own, is another's.
        predecessorOver = directory == null || !Files.exists(directory.buffer(name)) || file.isNameLost();
        return !predecessorOver;
    }

    /**
     * Whether drops may be reported now: once for each progress of the ring, otherwise once a second, because their counter
     * belongs to the client, and one that changes at each look would fill the log file with reports.
     */
    boolean mayReportDrops(final long nowNs) {
        return mayReportDrops || nowNs - reportedNs > REPORT_INTERVAL_NS;
    }

    void noteProgress() {
        mayReportDrops = true;
    }

    void noteReport(final long nowNs) {
        mayReportDrops = false;
        reportedNs = nowNs;
    }

    /** Takes a share of the owner's lock if it is free, which proves that the owner is dead. */
    boolean checkOwnerDead() throws IOException {
        if (ownerLock == null && lentOwnerLock != null) {
            ownerLock = lentOwnerLock;
        } else if (ownerLock == null && directory != null) {
            ownerLock = shareOfOwnersLock();
        }
        return ownerLock != null;
    }

    private KernelLock shareOfOwnersLock() throws IOException {
        final KernelLock share = KernelLock.tryShareExisting(directory.ownerLock(file.name()));
        if (share != null && file.isNameTaken()) {
            // It is the owner of the other buffer who is dead.
            share.close();
            return null;
        }
        return share;
    }

    /** Looks whether the owner lives, unless its client's connection is all that tells. */
    void noticeOwnersDeath() throws IOException {
        if (lentOwnerLock == null) {
            checkOwnerDead();
        }
    }

    boolean hasWork() {
        return watch.mayBegin()
                && (file.headPosition() != file.tailPosition() && (isOwnerDead() || watch.mayDrain())
                        || file.droppedCount() != file.reportedCount()
                        || isTailWrong());
    }

    /** Tells whoever waits for it that the head has moved. */
    void progressed() {
        if (watch != BufferWatch.NONE) {
            toldPosition = file.headPosition();
            watch.progressed();
        }
    }

    /** Tells whoever waits for it that there is nothing to wait for any more. */
    void ended() {
        watch.progressed();
    }

    /** The same as {@link #progressed}, if another process has moved it: one that has settled a batch that was interrupted here. */
    void tellProgress() {
        if (watch != BufferWatch.NONE && file.headPosition() != toldPosition) {
            progressed();
        }
    }

    /** Whether a dead owner's ring holds records that its tail hides; they must not go with the buffer. */
    boolean isTailWrong() {
        return isOwnerDead() && reader().holdsMoreThanTheTailSays();
    }

    /** Whether nobody can write any more and all is on file. */
    boolean isFinished() {
        // Asked last: what was read of a buffer that was cut meanwhile means nothing.
        return (isOwnerDead() || file.isSealed()) && !hasWork() && file.isDrained() && !isCut();
    }

    /** Whether it may be removed: it is finished, and no call can count a drop that nobody would look at. */
    boolean isClosed() {
        return isFinished() && file.closeDrops() && !isCut();
    }

    /** Whether somebody has cut it; a mark that is merely damaged makes no drained buffer stay. */
    boolean isCut() {
        return !file.isIntact() && file.isTruncated();
    }

    /** Removes the buffer of a finished job, and the names that go with it, unless they are another's by now. */
    void remove() throws IOException {
        if (file.isNameTaken()) {
            closeLocks();
        } else if (directory != null) {
            Files.deleteIfExists(file.path());
            FaultPoint.BUFFER_REMOVED.reached();
            consumerLock.deleteAndClose();
            FaultPoint.CONSUMER_LOCK_REMOVED.reached();
            // A sealed buffer that this process has made may be finished before anybody notices that its client is
            // gone.
            final KernelLock owner = ownerLock == null ? lentOwnerLock : ownerLock;
            if (owner != null) {
                owner.deleteAndClose();
            }
        }
    }

    /** Puts a damaged buffer aside, for people to look at; nobody drains it again. */
    Path quarantine() throws IOException {
        if (directory == null) {
            return null;
        }
        try {
            if (file.isNameTaken()) {
                return null;
            }
            final Path aside = Quarantine.putAside(directory, file.name());
            FaultPoint.BUFFER_PUT_ASIDE.reached();
            return aside;
        } finally {
            closeLocks();
        }
    }

    /** Leaves the buffer to the next consumer. */
    void release() throws IOException {
        try {
            file.consumerAwake(false);
        } catch (final InternalError truncatedWhileMapped) {
            // The next consumer will find out; the locks must be free for it.
        }
        closeLocks();
    }

    /** Both, whatever happens to the first: a lock that is kept for nothing stops everybody else. */
    private void closeLocks() throws IOException {
        try {
            if (consumerLock != null) {
                consumerLock.close();
                FaultPoint.CONSUMER_RELEASED.reached();
            }
        } finally {
            closeOwnerLock();
        }
    }

    private void closeOwnerLock() throws IOException {
        final KernelLock owner = ownerLock == null ? lentOwnerLock : ownerLock;
        if (owner != null) {
            owner.close();
        }
    }
}
