package io.logc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.message.wire.NackReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pauses, with a clock that only the test moves. */
@Timeout(60)
class MessageClientPauseTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManualClock clock = new ManualClock();
    private ScriptedServer server;
    private MessageClient client;

    @BeforeEach
    void startServer() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void closeAll() throws IOException {
        client.close(Duration.ZERO);
        server.close();
    }

    private void open() {
        final MessageClientOptions options = MessageClientOptions.builder("tester")
                .port(server.port())
                .retryPause(Duration.ofSeconds(2), Duration.ofSeconds(5))
                .heartbeat(Duration.ofHours(1))
                .build();
        client = new MessageClient(options, new SocketDialer(), clock, () -> 0.5);
    }

    /** What a server does to a connection. */
    private interface Trouble {
        void make() throws IOException;
    }

    /** After that the writing thread, which has left any pause before, waits for so long; then the pause is over. */
    private void pause(final double seconds, final Trouble trouble) throws IOException {
        final long expectedNs = (long) (seconds * SECOND);
        clock.waitedForNs.set(0);
        trouble.make();
        await().untilAsserted(() -> assertThat(clock.waitedForNs.get()).isEqualTo(expectedNs));
        clock.move(expectedNs);
    }

    @Test
    void shouldWaitLongerEachTimeBeforeItConnectsUntilTheServerAnswers() throws Exception {
        open();
        for (final double seconds : new double[] {1.5, 3, 3.75, 3.75}) {
            final ScriptedServer.Peer peer = server.accept();
            pause(seconds, peer::close);
        }
        final ScriptedServer.Peer mute = server.welcome(0); // greets, and is gone
        pause(3.75, mute::close);
        final ScriptedServer.Peer peer = server.welcome(0);
        client.sendAsync("n", "a");
        peer.messages(1, "a");
        peer.ack(1);
        assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
        pause(1.5, peer::close);
        server.welcome(1);
    }

    @Test
    void shouldWaitLongerEachTimeBeforeItSendsAgainUntilSomethingIsTaken() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        client.sendAsync("n", "a");
        for (final double seconds : new double[] {1.5, 3, 3.75, 3.75}) {
            peer.messages(1, "a");
            pause(seconds, () -> peer.nack(1, NackReason.DISK_FULL));
        }
        peer.messages(1, "a");
        peer.ack(1);
        client.sendAsync("n", "b");
        peer.messages(2, "b");
        pause(1.5, () -> peer.nack(2, NackReason.BUSY));
        peer.messages(2, "b");
    }

    /** Stands still but for {@link #move}; who waits looks again now and then. */
    private static final class ManualClock implements ClientClock {
        final AtomicLong waitedForNs = new AtomicLong();
        private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - SECOND); // on its way to wrap around

        void move(final long ns) {
            nowNs.addAndGet(ns);
        }

        @Override
        public long nanoTime() {
            return nowNs.get();
        }

        @Override
        public void await(final Condition condition, final long timeoutNs) throws InterruptedException {
            waitedForNs.set(timeoutNs);
            condition.await(1, TimeUnit.MILLISECONDS);
        }
    }
}
