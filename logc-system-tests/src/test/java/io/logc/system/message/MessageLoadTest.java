package io.logc.system.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.message.MessageClient;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.ProcessFigures;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Many connections at once, and more than there are descriptors. */
class MessageLoadTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** The acceptor's thread, whose name the system cuts. */
    private static final String ACCEPTOR = "logc-message-ac";
    /** The server keeps 300 for its files, and both processes have some of their own. */
    private static final int DESCRIPTORS_BESIDES = 400;

    /** From here on the flood is under way. */
    private static final long FLOODED_LENGTH = 1_000_000;
    /** Whoever is served when all others are done gets two or three answers meanwhile. */
    private static final int FAIR_SHARE = 20;

    private static final int WATCHED_MS = 2_000;
    /** Hundredths of a second of CPU time: who spins takes 200 in that time. */
    private static final long MAX_TICKS = 60;

    private ForkedJvm generate(final MessageTown town, final String... options) {
        final List<String> all =
                new ArrayList<>(List.of("send", "--port", Integer.toString(town.port()), "--size", "50"));
        all.addAll(List.of(options));
        return scratch.track(ForkedJvm.named("generator", scratch.outputs())
                .jvmOptions("-Xmx512m", "-XX:+UseSerialGC")
                .jar(TestServer.jar(), all.toArray(String[]::new))
                .start());
    }

    private static void assertEachOnce(final MessageTown town, final int clients, final int messages)
            throws IOException {
        final Set<String> seen = new HashSet<>();
        final List<String> lines = Files.readAllLines(town.file(), UTF_8);
        for (final String line : lines) {
            final String[] fields = line.split(" ", 4);
            assertThat(seen.add(fields[0] + " " + fields[1])).as(line).isTrue();
        }
        assertThat(lines).hasSize(clients * messages);
    }

    /** As many as the machine allows for, at most 10,000; the processes inherit what it allows. */
    @Test
    void shouldAnswerAllWhenTenThousandConnectionsAreOpenAtOnce() throws IOException {
        final int connections = Math.min(10_000, descriptorLimit() - DESCRIPTORS_BESIDES);
        assertThat(connections).as("descriptors that this machine allows for").isPositive();
        try (MessageTown town = new MessageTown(scratch)) {
            town.start();
            final ForkedJvm generator =
                    generate(town, "--connections", Integer.toString(connections), "--messages", "6", "--together");
            generator.awaitSuccess();
            town.server().terminate();
            assertEachOnce(town, connections, 6);
            System.out.println("connections at once: " + connections);
        }
    }

    @Test
    void shouldAnswerAllWhenAThousandBeginTogetherAndTenThousandComeAndGo() throws IOException {
        try (MessageTown town = new MessageTown(scratch)) {
            town.start();
            generate(town, "--connections", "1000", "--messages", "1", "--together", "--client-prefix", "together")
                    .awaitSuccess();
            generate(town, "--connections", "10000", "--messages", "1", "--short", "--client-prefix", "short")
                    .awaitSuccess();
            town.server().terminate();
            assertEachOnce(town, 11_000, 1);
        }
    }

    /** Two million messages of others stand before it, or are about to: it has its turn among them all the same. */
    @Test
    void shouldServeAClientThatWaitsForEachAnswerBesideOnesThatFlood() throws IOException, InterruptedException {
        try (MessageTown town = new MessageTown(scratch);
                MessageClient polite =
                        MessageClient.open(town.clientOptions("polite").build())) {
            town.start();
            polite.send("test", "first");
            final ForkedJvm flood =
                    generate(town, "--connections", "8", "--messages", "250000", "--pipelining", "1000");
            final Path file = town.file();
            await().atMost(PATIENCE).until(() -> Files.size(file) > FLOODED_LENGTH);
            int answered = 0;
            while (flood.isAlive()) {
                polite.send("test", "message " + answered++);
            }
            flood.awaitSuccess();
            System.out.println("messages one after another beside two million of others: " + answered);
            assertThat(answered).isGreaterThan(FAIR_SHARE);
        }
    }

    private static int descriptorLimit() throws IOException {
        for (final String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                return Integer.parseInt(
                        line.substring("Max open files".length()).trim().split("\\s+")[0]);
            }
        }
        throw new IllegalStateException("no limit of open files is told");
    }

    /** Its own files stay writable, it does not spin, and it goes on as soon as there are descriptors again. */
    @Test
    void shouldAcceptAgainWhenDescriptorsHadRunOut() throws IOException, InterruptedException {
        try (MessageTown town = new MessageTown(scratch)) {
            town.startWithDescriptors(120);
            final Sender sender = town.send("honest");
            await().atMost(PATIENCE).until(() -> town.acknowledged() > 100);
            final List<Socket> crowd = new ArrayList<>();
            try {
                for (int i = 0; i < 200; i++) {
                    crowd.add(new Socket(InetAddress.getLoopbackAddress(), town.port()));
                }
                await().atMost(PATIENCE)
                        .until(() -> town.server().jvm().lines().stream()
                                .anyMatch(line -> line.contains("Too many open files")));
                final long before = sender.acknowledged();
                await().atMost(PATIENCE).until(() -> sender.acknowledged() > before + 1000);
                final long pid = town.server().jvm().pid();
                final long ticks = ProcessFigures.ofThreads(pid, ACCEPTOR).cpuTicks();
                letRun(WATCHED_MS, WATCHED_MS);
                assertThat(ProcessFigures.ofThreads(pid, ACCEPTOR).cpuTicks() - ticks)
                        .as("hundredths of a second that accepting took in %d ms", WATCHED_MS)
                        .isLessThan(MAX_TICKS);
                assertThat(town.server().jvm().lines().stream()
                                .filter(line -> line.contains("Too many open files"))
                                .count())
                        .as("said a few times, not for each attempt")
                        .isLessThan(20);
                assertThat(ProcessFigures.descriptors(town.server().jvm().pid()))
                        .isLessThanOrEqualTo(120);
            } finally {
                for (final Socket socket : crowd) {
                    socket.close();
                }
            }
            final Sender late = town.send("late");
            await().atMost(PATIENCE).until(() -> late.acknowledged() > 100);
            sender.end();
            late.end();
            await().atMost(PATIENCE).until(() -> sender.isAnswered() && late.isAnswered());
            town.server().terminate();
            new MessageOracle().read(town.file()).assertComplete(town.senders());
        }
    }
}
