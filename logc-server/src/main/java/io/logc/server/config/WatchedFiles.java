package io.logc.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Files that are read again when they have changed. Nobody waits for the answer, and it costs a look at each file once a
 * second at most. Any thread.
 */
public final class WatchedFiles {
    static final long INTERVAL_NS = 1_000_000_000L;
    private static final boolean UNIX = java.io.File.separatorChar == '/';
    private static final Stamp MISSING = new Stamp(null, null, -1, null);

    private final List<Path> files;
    private final LongSupplier nanoClock;
    private final AtomicLong lookedNs;
    private volatile List<Stamp> stamps;

    /** What tells one version of a file from another: an editor writes in place, a deployment renames. */
    private record Stamp(FileTime modified, Object changed, long length, Object key) {}

    /**
     * Notes how the files are now, so it must be made before they are read.
     *
     * @param files to be watched; links are followed
     * @param nanoClock the time
     */
    public WatchedFiles(final List<Path> files, final LongSupplier nanoClock) {
        this.files = List.copyOf(files);
        this.nanoClock = nanoClock;
        lookedNs = new AtomicLong(nanoClock.getAsLong());
        stamps = look();
    }

    /**
     * Whether one of them is another than at the last time that this said so.
     *
     * @return true for one of the threads that ask; it has to read them
     */
    public boolean haveChanged() {
        final long nowNs = nanoClock.getAsLong();
        final long beforeNs = lookedNs.get();
        if (nowNs - beforeNs < INTERVAL_NS || !lookedNs.compareAndSet(beforeNs, nowNs)) {
            return false;
        }
        final List<Stamp> found = look();
        if (found.equals(stamps)) {
            return false;
        }
        stamps = found;
        return true;
    }

    /** What was found could not be read: another look is to find a change again. */
    public void tryAgain() {
        stamps = List.of();
    }

    private List<Stamp> look() {
        return files.stream().map(WatchedFiles::look).toList();
    }

    private static Stamp look(final Path file) {
        try {
            final BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            // Who mends the permissions of a file changes nothing else of it.
            final Object changed = UNIX ? Files.getAttribute(file, "unix:ctime") : null;
            return new Stamp(found.lastModifiedTime(), changed, found.size(), found.fileKey());
        } catch (final IOException missing) {
            return MISSING;
        }
    }
}
