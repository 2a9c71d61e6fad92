package io.logc.system.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.SystemTest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The server stops at each step between a message's arrival and its answer; the next one writes none twice. */
public class MessageHaltTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** {@code kill -9} in a JVM's own words. */
    private static final int HALTED = 137;

    /** Where a server with messages comes past, and no other. */
    public static Set<FaultPoint> points() {
        return EnumSet.of(
                FaultPoint.MESSAGE_CLIENT_NOTED,
                FaultPoint.MESSAGE_PUBLISHED,
                FaultPoint.FORCED,
                FaultPoint.LEDGER_NOTED,
                FaultPoint.MESSAGES_DRAINED);
    }

    static Stream<FaultPoint> ownPoints() {
        return points().stream();
    }

    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    @ParameterizedTest
    @MethodSource("ownPoints")
    void shouldWriteEachMessageOnceWhenServerStopsOnTheWay(final FaultPoint point) throws InterruptedException {
        assertOnce(point, 1);
        assertOnce(point, point == FaultPoint.MESSAGE_CLIENT_NOTED ? 2 : 50);
    }

    /** The steps that messages share with events. */
    @ParameterizedTest
    @EnumSource(
            value = FaultPoint.class,
            names = {"PENDING_NOTED", "HALF_APPENDED", "APPENDED", "WRITTEN_NOTED", "HALF_ZEROED", "HEAD_MOVED"})
    void shouldWriteEachMessageOnceWhenServerStopsWhileItWrites(final FaultPoint point) throws InterruptedException {
        assertOnce(point, 20);
    }

    private void assertOnce(final FaultPoint point, final int time) throws InterruptedException {
        final String level = point == FaultPoint.FORCED ? "synced" : "written";
        try (MessageTown town = new MessageTown(scratch, "--acknowledge", level)) {
            town.launch("halt:" + point + ":" + time);
            for (int i = 0; i < 3; i++) {
                town.send(point.name() + "-" + time + "-" + i);
            }
            assertThat(town.server().jvm().awaitExit()).isEqualTo(HALTED);
            town.start();
            final long before = town.acknowledged();
            await().atMost(PATIENCE).until(() -> town.acknowledged() > before + 100);
            for (final Sender sender : town.senders()) {
                sender.end();
            }
            await().atMost(PATIENCE).until(() -> town.senders().stream().allMatch(Sender::isAnswered));
            town.server().terminate();
            new MessageOracle().read(town.file()).assertComplete(town.senders());
        }
    }
}
