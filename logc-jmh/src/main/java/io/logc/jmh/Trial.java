package io.logc.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One subject at work on a log file of its own: made ready, then called, then stopped, and its lines counted.
 * Belongs to one thread, which opens and finishes it.
 *
 * <p>A benchmark whose appender loses events measures nothing. So a trial fails unless the file has one line for each
 * call, and, with logc, unless it was the server that wrote it. A subject that does nothing has none.
 */
final class Trial {
    /** System property: where log files go; the temporary directory unless it says otherwise. */
    static final String DIRECTORY_PROPERTY = "logc.jmh.directory";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final int READ_LENGTH = 1024 * 1024;
    private static final long READY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long CLEAN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Subject subject;
    private final Path directory;
    private final Path buffers;
    private final Path file;
    private final Thread cleaner = new Thread(this::clean, "logc-jmh-cleaner");
    private LogServer server;
    private OpenLog log;
    private long firstCalls;
    private long stoppedNs;
    private long stoppedProcessorNs;

    private Trial(final Subject subject) throws IOException {
        this.subject = subject;
        directory = Files.createTempDirectory(onDisk(), "logc-jmh-");
        buffers = Files.isWritable(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "logc-jmh-")
                : Files.createDirectory(directory.resolve("buffers"));
        file = directory.resolve("app.log");
    }

    /**
     * Makes a subject ready in this JVM. It has logged a few lines when this returns, and a server has taken its
     * buffer over.
     *
     * @param subject the appender
     * @return the trial
     * @throws IOException when there is no place for it, or the server does not start
     */
    static Trial open(final Subject subject) throws IOException {
        final Trial trial = new Trial(subject);
        Runtime.getRuntime().addShutdownHook(trial.cleaner);
        trial.start();
        return trial;
    }

    private void start() throws IOException {
        System.setProperty("logc.jmh.file", file.toString());
        System.setProperty("logc.jmh.buffers", buffers.toString());
        if (subject.usesServer()) {
            server = LogServer.start(buffers, directory);
        }
        log = subject.open();
        final long deadlineNs = System.nanoTime() + READY_TIMEOUT_NS;
        do {
            log.log(OpenLog.FIRST_ORDER + firstCalls);
            firstCalls++;
            LockSupport.parkNanos(POLL_NS);
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException(subject + ": nobody took over " + file + serverOutput());
            }
        } while (server != null && !server.drains(buffers));
    }

    OpenLog log() {
        return log;
    }

    /**
     * Stops the subject, and checks that the file has a line for each call.
     *
     * @param calls that were made since {@link #open}
     * @throws IOException when the file cannot be read
     * @throws IllegalStateException when lines are missing, or more than there should be
     */
    void finish(final long calls) throws IOException {
        try {
            final boolean drainedByServer = server == null || server.drains(buffers);
            log.close();
            stoppedNs = System.nanoTime();
            stoppedProcessorNs = processorNs();
            final long lines = subject.writes() ? countLines() : firstCalls + calls;
            if (lines != firstCalls + calls) {
                throw new IllegalStateException(subject + ": " + (firstCalls + calls) + " calls, but " + lines
                        + " lines in the file" + serverOutput());
            }
            if (!drainedByServer) {
                throw new IllegalStateException(
                        subject + ": at the end the application wrote the file, not the server");
            }
        } finally {
            Files.deleteIfExists(file); // gigabytes, so at once
        }
    }

    /** Processor time that this process and the server have used so far, in steps of 10 ms. */
    long processorNs() {
        final long ownNs = processorNs(ProcessHandle.current());
        return server == null ? ownNs : ownNs + processorNs(server.process());
    }

    private static long processorNs(final ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** The same when the subject had stopped, with everything on file. */
    long stoppedProcessorNs() {
        return stoppedProcessorNs;
    }

    /** When the subject had stopped, with everything on file. */
    long stoppedNs() {
        return stoppedNs;
    }

    private String serverOutput() throws IOException {
        return server == null ? "" : "; the server said: " + server.output();
    }

    private long countLines() throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(READ_LENGTH);
        long lines = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(bytes) >= 0) {
                for (int i = 0; i < bytes.position(); i++) {
                    lines += bytes.get(i) == '\n' ? 1 : 0;
                }
                bytes.clear();
            }
        }
        return lines;
    }

    /** When the JVM ends, because logc gives a buffer up only then, or after a pause. */
    private void clean() {
        if (server != null) {
            awaitNoBuffers();
            server.close();
        }
        delete(buffers);
        delete(directory);
    }

    private void awaitNoBuffers() {
        final long deadlineNs = System.nanoTime() + CLEAN_TIMEOUT_NS;
        boolean left = true;
        while (left && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
            try (Stream<Path> files = Files.list(buffers)) {
                left = files.anyMatch(path -> path.toString().endsWith(".buffer"));
            } catch (final IOException e) {
                throw new UncheckedIOException(buffers + ": cannot be listed", e);
            }
        }
    }

    private static void delete(final Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (final Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(root + ": could not be removed", e);
        }
    }

    /** Where log files go. */
    static Path onDisk() throws IOException {
        final Path directory = Path.of(System.getProperty(DIRECTORY_PROPERTY, System.getProperty("java.io.tmpdir")));
        if (IN_MEMORY.contains(Files.getFileStore(directory).type())) {
            throw new IOException(DIRECTORY_PROPERTY + "=" + directory + ": is in memory; name a directory on a disk");
        }
        return directory;
    }
}
