package io.logc.jmh.messages;

import io.logc.jmh.ServerJar;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures the message server beside {@link BareServer}: server, bare server and load generator are processes of their own,
 * and the two servers take turns within one run.
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.messages.CompareMessages [rounds] [idle] [together] [short]
 * [single] [many] [pipelined]}
 */
final class CompareMessages {
    private static final Set<String> PARTS = Set.of("idle", "together", "short", "single", "many", "pipelined");
    private static final int ROUNDS = 5;
    private static final String DIRECTORY_PROPERTY = "logc.jmh.directory";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private CompareMessages() {}

    /**
     * Runs the comparison.
     *
     * @param words number of rounds, and parts, if not all of them
     * @throws Exception when something is not acknowledged, or not in the file
     */
    public static void main(final String[] words) throws Exception {
        final List<String> wrong = Stream.of(words)
                .filter(word -> !PARTS.contains(word) && !word.matches("[1-9][0-9]?"))
                .toList();
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong + ": must be a number of rounds, or some of " + PARTS);
        }
        final List<String> named = Stream.of(words).filter(PARTS::contains).toList();
        if (Servers.busyNs() > 0 && !named.equals(List.of("single"))) {
            throw new IllegalArgumentException(BareServer.BUSY_PROPERTY + "=" + Servers.busyNs() + ": only for single");
        }
        final int rounds = Stream.of(words)
                .filter(word -> !PARTS.contains(word))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(ROUNDS);
        final Path directory = Files.createTempDirectory(
                Path.of(System.getProperty(DIRECTORY_PROPERTY, System.getProperty("java.io.tmpdir"))),
                "logc-messages-");
        final Path buffers = Files.createTempDirectory(SHARED_MEMORY, "logc-messages-");
        try {
            measure(directory, buffers, rounds, named.isEmpty() ? List.copyOf(PARTS) : named);
        } finally {
            delete(directory);
            delete(buffers);
        }
    }

    private static void measure(final Path directory, final Path buffers, final int rounds, final List<String> parts)
            throws Exception {
        final Path jar = ServerJar.find(directory);
        System.out.printf(
                "JDK %s, %d processors, load %.1f, %d rounds, the bare server is busy for %d ns before it answers%n",
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                rounds,
                Servers.busyNs());
        final Load load = new Load(jar, directory);
        if (parts.contains("idle")) {
            new IdleConnections(new Servers(jar, directory, buffers, true), load).measure();
        }
        final Servers servers = new Servers(jar, directory, buffers, false);
        new RoundTrips(servers, load, rounds).measure(parts);
        if (parts.contains("pipelined")) {
            new Pipelined(servers, load, rounds).measure();
        }
    }

    private static void delete(final Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (final Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
