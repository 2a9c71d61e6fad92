package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Removes the small files of processes that died while they made or removed a buffer. Stateless; the locks tell whose
 * process lives.
 *
 * <p>A lock that can be taken is nobody's: names never come again, and an owner's file is locked before it gets its name.
 */
final class StrayFiles {
    private StrayFiles() {}

    /**
     * Removes what is nobody's.
     *
     * @param key of one log file, or null for all
     * @return whether something is left that belongs to a living process
     */
    static boolean remove(final BufferDirectory directory, final String key) throws IOException {
        boolean left = false;
        for (final BufferName name : directory.strayLocks(key)) {
            final Path owner = directory.ownerLock(name);
            final Path buffer = directory.buffer(name);
            try {
                left |= !isRemoved(directory.consumerLock(name), buffer)
                        | !isRemoved(owner, buffer)
                        | !KernelLock.removeUnnamed(owner);
            } catch (final IOException noLockOfOurs) {
                // Somebody has put something else there. It is in nobody's way, as its name never comes again.
                continue;
            }
        }
        if (key == null) {
            removeUnnamedGeneration(directory);
        }
        return left;
    }

    private static boolean isRemoved(final Path path, final Path buffer) throws IOException {
        final KernelLock lock = KernelLock.tryAcquireExisting(path);
        if (lock != null && Files.exists(buffer)) {
            // Made since the locks were listed, and whoever will hold this one may have opened its file already.
            lock.close();
        } else if (lock != null) {
            lock.deleteAndClose();
        }
        return lock != null || !Files.exists(path);
    }

    private static void removeUnnamedGeneration(final BufferDirectory directory) throws IOException {
        if (Files.exists(directory.nextGenerationCounter())) {
            final KernelLock lock = KernelLock.tryAcquireExisting(directory.generationLock());
            if (lock != null) {
                try (lock) {
                    Files.deleteIfExists(directory.nextGenerationCounter());
                }
            }
        }
    }
}
