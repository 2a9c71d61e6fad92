package io.logc.system.message;

import static org.awaitility.Awaitility.await;

import io.logc.system.rig.SystemTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The network fails between clients and server, with and without the connections' knowing. */
class MessagePartitionTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void shouldWriteEachMessageOnceWhenTheNetworkIsPartitionedOrCut() throws InterruptedException, IOException {
        try (MessageTown town = new MessageTown(scratch);
                Proxy network = new Proxy(town.port())) {
            town.start();
            for (int i = 0; i < 3; i++) {
                town.send("client-" + i, network.port());
            }
            for (int i = 0; i < rounds(10); i++) {
                final long before = town.acknowledged();
                await().atMost(PATIENCE).until(() -> town.acknowledged() > before + 100);
                if (random.nextBoolean()) {
                    network.partition(true);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1000)));
                }
                if (random.nextBoolean()) {
                    network.cut();
                }
                network.partition(false);
            }
            for (final Sender sender : town.senders()) {
                sender.end();
            }
            await().atMost(PATIENCE).until(() -> town.senders().stream().allMatch(Sender::isAnswered));
            town.server().terminate();
            new MessageOracle().read(town.file()).assertComplete(town.senders());
        }
    }
}
