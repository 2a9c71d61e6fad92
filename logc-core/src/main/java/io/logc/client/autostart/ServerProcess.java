package io.logc.client.autostart;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.UnixFiles;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a server as a process of its own: a session of its own, so that it survives the application, Ctrl-C in its
 * terminal and a kill of its process group; working directory {@code /}, none of the application's streams and JVM
 * options, a small heap.
 *
 * <p>Stateless; called by the thread that starts a server.
 */
final class ServerProcess {
    private static final String IDLE_EXIT_SECONDS = "600";
    private static final String IDLE_EXIT_ENVIRONMENT = "LOGC_IDLE_EXIT";
    private static final long SERVING_TIMEOUT_NS = 5_000_000_000L;
    private static final long SERVING_PAUSE_NS = 20_000_000L;

    private ServerProcess() {}

    /**
     * Starts it.
     *
     * @param jar the runnable server
     * @param directory to serve
     * @return id of the new process
     * @throws IOException when it cannot be started
     */
    static long start(final Path jar, final BufferDirectory directory) throws IOException {
        final List<String> command = new ArrayList<>();
        final Path setsid = find("setsid");
        if (setsid != null) {
            command.add(setsid.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx64m");
        command.add("-XX:+UseSerialGC");
        command.add("-jar");
        command.add(jar.toString());
        command.add("serve");
        command.add("--buffer-directory=" + directory.path());
        final ProcessBuilder builder = new ProcessBuilder(command);
        final Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        environment.putIfAbsent(IDLE_EXIT_ENVIRONMENT, IDLE_EXIT_SECONDS);
        builder.directory(new File(File.separator));
        builder.redirectInput(Redirect.from(nullDevice()));
        builder.redirectOutput(Redirect.DISCARD);
        final Path log = directory.path().resolve("server.log");
        if (!Files.exists(log)) {
            Files.createFile(log, UnixFiles.privateFile());
        }
        builder.redirectError(Redirect.appendTo(log.toFile()));
        return builder.start().pid();
    }

    /** Waits until the server says where it listens, so that a second attempt is not begun meanwhile. */
    static void awaitServing(final BufferDirectory directory) {
        final long deadlineNs = System.nanoTime() + SERVING_TIMEOUT_NS;
        while (!Files.exists(directory.serverFile()) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(SERVING_PAUSE_NS);
        }
    }

    private static File nullDevice() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    private static Path find(final String program) {
        for (final String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            final Path candidate = Path.of(directory, program);
            if (!directory.isBlank() && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
