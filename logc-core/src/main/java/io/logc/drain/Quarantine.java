package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts damaged buffers aside, for people to look at, and keeps only the newest: a client that damages one buffer after the
 * other must not fill the memory that all share. Stateless; any thread.
 */
final class Quarantine {
    /** Ends the name of a buffer that was put aside. */
    static final String SUFFIX = ".corrupt";
    /** Kept of one log file. */
    static final int KEPT_OF_A_LOG_FILE = 3;
    /** Kept in a directory. */
    static final int KEPT = 8;
    /** The part of the file system that they may take, the newest apart. */
    private static final int SPACE_DIVISOR = 8;

    private Quarantine() {}

    /**
     * Renames a buffer so that nobody drains it again.
     *
     * @return where it is now
     */
    static Path putAside(final BufferDirectory directory, final BufferName name) throws IOException {
        final Path aside = directory.path().resolve(name + SUFFIX);
        Files.move(directory.buffer(name), aside, StandardCopyOption.ATOMIC_MOVE);
        removeOldest(directory.path(), Files.getFileStore(directory.path()).getTotalSpace() / SPACE_DIVISOR);
        return aside;
    }

    static void removeOldest(final Path directory, final long maxLength) throws IOException {
        final Map<String, Integer> keptOfKey = new HashMap<>();
        int kept = 0;
        long keptLength = 0;
        for (final Path file : newestFirst(directory)) {
            final int ofThisKey = keptOfKey.merge(nameOf(file).key(), 1, Integer::sum);
            final long length = lengthOf(file);
            if (kept > 0 && (kept >= KEPT || ofThisKey > KEPT_OF_A_LOG_FILE || keptLength + length > maxLength)) {
                remove(file);
            } else {
                kept++;
                keptLength += length;
            }
        }
    }

    private static List<Path> newestFirst(final Path directory) throws IOException {
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (final Path file : files) {
                if (nameOf(file) != null) {
                    found.add(file);
                }
            }
        } catch (final DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.<Path>comparingLong(file -> nameOf(file).generation())
                .reversed());
        return found;
    }

    /** The name of the buffer that a file was, or null. */
    private static BufferName nameOf(final Path file) {
        final String fileName = file.getFileName().toString();
        return BufferName.parse(fileName.substring(0, fileName.length() - SUFFIX.length()));
    }

    private static long lengthOf(final Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        } catch (final IOException gone) {
            return 0;
        }
    }

    private static void remove(final Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException notOurs) {
            // A directory with something in it, that somebody had put in the place of a buffer.
            return;
        }
    }
}
