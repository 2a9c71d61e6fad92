package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds what dead processes have left in the buffer directory. Whatever lies there under a buffer's or a lock's name may have
 * been put there by anybody: what is wrong with one entry must not keep the others from being found.
 *
 * <p>Owned by the sweeping thread; {@link #expectStrangers()} may be called by any.
 */
final class DirectoryScan {
    private static final long LONGEST_INTERVAL_NS = 5_000_000_000L;

    private final BufferDirectory directory;
    private final DrainHost host;
    private final Function<Path, DrainListener> listeners;
    private final Set<BufferName> refused = new HashSet<>();
    private final Set<BufferName> complained = ConcurrentHashMap.newKeySet();
    private FileTime scannedModified;
    private long scannedNs;

    /** Whether there are buffers that nobody here drains, whose owners may die at any time. */
    private volatile boolean strangers = true;

    DirectoryScan(
            final BufferDirectory directory, final DrainHost host, final Function<Path, DrainListener> listeners) {
        this.directory = directory;
        this.host = host;
        this.listeners = listeners;
    }

    /** Says that there may be a buffer that nobody here drains. */
    void expectStrangers() {
        strangers = true;
    }

    /**
     * Listing a directory once a second would be the dearest thing that an idle server does, so it is listed when something
     * may have changed.
     *
     * @param key of one log file, or null for all
     * @return number of dead owners' buffers that were found
     */
    int scanIfDue(final String key) throws IOException {
        final long nowNs = System.nanoTime();
        final FileTime modified = Files.getLastModifiedTime(directory.path());
        if (modified.equals(scannedModified) && !strangers && nowNs - scannedNs < LONGEST_INTERVAL_NS) {
            return 0;
        }
        scannedModified = modified;
        scannedNs = nowNs;
        return scan(key);
    }

    private int scan(final String key) throws IOException {
        strangers = StrayFiles.remove(directory, null);
        final Set<BufferName> present = new HashSet<>();
        int orphans = 0;
        for (final BufferName name : directory.buffers(null)) {
            present.add(name);
            final boolean wanted = key == null || key.equals(name.key());
            if (wanted && !host.isAttached(name) && !refused.contains(name)) {
                if (tryAdopt(name)) {
                    orphans++;
                } else {
                    strangers = true;
                }
            }
        }
        refused.retainAll(present);
        complained.retainAll(present);
        return orphans;
    }

    private boolean tryAdopt(final BufferName name) {
        try {
            return adopt(name);
        } catch (final IOException | RuntimeException | InternalError e) {
            complain(name, e);
            return false;
        }
    }

    /** Says once that a buffer cannot be taken over. Any thread. */
    void complain(final BufferName name, final Throwable cause) {
        if (complained.add(name)) {
            listeners.apply(directory.path()).warn(name + ": cannot be taken over now; it is tried again", cause);
        }
    }

    private boolean adopt(final BufferName name) throws IOException {
        if (KernelLock.isHeld(directory.ownerLock(name))) {
            return false;
        }
        final BufferFile file = Orphans.peek(directory, name, listeners.apply(directory.path()));
        if (file == null) {
            if (Files.exists(directory.buffer(name))) {
                refused.add(name);
            }
            return false;
        }
        try {
            host.checkLogFile(file.spec());
        } catch (final IOException e) {
            refused.add(name);
            listeners
                    .apply(directory.path())
                    .warn(name + ": left by a dead application, and left alone here: " + e.getMessage(), null);
            return false;
        }
        host.adopt(file);
        return true;
    }
}
