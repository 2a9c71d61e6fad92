package io.logc.drain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.UnixFiles;
import io.logc.fault.FaultPoint;
import io.logc.lock.HeldLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the processes of the model share: the buffer directory, the log file, the disk, and the memory of what happened. */
final class ModelWorld implements DrainListener, ModelActor.Watch, AutoCloseable {
    static final int CAPACITY = 64 * 1024;

    final BufferDirectory directory;
    final String key;
    final ModelFiles files;
    final ModelCalls calls;
    final ModelTraits traits;
    final List<ModelProcess> processes = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<String> errors = new ArrayList<>();
    final Set<FaultPoint> deaths = EnumSet.noneOf(FaultPoint.class);
    int step;
    /** The writers' time. */
    long nowNs;
    /** Bytes that may stand twice or torn because the file was copied and truncated under a batch. */
    long copiedBytes;
    /** Whether another program wrote while a batch was not settled. */
    boolean disturbed;

    private final Map<Path, ModelProcess> locks = new HashMap<>();
    private int partBeforeError = -1;
    private String beforeTruncation;
    private long truncatingGeneration;

    ModelWorld(final Path root, final ModelTraits traits) throws IOException {
        this.traits = traits;
        final Path real = Files.createDirectories(root).toRealPath();
        directory = BufferDirectory.open(real.resolve("buffers"));
        // Deep, because a moved file is looked for in the directories around.
        files = new ModelFiles(
                Files.createDirectories(real.resolve("a/b/c/logs")).resolve("app.log"));
        key = BufferDirectory.keyOf(files.path);
        calls = new ModelCalls(() -> step);
    }

    BufferSpec spec(final int buffer) throws IOException {
        final String header = traits.headers() ? "<head " + buffer + ">\n" : "";
        final String footer = traits.headers() ? "<foot " + buffer + ">\n" : "";
        final String dropReport = "<dropped " + BufferSpec.DROP_COUNT + " of " + buffer + ">\n";
        final UnixFiles.Stat parent = UnixFiles.statFollowing(files.path.getParent());
        return new BufferSpec(
                files.path.toString(),
                parent.device(),
                parent.inode(),
                UnixFiles.mountNamespace(),
                traits.headerEachStart(),
                -1,
                header.getBytes(US_ASCII),
                footer.getBytes(US_ASCII),
                dropReport.getBytes(US_ASCII),
                "model",
                traits.splits() ? BufferSpec.Purpose.SPLIT_EVENTS : BufferSpec.Purpose.EVENTS);
    }

    Batch newBatch() {
        return new Batch(traits.batchLength(), traits.batchLength() * 4);
    }

    LogFile.ChannelFactory channels() {
        return FaultyChannel.factory((real, source) -> {
            if (partBeforeError < 0 || !source.hasRemaining()) {
                return real.write(source);
            }
            FaultyChannel.writeShort(real, source, Math.min(partBeforeError, source.remaining()));
            partBeforeError = -1;
            throw new IOException("the disk is full");
        });
    }

    /** The next write fails after so many bytes. */
    void failNextWrite(final int bytesBefore) {
        partBeforeError = bytesBefore;
    }

    /** No more faults of the disk. */
    void repairDisk() {
        partBeforeError = -1;
    }

    /** Whose the locks are that appeared while an actor ran. */
    void assignLocks(final ModelProcess process) {
        for (final Path lock : HeldLocks.here()) {
            locks.putIfAbsent(lock, process);
        }
        locks.keySet().retainAll(HeldLocks.here());
    }

    void freeLocks(final ModelProcess process) throws IOException {
        assignLocks(process);
        for (final Map.Entry<Path, ModelProcess> held : locks.entrySet()) {
            if (held.getValue() == process) {
                HeldLocks.free(held.getKey());
            }
        }
        locks.keySet().retainAll(HeldLocks.here());
    }

    /** The batch that is not settled, or null. */
    Journal.Entry pendingEntry() throws IOException {
        if (!Files.exists(directory.journal(key))) {
            return null;
        }
        final Journal journal = Journal.open(directory.journal(key));
        return journal.state() == JournalDescriptor.STATE_PENDING ? journal.entry() : null;
    }

    /** Whether some batch's place in the file was looked up, and it is not settled. */
    boolean isBatchUnderWay() throws IOException {
        boolean underWay = pendingEntry() != null;
        for (final ModelProcess process : processes) {
            underWay |= process.isAlive() && process.writerActor.isBusy();
        }
        return underWay;
    }

    /** Whether a writer is between the two halves of its bytes, which the kernel would have written as one. */
    boolean isWriterMidWrite() {
        for (final ModelProcess process : processes) {
            final FaultPoint point = process.isAlive() ? process.writerActor.standsAt() : null;
            if (point == FaultPoint.HALF_APPENDED || point == FaultPoint.HALF_COMPLETED) {
                return true;
            }
        }
        return false;
    }

    void noteError(final IOException e) {
        errors.add(step + ": " + e);
    }

    @Override
    public void arrives(final ModelActor actor, final FaultPoint point) {
        if (actor.call != null) {
            ModelCalls.arrives(actor.call, point);
        }
        final boolean truncated = point == FaultPoint.APPENDED || point == FaultPoint.SETTLED_WRITTEN;
        if (truncated && beforeTruncation != null) {
            files.truncated(beforeTruncation, truncatingGeneration);
            beforeTruncation = null;
        }
    }

    /** Remembers what a truncation throws away. */
    @Override
    public void leaves(final ModelActor actor, final FaultPoint point) {
        try {
            if (point == FaultPoint.PENDING_NOTED || point == FaultPoint.SETTLING_BEGUN) {
                final Journal.Entry entry = pendingEntry();
                final boolean truncates = entry != null && entry.kind() == JournalDescriptor.KIND_TRUNCATION;
                beforeTruncation = truncates ? files.content() : null;
                truncatingGeneration = truncates ? entry.generation() : 0;
            }
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void info(final String message) {
        // Told to people, not to the model.
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        warnings.add(step + ": " + message);
    }

    @Override
    public void close() throws IOException {
        for (final ModelProcess process : processes) {
            if (process.isAlive()) {
                process.crash(step);
            }
        }
        files.close();
    }
}
