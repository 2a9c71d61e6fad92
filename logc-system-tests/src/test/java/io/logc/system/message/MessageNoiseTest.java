package io.logc.system.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ProcessFigures;
import io.logc.system.rig.SystemTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Random bytes at both ports, for as long as the system property {@code logc.noise.seconds} says, while real clients go on. */
class MessageNoiseTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Within this time real clients must have come a hundred messages further, whatever the noise. */
    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    private static final int MAX_LENGTH = 20_000;

    /** A greeting that makes sense, of the client {@code z}: what follows is looked at as messages. */
    private static final byte[] HELLO = {0, 0, 0, 9, 1, 0, 1, 0, 1, 'z', 0, 0, 0};

    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    @Test
    void shouldGoOnForRealClientsWhileRandomBytesCome() throws InterruptedException {
        final long seconds = Long.getLong("logc.noise.seconds", 60);
        try (MessageTown town = new MessageTown(scratch)) {
            town.start();
            for (int i = 0; i < 3; i++) {
                town.send("client-" + i);
            }
            await().atMost(PATIENCE).until(() -> town.acknowledged() > 100);
            final int descriptors =
                    ProcessFigures.descriptors(town.server().jvm().pid());
            final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            final List<Thread> noise = new ArrayList<>();
            for (final int port : new int[] {town.port(), town.linePort()}) {
                final Random bytes = new Random(random.nextLong());
                final Thread thread = new Thread(() -> makeNoise(port, bytes, endNs), "noise-" + port);
                thread.start();
                noise.add(thread);
            }
            long longestNs = 0;
            while (System.nanoTime() - endNs < 0) {
                final long before = town.acknowledged();
                final long startNs = System.nanoTime();
                await().atMost(LONGEST_STALL)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> town.acknowledged() > before + 100);
                longestNs = Math.max(longestNs, System.nanoTime() - startNs);
            }
            for (final Thread thread : noise) {
                thread.join();
            }
            for (final Sender sender : town.senders()) {
                sender.end();
            }
            await().atMost(PATIENCE).until(() -> town.senders().stream().allMatch(Sender::isAnswered));
            assertThat(connections).hasValueGreaterThan(20);
            assertThat(town.server().jvm().lines()).noneMatch(line -> line.contains("Exception"));
            // What came in is given back: no connection is left but the real clients'.
            final long pid = town.server().jvm().pid();
            await().atMost(PATIENCE).until(() -> ProcessFigures.descriptors(pid) <= descriptors);
            town.server().terminate();
            final MessageOracle oracle = new MessageOracle().read(town.file());
            oracle.assertComplete(town.senders());
            System.out.println("noise of " + seconds + " s: " + connections + " connections, " + closed
                    + " of them closed before their end, messages meanwhile: " + oracle.lines() + ", longest pause "
                    + TimeUnit.NANOSECONDS.toMillis(longestNs) + " ms");
        }
    }

    /** Some of it begins like a frame or a line, so that it gets further than the first four bytes. */
    private void makeNoise(final int port, final Random bytes, final long endNs) {
        while (System.nanoTime() - endNs < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                connections.incrementAndGet();
                final OutputStream out = socket.getOutputStream();
                if (bytes.nextBoolean()) {
                    out.write(HELLO);
                }
                for (int i = 0; i < 5; i++) {
                    final byte[] some = new byte[1 + bytes.nextInt(MAX_LENGTH)];
                    bytes.nextBytes(some);
                    if (bytes.nextBoolean()) {
                        some[0] = 0;
                        some[Math.min(1, some.length - 1)] = 0;
                    }
                    out.write(some);
                }
            } catch (final IOException closedByTheServer) {
                closed.incrementAndGet();
            }
        }
    }
}
