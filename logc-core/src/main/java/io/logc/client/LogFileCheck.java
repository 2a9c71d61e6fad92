package io.logc.client;

import io.logc.file.Reasons;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Looks whether a log file could be opened for writing, without opening or making anything: the file may be a FIFO whose
 * opening waits for a reader, and a log file is made with its first line.
 *
 * <p>Any thread. What it finds may have changed a moment later; only the writer knows.
 */
final class LogFileCheck {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    private LogFileCheck() {}

    /**
     * Tells what is in the way of a log file.
     *
     * @param logFile absolute path, whose directory was made if that was possible
     * @return the reason in words, or null when nothing is known to be in the way
     */
    static String obstacle(final Path logFile) {
        Path file = logFile;
        try {
            for (int links = 0; !Files.exists(file); links++) {
                if (!Files.isSymbolicLink(file)) {
                    return obstacleToMake(file);
                }
                if (links == MAX_LINKS) {
                    return "too many links, one after the other: " + logFile;
                }
                // Whoever opens a link to nothing makes what it points to.
                file = file.resolveSibling(Files.readSymbolicLink(file));
            }
            return Files.isDirectory(file) ? "is a directory" : denied(file, AccessMode.WRITE);
        } catch (final IOException changedMeanwhile) {
            return null; // Rotated, say: what was there when it was looked at first is in nobody's way now.
        }
    }

    private static String obstacleToMake(final Path file) throws IOException {
        final Path parent = file.getParent();
        Path existing = parent;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            return "no such directory: " + parent;
        }
        if (!Files.readAttributes(existing, BasicFileAttributes.class).isDirectory()) {
            return "not a directory: " + existing;
        }
        final String denied = denied(existing, AccessMode.WRITE, AccessMode.EXECUTE);
        if (denied != null) {
            return denied;
        }
        return existing.equals(parent) ? null : "no such directory, and it could not be made: " + parent;
    }

    private static String denied(final Path path, final AccessMode... modes) throws IOException {
        try {
            path.getFileSystem().provider().checkAccess(path, modes);
            return null;
        } catch (final NoSuchFileException changedMeanwhile) {
            throw changedMeanwhile;
        } catch (final IOException refused) {
            return Reasons.of(refused);
        }
    }
}
