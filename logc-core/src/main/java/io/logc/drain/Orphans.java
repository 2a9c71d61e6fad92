package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.CorruptBufferException;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Takes over buffers whose owner is proven dead by its lock. Stateless; the locks decide between competitors. */
final class Orphans {
    private Orphans() {}

    /**
     * Adopts the dead owners' buffers of a writer's log file that are older than a generation.
     *
     * @return false when there is such a buffer and another process is draining it, so that order demands to wait
     */
    static boolean adoptOlder(
            final BufferDirectory directory,
            final LogFileWriter writer,
            final long generation,
            final DrainListener listener)
            throws IOException {
        boolean gone = true;
        final String key = BufferDirectory.keyOf(writer.path());
        for (final BufferName name : directory.buffers(key)) {
            if (name.generation() < generation && writer.find(name) == null) {
                final DrainedBuffer orphan = tryAdopt(directory, name, listener);
                if (orphan != null) {
                    orphan.predecessorsGone(true);
                    writer.add(orphan);
                } else if (Files.exists(directory.buffer(name)) && !KernelLock.isHeld(directory.ownerLock(name))) {
                    gone = false;
                }
            }
        }
        return gone;
    }

    /**
     * Takes a buffer over if its owner is dead and nobody drains it.
     *
     * @return the buffer, or null
     */
    static DrainedBuffer tryAdopt(final BufferDirectory directory, final BufferName name, final DrainListener listener)
            throws IOException {
        final KernelLock owner = KernelLock.tryAcquire(directory.ownerLock(name));
        if (owner == null) {
            return null;
        }
        KernelLock consumer = null;
        DrainedBuffer adopted = null;
        try {
            consumer = KernelLock.tryAcquire(directory.consumerLock(name));
            if (consumer != null && Files.exists(directory.buffer(name))) {
                final BufferFile file = BufferFile.open(directory, name);
                if (file == null) {
                    discardIncomplete(directory, name);
                } else {
                    adopted = new DrainedBuffer(directory, file, consumer, owner, null);
                }
            }
            return adopted;
        } catch (final CorruptBufferException e) {
            final Path aside = directory.path().resolve(name + ".corrupt");
            Files.move(directory.buffer(name), aside, StandardCopyOption.ATOMIC_MOVE);
            listener.warn(name + ": left by a dead application, cannot be read and was put aside as " + aside, e);
            return null;
        } finally {
            if (adopted == null) {
                giveUp(directory, name, consumer, owner);
            }
        }
    }

    /** A file whose maker died before it was published has never held an event. */
    private static void discardIncomplete(final BufferDirectory directory, final BufferName name) throws IOException {
        Files.deleteIfExists(directory.buffer(name));
    }

    private static void giveUp(
            final BufferDirectory directory, final BufferName name, final KernelLock consumer, final KernelLock owner)
            throws IOException {
        final boolean bufferGone = !Files.exists(directory.buffer(name));
        if (consumer != null) {
            close(consumer, bufferGone);
        }
        close(owner, bufferGone && consumer != null);
    }

    private static void close(final KernelLock lock, final boolean delete) throws IOException {
        if (delete) {
            lock.deleteAndClose();
        } else {
            lock.close();
        }
    }
}
