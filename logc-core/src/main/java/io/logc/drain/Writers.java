package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The writers of a host, one for each log file that has something to do. One whose thread has ended, and that has no buffer,
 * is forgotten, with its open file, its journal and its memory: an application may write a log file for each of its jobs.
 *
 * <p>Any thread.
 */
final class Writers {
    private static final long TRUST_NS = 5_000_000;

    private final BufferDirectory directory;
    private final LogFileWriter.BufferEnds ends;
    private final Function<Path, DrainListener> listeners;
    private final ThreadFactory threads = work -> LogcThreads.daemon("logc-writer", work);
    private final ConcurrentHashMap<String, WriterRunner> runners = new ConcurrentHashMap<>();

    Writers(
            final BufferDirectory directory,
            final LogFileWriter.BufferEnds ends,
            final Function<Path, DrainListener> listeners) {
        this.directory = directory;
        this.ends = ends;
        this.listeners = listeners;
    }

    /**
     * Gives the writer of a buffer's log file something to do.
     *
     * @param file the buffer
     * @param register hears which writer it is, before that can have begun
     * @param command what it is to do
     */
    void assign(final BufferFile file, final Consumer<WriterRunner> register, final WriterRunner.Command command) {
        // In one step, so that a writer which is about to be forgotten either has the command or is not chosen.
        final WriterRunner runner = runners.compute(file.name().key(), (key, existing) -> {
            final WriterRunner chosen = existing == null ? newRunner(key, file) : existing;
            register.accept(chosen);
            chosen.enqueue(command);
            return chosen;
        });
        runner.signal();
    }

    private WriterRunner newRunner(final String key, final BufferFile file) {
        final Path path = Path.of(file.spec().logFile());
        final DrainListener listener = listeners.apply(path);
        final LogFile logFile =
                new LogFile(path, file.spec().filePermissions(), LogFile.FILE_SYSTEM, TRUST_NS, System::nanoTime);
        final LogFileWriter writer =
                new LogFileWriter(directory, key, logFile, ends, listener, new Batch(), System::nanoTime);
        return new WriterRunner(writer, threads, listener, runner -> forget(key, runner));
    }

    private void forget(final String key, final WriterRunner resting) {
        runners.computeIfPresent(key, (same, runner) -> runner == resting && !runner.hasCommands() ? null : runner);
    }

    Collection<WriterRunner> all() {
        return runners.values();
    }
}
