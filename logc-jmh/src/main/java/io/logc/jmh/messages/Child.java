package io.logc.jmh.messages;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a JVM of its own, with output in a file. The JVM raises its own limit of descriptors as far as it may. */
final class Child implements AutoCloseable {
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long STOP_TIMEOUT_S = 20;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern HEAP =
            Pattern.compile("(?:generation|heap|DefNew|Tenured) +total \\d+K, used (\\d+)K");
    private static final Pattern DIRECT = Pattern.compile("-\\s+Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern RSS_OF_FILES = Pattern.compile("Rss(?:File|Shmem):\\s+(\\d+) kB");

    private final Process process;
    private final Path output;
    private final int port;

    /**
     * What a process needs.
     *
     * @param heapKb used after a collection of garbage
     * @param directKb outside the heap, by {@code Unsafe}: direct buffers
     * @param rssKb memory of the process that is in the machine's memory
     * @param rssOfFilesKb what of that is mapped files: jars, buffers in shared memory
     */
    record Memory(long heapKb, long directKb, long rssKb, long rssOfFilesKb) {}

    private Child(final Process process, final Path output, final int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    static String java() {
        return JDK.resolve("java").toString();
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /**
     * Starts a process and waits until it listens.
     *
     * @param output file for what it says
     * @param port that it will listen on
     * @param jvmOptions of the JVM
     * @param words what to run
     */
    static Child start(final Path output, final int port, final List<String> jvmOptions, final List<String> words)
            throws IOException {
        final List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvmOptions);
        command.addAll(words);
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        final Child child = new Child(process, output, port);
        child.awaitListening();
        return child;
    }

    private void awaitListening() throws IOException {
        final long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - deadlineNs > 0) {
                process.destroyForcibly();
                throw new IOException("a server did not start: " + Files.readString(output));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (final IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** After a collection of garbage. Needs {@code -XX:NativeMemoryTracking=summary}. */
    Memory memory() throws IOException, InterruptedException {
        jcmd("GC.run");
        final String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        return new Memory(
                sum(HEAP, jcmd("GC.heap_info")),
                sum(DIRECT, jcmd("VM.native_memory", "summary")),
                sum(RSS, status),
                sum(RSS_OF_FILES, status));
    }

    /** User and system time of the process so far. */
    double cpuSeconds() {
        return process.info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    private static long sum(final Pattern pattern, final String text) {
        final Matcher matcher = pattern.matcher(text);
        long sum = 0;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    private String jcmd(final String... words) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(JDK.resolve("jcmd").toString(), "" + process.pid()));
        Stream.of(words).forEach(command::add);
        final Process jcmd =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String said = new String(jcmd.getInputStream().readAllBytes());
        if (jcmd.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("a server did not end when it was told to: " + output);
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
