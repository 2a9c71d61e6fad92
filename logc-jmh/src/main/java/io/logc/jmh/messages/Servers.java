package io.logc.jmh.messages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts the message server and the bare one, with the same JVM options and the same number of event loops. */
final class Servers {
    private static final String THREADS =
            Integer.toString(Math.min(8, Runtime.getRuntime().availableProcessors()));
    private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final Path jar;
    private final Path directory;
    private final Path buffers;
    private final List<String> jvmOptions = new ArrayList<>(JVM_OPTIONS);
    private int number;

    /**
     * Servers of a directory.
     *
     * @param jar of the message server
     * @param directory for its file
     * @param buffers for its buffers
     * @param measured whether their memory will be asked for
     */
    Servers(final Path jar, final Path directory, final Path buffers, final boolean measured) {
        this.jar = jar;
        this.directory = directory;
        this.buffers = buffers;
        if (measured) {
            jvmOptions.add("-XX:NativeMemoryTracking=summary");
        }
    }

    /** Where the messages' file is. */
    Path directory() {
        return directory;
    }

    Child bare() throws IOException {
        return bare("bare", List.of());
    }

    /** How long the bare server is busy before it answers. */
    static long busyNs() {
        return Long.parseLong(System.getProperty(BareServer.BUSY_PROPERTY, "0"));
    }

    /** The bare server with Netty's decoder. */
    Child framed() throws IOException {
        return bare("framed", List.of("frames"));
    }

    /** The bare server that writes the messages to a file. */
    Child writing() throws IOException {
        return bare("writing", List.of(file("writing" + (number + 1)).toString()));
    }

    private Child bare(final String name, final List<String> more) throws IOException {
        final int port = Child.freePort();
        final String classPath = System.getProperty("java.class.path");
        final String busy = "-D" + BareServer.BUSY_PROPERTY + "=" + busyNs();
        final List<String> words =
                new ArrayList<>(List.of(busy, "-cp", classPath, BareServer.class.getName(), "" + port, THREADS));
        words.addAll(more);
        return Child.start(directory.resolve(name + ++number + ".log"), port, jvmOptions, words);
    }

    /** The message server, acknowledging at the level that is named. */
    Child real(final String acknowledge) throws IOException {
        final int port = Child.freePort();
        final String name = acknowledge + ++number;
        return Child.start(
                directory.resolve(name + ".log"),
                port,
                jvmOptions,
                List.of(
                        "-jar",
                        jar.toString(),
                        "serve",
                        "--buffer-directory",
                        buffers.resolve(name).toString(),
                        "--port",
                        "0",
                        "--line-port",
                        "-1",
                        "--message-port",
                        "" + port,
                        "--message-threads",
                        THREADS,
                        "--messages-file",
                        file(name).toString(),
                        "--acknowledge",
                        acknowledge));
    }

    private Path file(final String name) {
        return directory.resolve(name + ".messages");
    }

    /** Deletes what servers have written. */
    void deleteFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (final Path file :
                    files.filter(file -> file.toString().endsWith(".messages")).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The file of the message server that was started last. */
    Path lastFile() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(number + ".messages"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
