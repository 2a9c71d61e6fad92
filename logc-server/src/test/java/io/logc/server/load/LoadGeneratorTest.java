package io.logc.server.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.NackReason;
import io.logc.server.load.ToyServer.Mood;
import io.logc.server.load.ToyServer.Mood.Act;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadGeneratorTest {
    private static final int TIMEOUT_S = 20;

    private final ToyServer server = new ToyServer();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @AfterEach
    void closeServer() {
        server.close();
        assertThat(server.faults).isEmpty();
    }

    /** So many connections and messages, and a setting changed from the usual. */
    private static final class Plan {
        private final int connections;
        private final int messages;
        private int rate;
        private int size = 20;
        private int pipelining = 1;
        private int connecting = 32;
        private boolean together;
        private boolean closeEach;
        private int holdSeconds;
        private int timeoutSeconds = TIMEOUT_S;
        private boolean line;

        Plan(final int connections, final int messages) {
            this.connections = connections;
            this.messages = messages;
        }

        LoadPlan plan() {
            return new LoadPlan(
                    connections,
                    messages,
                    rate,
                    size,
                    pipelining,
                    0,
                    connecting,
                    together,
                    closeEach,
                    holdSeconds,
                    timeoutSeconds,
                    2,
                    true,
                    "test",
                    "load",
                    line);
        }
    }

    private static LoadTarget target(final int port, final String user, final String secret) {
        return new LoadTarget(
                new InetSocketAddress("127.0.0.1", port),
                user,
                secret.getBytes(UTF_8),
                null,
                (cause, heard) -> (heard ? "heard: " : "unheard: ") + cause);
    }

    private LoadResult run(final Plan plan) throws InterruptedException {
        return run(plan, "");
    }

    private LoadResult run(final Plan plan, final String secret) throws InterruptedException {
        final LoadTarget target = target(server.port(), "me", secret);
        try (LoadGenerator generator = new LoadGenerator(plan.plan(), target, new PrintStream(progress, true, UTF_8))) {
            return generator.run();
        }
    }

    private Set<String> firstMessages(final int connections, final int messages) {
        final Set<String> all = new HashSet<>();
        for (int client = 1; client <= connections; client++) {
            for (int id = 1; id <= messages; id++) {
                all.add("test-" + client + ' ' + id + " load abcdefghijklmnopqrst");
            }
        }
        return all;
    }

    @Test
    void shouldSendEachMessageOnceWhenAllIsWell() throws InterruptedException {
        final LoadResult result = run(new Plan(7, 30));

        assertThat(result.complete()).isTrue();
        assertThat(result.connected).isEqualTo(7);
        assertThat(result.acknowledged).isEqualTo(210);
        assertThat(server.messages).hasSize(210);
        assertThat(new HashSet<>(server.messages)).isEqualTo(firstMessages(7, 30));
        assertThat(result.latency.getTotalCount()).isEqualTo(210);
        assertThat(result.clients).hasSize(7).allMatch(row -> row.latency().getTotalCount() == 30);
        assertThat(result.messagesPerSecond()).isPositive();
    }

    @Test
    void shouldGoOnAfterTheLastIdWhenTheClientsAreKnown() throws InterruptedException {
        server.lastIds.put("test-2", 41L);

        assertThat(run(new Plan(2, 2)).complete()).isTrue();
        assertThat(server.messages)
                .contains("test-1 1 load abcdefghijklmnopqrst", "test-2 42 load abcdefghijklmnopqrst")
                .hasSize(4);
    }

    @Test
    void shouldKeepAllConnectionsOpenWhenStartedTogether() throws InterruptedException {
        final AtomicInteger openAtFirstMessage = new AtomicInteger();
        server.mood = (client, id) -> {
            openAtFirstMessage.compareAndSet(0, server.openNow.get());
            return Act.ACKNOWLEDGE;
        };
        final Plan plan = new Plan(100, 1);
        plan.together = true;

        assertThat(run(plan).complete()).isTrue();
        assertThat(openAtFirstMessage).hasValue(100);
    }

    @Test
    void shouldOpenOnlyAFewAtATimeWhenConnectionsAreShort() throws InterruptedException {
        final Plan plan = new Plan(300, 1);
        plan.closeEach = true;
        plan.connecting = 4;

        assertThat(run(plan).complete()).isTrue();
        assertThat(server.opened).hasValue(300);
        // The server may see the next one before the end of the last.
        assertThat(server.openAtMost.get()).isLessThanOrEqualTo(100);
        assertThat(new HashSet<>(server.messages)).isEqualTo(firstMessages(300, 1));
    }

    @Test
    void shouldKeepOrderAndMissNothingWhenPipelined() throws InterruptedException {
        final Plan plan = new Plan(3, 5000);
        plan.pipelining = 700;

        final LoadResult result = run(plan);

        assertThat(result.complete()).isTrue();
        assertThat(server.messages.stream().filter(message -> message.startsWith("test-2 ")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 5000)
                        .mapToObj(id -> "test-2 " + id + " load abcdefghijklmnopqrst")
                        .toList());
    }

    @Test
    void shouldSendAgainFromTheRefusedOneWhenTheServerIsBusy() throws InterruptedException {
        final Set<String> refusedOnce = ConcurrentHashMap.newKeySet();
        server.mood =
                (client, id) -> id % 10 == 5 && refusedOnce.add(client + ' ' + id) ? NackReason.BUSY : Act.ACKNOWLEDGE;
        final Plan plan = new Plan(4, 40);
        plan.pipelining = 8;

        final LoadResult result = run(plan);

        assertThat(result.complete()).isTrue();
        assertThat(result.sentAgain).containsOnlyKeys(NackReason.BUSY).containsEntry(NackReason.BUSY, 16L);
        assertThat(server.messages).hasSize(160);
        assertThat(new HashSet<>(server.messages)).isEqualTo(firstMessages(4, 40));
    }

    @Test
    void shouldCountByReasonWhenMessagesAreRefusedForGood() throws InterruptedException {
        server.mood = (client, id) -> id == 3 ? NackReason.TOO_LARGE : id == 4 ? NackReason.MALFORMED : Act.ACKNOWLEDGE;
        final Plan plan = new Plan(2, 6);
        plan.pipelining = 3;

        final LoadResult result = run(plan);

        assertThat(result.refused)
                .containsEntry(NackReason.TOO_LARGE, 2L)
                .containsEntry(NackReason.MALFORMED, 2L)
                .hasSize(2);
        assertThat(result.acknowledged).isEqualTo(8);
        assertThat(result.lost).isZero();
        assertThat(result.complete()).isFalse();
    }

    @Test
    void shouldCountAllItsMessagesAsRefusedWhenAConnectionIs() throws InterruptedException {
        server.refusedClient = "test-2";

        final LoadResult result = run(new Plan(3, 5));

        assertThat(result.connected).isEqualTo(2);
        assertThat(result.acknowledged).isEqualTo(10);
        assertThat(result.refused).containsOnlyKeys(NackReason.NOT_AUTHORISED);
        assertThat(result.refusedInAll()).isEqualTo(5);
        assertThat(result.troubles).containsOnlyKeys("refused: me");
        assertThat(result.brokenWhileHeld).isZero();
    }

    @Test
    void shouldOpenOnlyAFewAtATimeWhenShortConnectionsAreRefused() throws InterruptedException {
        final Plan plan = new Plan(300, 1);
        plan.closeEach = true;
        plan.connecting = 2;

        final LoadResult result = run(plan, "wrong");

        assertThat(result.refusedInAll()).isEqualTo(300);
        // The server may see the next one before the end of the last.
        assertThat(server.openAtMost.get()).isLessThanOrEqualTo(30);
    }

    @Test
    void shouldShowUserAndSecretWhenItHasThem() throws InterruptedException {
        assertThat(run(new Plan(1, 1), "wrong").connected).isZero();
        assertThat(run(new Plan(1, 1), "right").complete()).isTrue();
    }

    @Test
    void shouldCountAsLostWhenTheServerClosesTheConnection() throws InterruptedException {
        server.mood = (client, id) -> id == 4 && client.equals("test-1") ? Act.CLOSE : Act.ACKNOWLEDGE;
        final Plan plan = new Plan(2, 10);
        plan.pipelining = 2;

        final LoadResult result = run(plan);

        assertThat(result.acknowledged).isEqualTo(13);
        assertThat(result.lost).isEqualTo(7);
        assertThat(result.troubles).containsEntry("the server closed the connection", 1L);
    }

    @Test
    void shouldGiveUpWhenTheServerSaysNothing() throws InterruptedException {
        server.mood = (client, id) -> id == 2 ? Act.SAY_NOTHING : Act.ACKNOWLEDGE;
        final Plan plan = new Plan(2, 3);
        plan.timeoutSeconds = 10;

        final LoadResult result = run(plan);

        assertThat(result.acknowledged).isEqualTo(2);
        assertThat(result.lost).isEqualTo(4);
        assertThat(result.troubles)
                .containsEntry("heard: java.util.concurrent.TimeoutException: nothing came for 10 s", 2L);
    }

    @Test
    void shouldGiveUpOnWhatIsNotOpenYetWhenTheServerSaysNothing() throws InterruptedException {
        server.mood = (client, id) -> Act.SAY_NOTHING;
        final Plan plan = new Plan(50, 2);
        plan.closeEach = true;
        plan.connecting = 4;
        plan.timeoutSeconds = 1;

        final LoadResult result = run(plan);

        assertThat(result.acknowledged).isZero();
        assertThat(result.lost).isEqualTo(100);
    }

    @Test
    void shouldEndTheConnectionWhenAnAnswerMakesNoSense() throws InterruptedException {
        server.mood = (client, id) -> id == 2 ? Act.TALK_NONSENSE : Act.ACKNOWLEDGE;

        final LoadResult result = run(new Plan(1, 3));

        assertThat(result.acknowledged).isEqualTo(1);
        assertThat(result.lost).isEqualTo(2);
        assertThat(result.troubles).containsEntry("the server's answer makes no sense: code=99, length=1", 1L);
    }

    @Test
    void shouldMeasureFromWhenAMessageWasDueWhenThereIsARate() throws InterruptedException {
        final Mood slowAtFirst = (client, id) -> {
            if (id == 1) {
                java.util.concurrent.locks.LockSupport.parkNanos(300_000_000L); // what the rate does not wait for
            }
            return Act.ACKNOWLEDGE;
        };
        server.mood = slowAtFirst;
        final Plan plan = new Plan(1, 200);
        plan.rate = 1000;

        final LoadResult result = run(plan);

        assertThat(result.complete()).isTrue();
        // One answer was late, but all that were due meanwhile waited for it.
        assertThat(result.latency.getValueAtPercentile(50)).isGreaterThan(50_000_000L);
    }

    @Test
    void shouldKeepTheConnectionsOpenWhenTheyAreHeld() throws InterruptedException {
        final Plan plan = new Plan(20, 1);
        plan.holdSeconds = 1;

        final LoadResult result = run(plan);

        assertThat(result.complete()).isTrue();
        assertThat(result.brokenWhileHeld).isZero();
        assertThat(server.openAtMost).hasValue(20);
        assertThat(progress.toString(UTF_8)).contains("holding 20 connections for 1 s");
    }

    @Test
    void shouldSayThatNobodyListensWhenNobodyDoes() throws InterruptedException, IOException {
        // Bound and never listening, so that nobody else can have the port meanwhile.
        try (Socket holder = new Socket()) {
            holder.bind(new InetSocketAddress("127.0.0.1", 0));
            final LoadTarget target = target(holder.getLocalPort(), "", "");
            try (LoadGenerator generator =
                    new LoadGenerator(new Plan(3, 2).plan(), target, new PrintStream(progress, true, UTF_8))) {
                final LoadResult result = generator.run();

                assertThat(result.connected).isZero();
                assertThat(result.lost).isEqualTo(6);
                assertThat(result.troubles.keySet())
                        .singleElement()
                        .asString()
                        .startsWith("unheard: ")
                        .contains("Connection refused");
            }
        }
    }

    @Test
    void shouldDoTheSameAgainWhenRepeated() throws InterruptedException {
        final LoadTarget target = target(server.port(), "", "");
        try (LoadGenerator generator =
                new LoadGenerator(new Plan(5, 4).plan(), target, new PrintStream(progress, true, UTF_8))) {
            for (int round = 1; round <= 3; round++) {
                assertThat(generator.run().acknowledged).isEqualTo(20);
            }
        }
        assertThat(new HashSet<>(server.messages)).isEqualTo(firstMessages(5, 12));
    }
}
