package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.UnixFiles;
import io.logc.fault.FaultPoint;
import io.logc.file.PrivateFiles;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;

/**
 * A buffer that this process has made and owns, with the lock that says so for as long as the process lives.
 *
 * @param file the buffer
 * @param ownerLock held
 */
public record OwnedBuffer(BufferFile file, KernelLock ownerLock) {
    private static final int MAX_BUFFERS = 1024;
    private static final int MAX_COUNTER_LENGTH = 64;
    private static final long MAX_GENERATION = 1_000_000_000_000_000L;
    private static final long GENERATION_TIMEOUT_NS = 2_000_000_000L;
    private static final long GENERATION_PAUSE_NS = 500_000;

    /**
     * Makes the next generation of a log file's buffer.
     *
     * @param directory where
     * @param logFile absolute path of the log file
     * @param spec what the header says
     * @param capacity bytes of the ring, a power of two
     * @param predecessor generation that must be drained first, or 0
     * @return the buffer
     * @throws IOException when there is no room for it
     */
    public static OwnedBuffer create(
            final BufferDirectory directory,
            final Path logFile,
            final BufferSpec spec,
            final int capacity,
            final long predecessor)
            throws IOException {
        return create(directory, logFile, spec, capacity, predecessor, predecessor);
    }

    /**
     * The same, numbered above a buffer that may not be the predecessor any more.
     *
     * @param directory where
     * @param logFile absolute path of the log file
     * @param spec what the header says
     * @param capacity bytes of the ring, a power of two
     * @param predecessor generation that must be drained first, or 0
     * @param above a generation that the buffer's is to be greater than, or 0
     * @return the buffer
     * @throws IOException when there is no room for it
     */
    public static OwnedBuffer create(
            final BufferDirectory directory,
            final Path logFile,
            final BufferSpec spec,
            final int capacity,
            final long predecessor,
            final long above)
            throws IOException {
        final int count = directory.buffers(null).size();
        if (count >= MAX_BUFFERS) {
            throw new IOException(directory + ": holds " + count
                    + " buffers already; start a server or run recover to drain what dead applications left");
        }
        final BufferName name = new BufferName(BufferDirectory.keyOf(logFile), nextGeneration(directory, above));
        FaultPoint.GENERATION_NUMBERED.reached();
        final KernelLock owner = KernelLock.createLocked(directory.ownerLock(name));
        FaultPoint.OWNER_LOCKED.reached();
        try {
            Journal.reserve(directory, name.key());
            return new OwnedBuffer(BufferFile.create(directory, name, spec, capacity, predecessor), owner);
        } catch (final IOException | RuntimeException | Error e) {
            owner.deleteAndClose();
            throw e;
        }
    }

    /**
     * Generations are numbered under a lock, so that they neither repeat nor go back with the clock; nor with the counter, when
     * somebody has removed the directory below a predecessor.
     */
    private static long nextGeneration(final BufferDirectory directory, final long above) throws IOException {
        final long deadlineNs = System.nanoTime() + GENERATION_TIMEOUT_NS;
        KernelLock lock = KernelLock.tryAcquire(directory.generationLock());
        while (lock == null) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException(directory.generationLock() + ": is held by another process for seconds");
            }
            LockSupport.parkNanos(GENERATION_PAUSE_NS);
            lock = KernelLock.tryAcquire(directory.generationLock());
        }
        try {
            final long next = Math.max(lastGeneration(directory), above) + 1;
            final Path replacement = directory.nextGenerationCounter();
            Files.deleteIfExists(replacement);
            Files.createFile(replacement, UnixFiles.privateFile());
            Files.writeString(replacement, Long.toString(next));
            FaultPoint.GENERATION_UNNAMED.reached();
            Files.move(replacement, directory.generationCounter(), StandardCopyOption.ATOMIC_MOVE);
            return next;
        } finally {
            lock.close();
        }
    }

    private static long lastGeneration(final BufferDirectory directory) throws IOException {
        long last = 0;
        try {
            last = Long.parseLong(PrivateFiles.read(directory.generationCounter(), MAX_COUNTER_LENGTH)
                    .trim());
            if (last >= 0 && last < MAX_GENERATION) {
                return last;
            }
            throw new IOException(
                    directory.generationCounter() + ": generation=" + last + " makes no sense; remove it");
        } catch (final NoSuchFileException first) {
            last = 0;
        } catch (final NumberFormatException damaged) {
            throw new IOException(directory.generationCounter() + ": holds no number; remove it", damaged);
        }
        for (final BufferName name : directory.buffers(null)) {
            // A number that nobody can have come to is of a file that somebody else made.
            if (name.generation() < MAX_GENERATION) {
                last = Math.max(last, name.generation());
            }
        }
        return last;
    }
}
