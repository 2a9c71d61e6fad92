package io.logc.client;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.drain.OwnedBuffer;
import io.logc.file.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Makes new generations of buffers: in the first directory that can hold one, or in memory. Safe for any thread. */
final class BufferFactory {
    private static final AtomicLong MEMORY_GENERATIONS = new AtomicLong();

    private BufferFactory() {}

    /**
     * Makes a buffer.
     *
     * @param options of the appender
     * @param logFile absolute path of the log file
     * @param spec for the header
     * @param predecessor to be drained first, or null
     * @param status hears when the preferred place cannot be used
     * @return the buffer; never null
     */
    static ClientBuffer create(
            final LogcOptions options,
            final Path logFile,
            final BufferSpec spec,
            final ClientBuffer predecessor,
            final StatusSink status) {
        final ClientBuffer buffer = createSomewhere(options, logFile, spec, predecessor, status);
        if (predecessor != null) {
            buffer.after(predecessor, buffer.file().predecessor() == 0);
        }
        return buffer;
    }

    private static ClientBuffer createSomewhere(
            final LogcOptions options,
            final Path logFile,
            final BufferSpec spec,
            final ClientBuffer predecessor,
            final StatusSink status) {
        for (final Path place : places(options, logFile, predecessor)) {
            try {
                return createIn(BufferDirectory.open(place), logFile, spec, options.bufferSize(), predecessor);
            } catch (final IOException | RuntimeException e) {
                status.warn(impossible(options, logFile, place, e), e);
            }
        }
        status.warn(
                logFile + ": no directory can hold a buffer, so it is kept in this process's memory: lines that are not"
                        + " yet on file are lost if the process is killed; set bufferDirectory",
                null);
        final long generation = MEMORY_GENERATIONS.incrementAndGet();
        final BufferFile file = BufferFile.inMemory(
                BufferDirectory.keyOf(logFile),
                spec,
                options.bufferSize(),
                generation,
                generationOf(predecessor, null));
        return new ClientBuffer(null, file, null);
    }

    /** What a person is told of a place that cannot hold a buffer. */
    static String impossible(final LogcOptions options, final Path logFile, final Path place, final Exception problem) {
        return logFile + ": no buffer of " + options.bufferSize() + " bytes can be made in " + place + " ("
                + Reasons.of(problem) + "); in a container give /dev/shm more room (--shm-size, or an"
                + " emptyDir with sizeLimit), or set bufferDirectory or a smaller bufferSize";
    }

    /** A successor stays where its predecessor is, so that one journal and one lock keep them in order. */
    private static Set<Path> places(final LogcOptions options, final Path logFile, final ClientBuffer predecessor) {
        final Set<Path> places = new LinkedHashSet<>();
        if (predecessor != null && predecessor.directory() != null) {
            places.add(predecessor.directory().path());
        }
        places.addAll(DirectoryChoice.candidates(options, logFile));
        return places;
    }

    private static ClientBuffer createIn(
            final BufferDirectory directory,
            final Path logFile,
            final BufferSpec spec,
            final int capacity,
            final ClientBuffer predecessor)
            throws IOException {
        final long generation = generationOf(predecessor, directory);
        // By a name that it has no more nobody would find it, but perhaps another's buffer, and wait for that one.
        final boolean isNameless = predecessor != null && predecessor.isGone();
        final OwnedBuffer owned =
                OwnedBuffer.create(directory, logFile, spec, capacity, isNameless ? 0 : generation, generation);
        return new ClientBuffer(directory, owned.file(), owned.ownerLock());
    }

    private static long generationOf(final ClientBuffer predecessor, final BufferDirectory directory) {
        if (predecessor == null || !samePlace(predecessor.directory(), directory)) {
            return 0;
        }
        return predecessor.file().name().generation();
    }

    private static boolean samePlace(final BufferDirectory first, final BufferDirectory second) {
        return first == null ? second == null : second != null && first.path().equals(second.path());
    }
}
