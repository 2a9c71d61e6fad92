package io.logc.lock;

import io.logc.fault.FaultPoint;
import io.logc.file.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A kernel lock on a small file that holds nothing else; the kernel frees it when the process dies. It is exclusive, unless
 * somebody only asks whether there is such a holder, or keeps the proof that there is none: those share it, so that nobody
 * ever takes one of them for the holder.
 *
 * <p>A POSIX record lock belongs to the process and ends when <em>any</em> descriptor of the file is closed in it, also by
 * a second class loader's copy of this class. So a path is first reserved in the JVM's system properties, which all class
 * loaders share, and only who has reserved it opens the file; the channel is used for nothing but the lock.
 *
 * <p>Safe for any thread; {@link #close()} once, by whoever holds it.
 */
public final class KernelLock implements AutoCloseable {
    private static final String RESERVATION_PREFIX = "io.logc.lock:";
    private static final String TEMPORARY_SUFFIX = ".new";
    /** Whoever takes it for a dead process's may be stopped in the middle of that. */
    private static final long CREATION_TIMEOUT_NS = 5_000_000_000L;

    private static final long CREATION_PAUSE_NS = 1_000_000L;
    private static final long PROBE_NS = 20_000L;
    /** Somebody in this JVM is just finding out whether the lock is free. */
    private static final String TRYING = "trying";

    private static final String HELD = "held";
    private static final String SHARED = "shared";
    /** Holds within this class loader even if the application replaces the system properties. */
    private static final Map<Path, String> RESERVED_HERE = new ConcurrentHashMap<>();
    /** What is open under the reservations. */
    private static final Map<Path, FileChannel> OPEN_HERE = new ConcurrentHashMap<>();

    private final Path path;
    private final FileChannel channel;
    private boolean closed;

    private KernelLock(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the lock if it is free, creating its file where there is none.
     *
     * @param path the lock's file
     * @return the lock, or null when somebody holds it
     * @throws IOException when the file cannot be opened
     */
    public static KernelLock tryAcquire(final Path path) throws IOException {
        return reserve(path) ? lockReserved(path, true, false) : null;
    }

    /**
     * Takes the lock if its file is there and nobody holds it.
     *
     * @param path the lock's file
     * @return the lock, or null when somebody holds it or there is no such file
     * @throws IOException when the file cannot be opened
     */
    public static KernelLock tryAcquireExisting(final Path path) throws IOException {
        try {
            return reserve(path) ? lockReserved(path, false, false) : null;
        } catch (final NoSuchFileException gone) {
            return null;
        }
    }

    /**
     * Keeps the proof that nobody holds the lock exclusively, creating its file where there is none. Others may have the same
     * proof at the same time, in other processes, and whoever asks is told that nobody holds the lock.
     *
     * @param path the lock's file
     * @return a share of the lock, or null when somebody holds it, or this JVM has a share already
     * @throws IOException when the file cannot be opened
     */
    public static KernelLock tryShare(final Path path) throws IOException {
        return TRYING.equals(reserveOrState(path)) ? lockReserved(path, true, true) : null;
    }

    /**
     * The same, if the lock's file is there.
     *
     * @param path the lock's file
     * @return as {@link #tryShare}; null also when there is no such file
     * @throws IOException when the file cannot be opened
     */
    public static KernelLock tryShareExisting(final Path path) throws IOException {
        try {
            return TRYING.equals(reserveOrState(path)) ? lockReserved(path, false, true) : null;
        } catch (final NoSuchFileException gone) {
            return null;
        }
    }

    /**
     * Creates the file already locked, so that nobody ever sees it unlocked while its holder lives.
     *
     * @param path a name that was never used before
     * @return the lock
     * @throws IOException when it cannot be created
     */
    public static KernelLock createLocked(final Path path) throws IOException {
        if (!reserve(path)) {
            throw new IOException(path + ": is held in this process");
        }
        final Path temporary = unnamed(path);
        FileChannel channel = null;
        try {
            final long startNs = System.nanoTime();
            do {
                channel = PrivateFiles.open(temporary, true);
                OPEN_HERE.put(path, channel);
                if (channel.tryLock() != null && isNamed(temporary, path)) {
                    state(path, HELD);
                    return new KernelLock(path, channel);
                }
                // Somebody took it for a dead process's, between opening and locking, and removes it.
                channel.close();
                LockSupport.parkNanos(CREATION_PAUSE_NS);
            } while (System.nanoTime() - startNs < CREATION_TIMEOUT_NS);
            throw new IOException(temporary + ": is locked by another process");
        } catch (final IOException | RuntimeException | Error e) {
            abandon(path, channel);
            throw e;
        }
    }

    private static Path unnamed(final Path path) {
        return path.resolveSibling(path.getFileName() + TEMPORARY_SUFFIX);
    }

    private static boolean isNamed(final Path temporary, final Path path) throws IOException {
        FaultPoint.OWNER_LOCKED_UNNAMED.reached();
        try {
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (final NoSuchFileException removed) {
            return false;
        }
    }

    /**
     * Removes what a process left that died in {@link #createLocked}; the lock of one that lives is left alone.
     *
     * @param path the name that the lock was to get
     * @return false when somebody holds it
     * @throws IOException when it cannot be opened or removed
     */
    public static boolean removeUnnamed(final Path path) throws IOException {
        final Path temporary = unnamed(path);
        if (!Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        // While the name is reserved its maker is in this process, and opening the file here would free its lock.
        if (!reserve(path)) {
            return false;
        }
        try {
            final KernelLock lock = tryAcquireExisting(temporary);
            if (lock != null) {
                lock.deleteAndClose();
            }
            return lock != null || !Files.exists(temporary, LinkOption.NOFOLLOW_LINKS);
        } finally {
            abandon(path, null);
        }
    }

    /**
     * Whether somebody holds the lock exclusively now.
     *
     * @param path the lock's file
     * @return true when it is held, by this process or another
     * @throws IOException when the file cannot be opened
     */
    public static boolean isHeld(final Path path) throws IOException {
        final String state = reserveOrState(path);
        if (!TRYING.equals(state)) {
            return HELD.equals(state);
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            abandon(path, null);
            return false;
        }
        FileChannel channel = null;
        try {
            // It stays reserved as a try: a share that is given back at once is none that others should reckon with.
            channel = PrivateFiles.open(path, false);
            return channel.tryLock(0, Long.MAX_VALUE, true) == null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        } catch (final NoSuchFileException gone) {
            return false;
        } finally {
            abandon(path, channel);
        }
    }

    /** Opens the file and takes the lock, or lets go of the reservation. */
    private static KernelLock lockReserved(final Path path, final boolean create, final boolean shared)
            throws IOException {
        FileChannel channel = null;
        try {
            channel = PrivateFiles.open(path, create);
            OPEN_HERE.put(path, channel);
            if (channel.tryLock(0, Long.MAX_VALUE, shared) == null) {
                abandon(path, channel);
                return null;
            }
            state(path, shared ? SHARED : HELD);
            return new KernelLock(path, channel);
        } catch (final IOException | RuntimeException | Error e) {
            abandon(path, channel);
            throw e;
        }
    }

    /** Reserves the path; or says what it is reserved for, once that is known. */
    private static String reserveOrState(final Path path) {
        String state = TRYING;
        while (TRYING.equals(state) && !reserve(path)) {
            final String here = RESERVED_HERE.get(path);
            final String known = here == null ? System.getProperty(RESERVATION_PREFIX + path) : here;
            if (known == null || TRYING.equals(known)) {
                LockSupport.parkNanos(PROBE_NS);
            } else {
                state = known;
            }
        }
        return state;
    }

    private static boolean reserve(final Path path) {
        if (RESERVED_HERE.putIfAbsent(path, TRYING) != null) {
            return false;
        }
        final boolean reserved = System.getProperties().putIfAbsent(RESERVATION_PREFIX + path, TRYING) == null;
        if (!reserved) {
            RESERVED_HERE.remove(path);
        }
        return reserved;
    }

    private static void state(final Path path, final String state) {
        RESERVED_HERE.put(path, state);
        System.getProperties().put(RESERVATION_PREFIX + path, state);
    }

    private static void abandon(final Path path, final FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            OPEN_HERE.remove(path);
            System.getProperties().remove(RESERVATION_PREFIX + path);
            RESERVED_HERE.remove(path);
        }
    }

    /** The locks that this copy of logc holds or shares, or is about to. */
    static Set<Path> reservedHere() {
        return Set.copyOf(RESERVED_HERE.keySet());
    }

    /** Does what the kernel does when the process dies. For tests that have several processes in one JVM. */
    static void free(final Path path) throws IOException {
        abandon(path, OPEN_HERE.get(path));
    }

    /**
     * The lock's file.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }

    /** Frees the lock. The file stays, because its name may come again. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            abandon(path, channel);
        }
    }

    /**
     * Removes the file, whose name never comes again, and frees the lock.
     *
     * @throws IOException when it cannot be removed
     */
    public void deleteAndClose() throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            close();
        }
    }
}
