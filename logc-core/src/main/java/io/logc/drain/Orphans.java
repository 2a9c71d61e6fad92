package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferVersionException;
import io.logc.buffer.CorruptBufferException;
import io.logc.fault.FaultPoint;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Takes over buffers whose owner is proven dead by its lock. Stateless; the locks decide between competitors. */
final class Orphans {
    private Orphans() {}

    /**
     * Adopts the dead owners' buffers of a writer's log file that are older than a generation, and removes what was left of
     * others. What would have to wait for another process is left to whoever is there then: this writer's own buffers may
     * be in other hands by that time, and nobody would wake it.
     *
     * @return the oldest of such buffers that another process is draining, so that order demands to wait for it; otherwise
     *     the generation itself
     */
    static long adoptOlder(
            final BufferDirectory directory,
            final LogFileWriter writer,
            final long generation,
            final DrainListener listener)
            throws IOException {
        long oldestElsewhere = generation;
        final String key = BufferDirectory.keyOf(writer.logFile().path());
        for (final BufferName name : directory.buffers(key)) {
            if (name.generation() < oldestElsewhere && !goesFirst(directory, writer, name, listener)) {
                oldestElsewhere = name.generation();
            }
        }
        StrayFiles.remove(directory, key);
        return oldestElsewhere;
    }

    /** Whether nothing keeps this writer from draining what a dead application has left in an older buffer, if there is any. */
    private static boolean goesFirst(
            final BufferDirectory directory,
            final LogFileWriter writer,
            final BufferName name,
            final DrainListener listener)
            throws IOException {
        final DrainedBuffer attached = writer.find(name);
        if (attached != null) {
            // Nobody may have told of the death yet, and an unfinished call would hold up what is behind it meanwhile.
            attached.noticeOwnersDeath();
            return true;
        }
        return adopt(directory, writer, name, listener) || !isDrainedByAnother(directory, name, listener);
    }

    /**
     * Adds a buffer to a writer, if its owner is dead and nobody drains it. Called by the writer's thread.
     *
     * @return whether the writer drains it now
     */
    static boolean adopt(
            final BufferDirectory directory,
            final LogFileWriter writer,
            final BufferName name,
            final DrainListener listener)
            throws IOException {
        final DrainedBuffer orphan = tryAdopt(directory, name, listener);
        if (orphan == null) {
            return false;
        }
        writer.add(orphan);
        return true;
    }

    /** Whether a buffer's owner is dead, but the buffer is in the hands of another process, or about to be. */
    private static boolean isDrainedByAnother(
            final BufferDirectory directory, final BufferName name, final DrainListener listener) throws IOException {
        final BufferFile file = peek(directory, name, listener);
        if (file == null || !file.spec().isSameFileHere()) {
            return false;
        }
        return !KernelLock.isHeld(directory.ownerLock(name)) && Files.exists(directory.buffer(name));
    }

    /**
     * Opens a buffer to look at what it says; a dead owner's that makes no sense is put aside.
     *
     * @return the buffer, or null when it is gone, incomplete, damaged or of another version
     */
    static BufferFile peek(final BufferDirectory directory, final BufferName name, final DrainListener listener)
            throws IOException {
        try {
            BufferFile file = openOrNull(directory, name);
            if (file == null && !KernelLock.isHeld(directory.ownerLock(name))) {
                // Its maker may have completed it and written to it since that look, and have died then. A dead one's
                // file
                // changes no more, so what is seen now is what it is.
                file = openOfDeadOwner(directory, name, listener);
            }
            return file;
        } catch (final NoSuchFileException gone) {
            return null;
        } catch (final BufferVersionException e) {
            listener.warn(name + ": is left alone: " + e.getMessage(), null);
            return null;
        }
    }

    private static BufferFile openOrNull(final BufferDirectory directory, final BufferName name) throws IOException {
        try {
            return BufferFile.open(directory, name);
        } catch (final CorruptBufferException unfinishedOrDamaged) {
            return null;
        }
    }

    private static BufferFile openOfDeadOwner(
            final BufferDirectory directory, final BufferName name, final DrainListener listener) throws IOException {
        try {
            final BufferFile file = BufferFile.open(directory, name);
            if (file == null) {
                // Its maker died before it was published, so it has never held an event.
                Files.deleteIfExists(directory.buffer(name));
            }
            return file;
        } catch (final CorruptBufferException e) {
            final Path aside = Quarantine.putAside(directory, name);
            listener.warn(name + ": cannot be read and was put aside as " + aside, e);
            return null;
        }
    }

    private static DrainedBuffer tryAdopt(
            final BufferDirectory directory, final BufferName name, final DrainListener listener) throws IOException {
        final BufferFile file = peek(directory, name, listener);
        if (file == null || !file.spec().isSameFileHere()) {
            return null;
        }
        final KernelLock owner = KernelLock.tryShare(directory.ownerLock(name));
        if (owner == null) {
            return null;
        }
        FaultPoint.ORPHAN_LOCKED.reached();
        KernelLock consumer = null;
        DrainedBuffer adopted = null;
        try {
            file.orphan();
            FaultPoint.ORPHAN_MARKED.reached();
            consumer = KernelLock.tryAcquire(directory.consumerLock(name));
            if (consumer != null && Files.exists(file.path())) {
                FaultPoint.ORPHAN_ADOPTED.reached();
                adopted = new DrainedBuffer(directory, file, consumer, owner, null, null);
            }
            return adopted;
        } finally {
            // A lock that is kept for nothing makes the dead application look alive, for as long as this process lives.
            if (adopted == null) {
                try (owner) {
                    if (consumer != null && !Files.exists(file.path())) {
                        consumer.deleteAndClose();
                    } else if (consumer != null) {
                        consumer.close();
                    }
                }
            }
        }
    }
}
