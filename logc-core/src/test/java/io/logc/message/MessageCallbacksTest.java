package io.logc.message;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.logc.message.wire.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What hangs on a message's future cannot stop the client, whatever it does. */
@Timeout(60)
class MessageCallbacksTest {
    private ScriptedServer server;
    private MessageClient client;
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @BeforeEach
    void startServer() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void closeAll() throws IOException {
        client.close(Duration.ZERO);
        executor.shutdownNow();
        server.close();
    }

    private MessageClientOptions.Builder options() {
        return MessageClientOptions.builder("tester").port(server.port()).callbacks(executor);
    }

    @Test
    void shouldGoOnWhileACallbackBlocks() throws Exception {
        client = MessageClient.open(options().build());
        final ScriptedServer.Peer peer = server.welcome(0);
        final CountDownLatch blocked = new CountDownLatch(1);
        final List<CompletableFuture<Long>> others = new ArrayList<>();
        client.sendAsync("n", "a").thenRun(() -> waitFor(blocked));
        for (int i = 0; i < 10; i++) {
            final CompletableFuture<Long> other = client.sendAsync("n", "b");
            others.add(other.whenComplete((id, failure) -> {}));
        }
        for (int i = 1; i <= 11; i++) {
            peer.message();
        }
        peer.say(target -> {
            for (int i = 1; i <= 11; i++) {
                Frames.putAck(target, i); // in one piece: they are completed together
            }
        });
        for (final CompletableFuture<Long> other : others) {
            assertThat(other.get(20, SECONDS)).isPositive();
        }
        blocked.countDown();
    }

    private static void waitFor(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldLetACallbackSendAndWaitThoughTheWindowHasRoomForOneOnly() throws Exception {
        client = MessageClient.open(options().window(1, 1_000_000).build());
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> chain = client.sendAsync("n", "a").thenApply(id -> {
            try {
                return client.send("n", "b");
            } catch (final IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        final CompletableFuture<Long> chained =
                chain.thenCompose(id -> client.sendAsync("n", "c").thenCompose(c -> client.sendAsync("n", "d")));
        for (int i = 1; i <= 4; i++) {
            assertThat(peer.message().id()).isEqualTo(i);
            peer.ack(i);
        }
        assertThat(chained.get(20, SECONDS)).isEqualTo(4);
    }

    @Test
    void shouldGoOnWhenACallbackThrows() throws Exception {
        client = MessageClient.open(options().build());
        final ScriptedServer.Peer peer = server.welcome(0);
        client.sendAsync("n", "a").thenRun(() -> {
            throw new StackOverflowError("on purpose");
        });
        final CompletableFuture<Long> next = client.sendAsync("n", "b");
        peer.messages(1, "a", "b");
        peer.ack(1, 2);

        assertThat(next.get(20, SECONDS)).isEqualTo(2);
    }

    @Test
    void shouldCompleteAllTheSameWhenTheExecutorTakesNothing() throws Exception {
        client = MessageClient.open(options().build());
        executor.shutdownNow();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        peer.messages(1, "a");
        peer.ack(1);

        assertThat(sent.get(20, SECONDS)).isEqualTo(1);
    }

    @Test
    void shouldSayThatACallbackInItsOwnThreadWouldWaitForItself() throws Exception {
        client = MessageClient.open(
                options().window(1, 1_000_000).callbacks(Runnable::run).build());
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<List<Throwable>> thrown = client.sendAsync("n", "a")
                .thenApply(id -> {
                    final Throwable blocking = catchThrowable(() -> client.send("n", "x"));
                    final Throwable flush = catchThrowable(() -> client.flush(Duration.ZERO));
                    client.sendAsync("n", "b");
                    final Throwable full = catchThrowable(() -> client.sendAsync("n", "x"));
                    return List.of(blocking, flush, full);
                });
        peer.messages(1, "a");
        peer.ack(1);

        assertThat(thrown.get(20, SECONDS)).hasSize(3).hasOnlyElementsOfType(IllegalStateException.class);
        peer.messages(2, "b");
    }

    @Test
    void shouldCloseFromACallbackInItsOwnThread() throws Exception {
        client = MessageClient.open(options().callbacks(Runnable::run).build());
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Integer> closed =
                client.sendAsync("n", "a").thenApply(id -> client.close(Duration.ofHours(1)));
        client.sendAsync("n", "b");
        peer.messages(1, "a", "b");
        peer.ack(1);

        assertThat(closed.get(20, SECONDS)).isEqualTo(1);
        peer.awaitEnd();
    }

    @Test
    void shouldFailAllWhenClosedThoughACallbackBlocks() throws Exception {
        client = MessageClient.open(options().build());
        final ScriptedServer.Peer peer = server.welcome(0);
        final CountDownLatch blocked = new CountDownLatch(1);
        client.sendAsync("n", "a").whenComplete((id, failure) -> waitFor(blocked));
        final CompletableFuture<Long> other = client.sendAsync("n", "b");
        peer.messages(1, "a", "b");

        assertThat(client.close(Duration.ZERO)).isEqualTo(2);
        await().atMost(20, TimeUnit.SECONDS).until(other::isCompletedExceptionally);
        blocked.countDown();
    }
}
