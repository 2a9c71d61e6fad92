package io.logc.drain;

import io.logc.buffer.UnixFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for a log file by its inode after a crash in the middle of a batch: a rotation may have moved it to another name
 * or another directory while nobody had it open. It can only have been moved within its file system, and rotations do not
 * move far, so the search goes outwards from the log file's directory, up and down, for a few steps.
 *
 * <p>What is found may be any file, as the inode of a deleted one is used again: it must not be opened unless it is long
 * enough, because an empty one may be a lock's, which a mere close would break.
 *
 * <p>The number of files is bounded too, so that a log file beside a million others delays its recovery by a second at
 * most. Used once, by the writer's thread.
 */
final class MovedFile {
    static final int MAX_FILES = 50_000;

    /** Enough for {@code logs/app/app.log} that became {@code logs/archive/app/app.log}. */
    private static final int MAX_STEPS = 3;

    private final long device;
    private final long inode;
    private final Set<Path> seen = new HashSet<>();
    private int filesLeft;

    MovedFile(final long device, final long inode, final int maxFiles) {
        this.device = device;
        this.inode = inode;
        this.filesLeft = maxFiles;
    }

    /**
     * Searches.
     *
     * @param directory where the file was, which may be gone
     * @return the file's path, or null when it was not found
     */
    Path find(final Path directory) {
        List<Path> ring = List.of(directory);
        seen.add(directory);
        for (int step = 0; step <= MAX_STEPS; step++) {
            final List<Path> next = new ArrayList<>();
            for (final Path place : ring) {
                final Path found = findIn(place, next);
                if (found != null) {
                    return found;
                }
                if (isWorthSearching(place.getParent()) && seen.add(place.getParent())) {
                    next.add(place.getParent());
                }
            }
            ring = next;
        }
        return null;
    }

    /** The root has nothing but mount points to offer, of which one may hang. */
    private static boolean isWorthSearching(final Path parent) {
        return parent != null && parent.getParent() != null;
    }

    private Path findIn(final Path place, final List<Path> directories) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
            for (final Path entry : entries) {
                if (filesLeft-- <= 0) {
                    return null;
                }
                final UnixFiles.Stat stat = statOrNull(entry);
                if (stat != null && stat.device() == device) {
                    if (stat.isDirectory()) {
                        if (seen.add(entry)) {
                            directories.add(entry);
                        }
                    } else if (stat.inode() == inode) {
                        return entry;
                    }
                }
            }
        } catch (final IOException | DirectoryIteratorException unreadable) {
            // A file that is in there counts as gone, and the caller says what that may mean.
            return null;
        }
        return null;
    }

    /** Without following links, which may lead to another file system. */
    private static UnixFiles.Stat statOrNull(final Path entry) {
        try {
            return UnixFiles.stat(entry);
        } catch (final IOException vanished) {
            return null;
        }
    }
}
