package io.logc.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A log server in a process of its own, with the JVM options of a server that an appender starts. The jar is
 * the one that {@link ServerJar} finds.
 */
final class LogServer implements AutoCloseable {
    private static final Path KERNEL_LOCKS = Path.of("/proc/locks");
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long STOP_TIMEOUT_S = 15;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Process process;
    private final Path output;

    private LogServer(final Process process, final Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a server and waits until it serves.
     *
     * @param buffers the buffer directory
     * @param directory for the jar and the server's own log
     */
    static LogServer start(final Path buffers, final Path directory) throws IOException {
        final Path output = directory.resolve("server.log");
        final List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-jar",
                ServerJar.find(directory).toString(),
                "serve",
                "--buffer-directory",
                buffers.toString(),
                "--port",
                "0",
                "--idle-exit", // in case nobody is left to stop it
                "60");
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        final LogServer server = new LogServer(process, output);
        server.awaitServing();
        return server;
    }

    private void awaitServing() throws IOException {
        final long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (!output().contains("serving")) {
            if (!process.isAlive() || System.nanoTime() - deadlineNs > 0) {
                process.destroyForcibly();
                throw new IOException("the server did not start: " + output());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Its process. */
    ProcessHandle process() {
        return process.toHandle();
    }

    /** What the server has said so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /**
     * Whether the server drains the buffer that is in the directory. The kernel's lock on the consumer's file says so, and
     * the kernel (Linux; elsewhere logc does without servers) tells who holds it.
     */
    boolean drains(final Path buffers) throws IOException {
        try (Stream<Path> files = Files.list(buffers)) {
            final List<Path> consumers =
                    files.filter(file -> file.toString().endsWith(".consumer")).toList();
            final List<String> locks = Files.readAllLines(KERNEL_LOCKS);
            for (final Path consumer : consumers) {
                final String holder = ".*: POSIX +ADVISORY +WRITE +" + process.pid() + " +[^ ]*:"
                        + Files.getAttribute(consumer, "unix:ino") + " .*";
                if (locks.stream().anyMatch(lock -> lock.matches(holder))) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new UncheckedIOException(new IOException("the server did not end when it was told to"));
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
