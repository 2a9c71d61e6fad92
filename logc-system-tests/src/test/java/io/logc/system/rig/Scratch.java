package io.logc.system.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A test's own places: a buffer directory in shared memory where there is some, and a directory of log files and outputs.
 * Closing ends what the test has started and removes everything.
 */
public final class Scratch implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SETTLED = Duration.ofMillis(600);

    private final Path root;
    private final Path buffers;
    private final List<ForkedJvm> started = new ArrayList<>();

    public Scratch() {
        try {
            root = Files.createTempDirectory("logc-system-test-").toRealPath();
            final Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : root;
            buffers = Files.createTempDirectory(parent, "logc-test-");
            Files.createDirectories(logs());
            Files.createDirectories(outputs());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The buffer directory. */
    public Path buffers() {
        return buffers;
    }

    /** The directory of log files. */
    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(final String name) {
        return logs().resolve(name);
    }

    /** Where processes' outputs go. */
    public Path outputs() {
        return root.resolve("outputs");
    }

    public ForkedJvm track(final ForkedJvm jvm) {
        started.add(jvm);
        return jvm;
    }

    /** The counts file of a producer. */
    public ReturnedCounts counts(final int producer, final int threads) {
        return ReturnedCounts.open(countsFile(producer), threads);
    }

    public Path countsFile(final int producer) {
        return outputs().resolve("returned-" + producer);
    }

    /** Files in the buffer directory whose names end so. */
    public List<Path> bufferFiles(final String suffix) {
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(buffers, "*" + suffix)) {
            stream.forEach(files::add);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Waits until all buffers are drained and gone, which takes a server or a living application. */
    public void awaitNoBuffers() {
        await("buffers drained and removed")
                .atMost(PATIENCE)
                .until(() -> bufferFiles(".buffer").isEmpty());
    }

    /** Waits until a process drains the one buffer that is there, and the hand-over is settled. */
    public void awaitDrainedBy(final ForkedJvm jvm) {
        await("buffer drained by " + jvm.pid()).during(SETTLED).atMost(PATIENCE).until(() -> {
            final List<Path> locks = bufferFiles(".consumer");
            return locks.size() == 1 && ProcessFigures.lockHolder(locks.get(0)) == jvm.pid();
        });
    }

    /** Process id of the server that serves the buffer directory, or 0. */
    public long serverPid() {
        final Path file = buffers.resolve("server");
        final Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (final IOException none) {
            return 0;
        }
        return Long.parseLong(properties.getProperty("pid", "0"));
    }

    @Override
    public void close() {
        started.forEach(ForkedJvm::close);
        endStartedServer();
        deleteAll(buffers);
        deleteAll(root);
    }

    /** A server that an application has started is nobody's child; its own file says who it is. */
    private void endStartedServer() {
        final long pid = serverPid();
        if (pid > 0) {
            ProcessHandle.of(pid)
                    .filter(process -> process.info().commandLine().orElse("").contains("logc"))
                    .ifPresent(process -> {
                        process.destroyForcibly();
                        await().atMost(PATIENCE).until(() -> !process.isAlive());
                    });
        }
    }

    /** A server that an application has started in its last moment may make a file or two meanwhile. */
    private static void deleteAll(final Path directory) {
        await("removal of " + directory)
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    try (Stream<Path> all = Files.walk(directory)) {
                        for (final Path path :
                                all.sorted(Comparator.reverseOrder()).toList()) {
                            Files.deleteIfExists(path);
                        }
                    }
                    return true;
                });
    }
}
