package io.logc.system.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.SystemTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kill -9} of the server at random moments, while clients send: each message once, each acknowledged one there. */
class MessageKillTest extends SystemTest {
    private static final int CLIENTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MAX_RUN_NS = TimeUnit.SECONDS.toNanos(3);
    /** One of so many servers is killed while it starts. */
    private static final int STARTING = 4;

    private static final long MAX_START_NS = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest
    @CsvSource({"written, 34", "received, 8", "synced, 8"})
    void shouldWriteEachMessageOnceWhenServersAreKilled(final String acknowledge, final int kills)
            throws InterruptedException {
        try (MessageTown town = new MessageTown(scratch, "--acknowledge", acknowledge)) {
            town.start();
            for (int i = 0; i < CLIENTS; i++) {
                town.send("client-" + i);
            }
            for (int kill = 0; kill < rounds(kills); kill++) {
                if (kill % STARTING == STARTING - 1) {
                    // It may be starting still, or recovering.
                    LockSupport.parkNanos(random.nextLong(MAX_START_NS));
                } else {
                    letAcknowledge(town, random.nextInt(5000));
                }
                final Map<String, Long> acknowledged = new HashMap<>();
                for (final Sender sender : town.senders()) {
                    assertThat(sender.failures()).as(sender.clientId()).isEmpty();
                    acknowledged.put(sender.clientId(), sender.acknowledged());
                }
                town.server().kill();
                if (!"received".equals(acknowledge)) {
                    final MessageOracle oracle = new MessageOracle().read(town.file());
                    acknowledged.forEach(oracle::assertHolds);
                }
                town.launch("");
            }
            town.server().awaitServing();
            letAcknowledge(town, 5000);
            for (final Sender sender : town.senders()) {
                sender.end();
            }
            await().atMost(PATIENCE).until(() -> town.senders().stream().allMatch(Sender::isAnswered));
            town.server().terminate();
            final MessageOracle oracle = new MessageOracle().read(town.file());
            oracle.assertComplete(town.senders());
            System.out.println(acknowledge + ", killed servers: " + rounds(kills) + ", messages: " + oracle.lines());
        }
    }

    /** Lets some messages be acknowledged, one at least: a server that has served nobody has nothing to lose. */
    private static void letAcknowledge(final MessageTown town, final int messages) {
        final long before = town.acknowledged();
        await().atMost(PATIENCE).until(() -> town.acknowledged() > before);
        final long target = before + messages;
        final long deadlineNs = System.nanoTime() + MAX_RUN_NS;
        while (town.acknowledged() < target && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
