package io.logc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads send through one client to a server that loses connections and answers and refuses: each message exactly once. */
@Timeout(120)
class MessageClientModelTest {
    private static final int SEEDS = Integer.getInteger("logc.message.seeds", 15);
    private static final int THREADS = 3;
    private static final int MESSAGES = 60;

    @Test
    void shouldHaveEachMessageExactlyOnceAndInTheOrderOfItsThread() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    private static void run(final long seed) throws Exception {
        try (ModelServer server = new ModelServer(seed)) {
            final MessageClient client = MessageClient.open(MessageClientOptions.builder("model")
                    .port(server.port())
                    .window(1 + (int) (seed % 30), 2_000)
                    .retryPause(Duration.ofNanos(1_000_000), Duration.ofMillis(2))
                    .heartbeat(Duration.ofMillis(30))
                    .sendTimeout(Duration.ZERO)
                    .build());
            final List<Future<List<String>>> senders = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                final int number = i;
                senders.add(ForkJoinPool.commonPool().submit(() -> send(client, number, new Random(seed))));
            }
            final List<List<String>> acknowledged = new ArrayList<>();
            for (final Future<List<String>> sender : senders) {
                acknowledged.add(sender.get());
            }
            server.calmDown();
            assertThat(client.close(Duration.ofSeconds(60))).as("seed %d", seed).isZero();
            check(seed, server.file(), acknowledged);
        }
    }

    /** Returns what was acknowledged, in the order of sending. */
    private static List<String> send(final MessageClient client, final int thread, final Random random)
            throws Exception {
        final List<String> payloads = new ArrayList<>();
        final List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            final String payload = thread + " " + i + " " + "x".repeat(random.nextInt(100));
            payloads.add(payload);
            if (random.nextInt(8) == 0) {
                answers.add(CompletableFuture.completedFuture(client.send("n", payload)));
            } else {
                answers.add(client.sendAsync("n", payload));
            }
        }
        final List<String> acknowledged = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < MESSAGES; i++) {
            try {
                final long id = answers.get(i).join();
                assertThat(id).isGreaterThan(last);
                last = id;
                acknowledged.add(payloads.get(i));
            } catch (final CompletionException e) {
                throw new AssertionError(payloads.get(i), e);
            }
        }
        return acknowledged;
    }

    private static void check(final long seed, final List<String> file, final List<List<String>> acknowledged) {
        assertThat(new HashSet<>(file)).as("seed %d: doubled", seed).hasSameSizeAs(file);
        assertThat(file).as("seed %d", seed).hasSize(THREADS * MESSAGES);
        for (int i = 0; i < THREADS; i++) {
            final String prefix = i + " ";
            assertThat(file.stream().filter(line -> line.startsWith(prefix)))
                    .as("seed %d, thread %d", seed, i)
                    .containsExactlyElementsOf(acknowledged.get(i));
        }
    }
}
