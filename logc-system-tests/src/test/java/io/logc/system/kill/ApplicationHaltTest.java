package io.logc.system.kill;

import static io.logc.fault.FaultPoint.BUFFER_HALF_ALLOCATED;
import static io.logc.fault.FaultPoint.BUFFER_PUBLISHED;
import static io.logc.fault.FaultPoint.BUFFER_UNPUBLISHED;
import static io.logc.fault.FaultPoint.CALL_ENTERED;
import static io.logc.fault.FaultPoint.COMMITTED;
import static io.logc.fault.FaultPoint.COPIED;
import static io.logc.fault.FaultPoint.DROP_COUNTED;
import static io.logc.fault.FaultPoint.DROP_POSITION_NOTED;
import static io.logc.fault.FaultPoint.GENERATION_NUMBERED;
import static io.logc.fault.FaultPoint.GENERATION_UNNAMED;
import static io.logc.fault.FaultPoint.HALF_COPIED;
import static io.logc.fault.FaultPoint.HEADER_STORED;
import static io.logc.fault.FaultPoint.OWNER_LOCKED;
import static io.logc.fault.FaultPoint.OWNER_LOCKED_UNNAMED;
import static io.logc.fault.FaultPoint.PADDING_CLAIMED;
import static io.logc.fault.FaultPoint.PADDING_PUBLISHED;
import static io.logc.fault.FaultPoint.PREDECESSOR_SEALED;
import static io.logc.fault.FaultPoint.SIGNALLED;
import static io.logc.fault.FaultPoint.SUCCESSOR_USED;
import static io.logc.fault.FaultPoint.TAIL_MOVED;
import static io.logc.fault.FaultPoint.TEXT_CLAIMED;
import static io.logc.fault.FaultPoint.TEXT_STORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application stops at each step of a log call, and of making its buffers. */
class ApplicationHaltTest extends SystemTest {
    private static final String DRAINER_FROZEN = "freeze:WRITER_LOCKED";
    private static final String UNFINISHED = "bytes of unfinished claims were left out";

    /** Only a full buffer gets a call there. */
    private static final List<FaultPoint> WHEN_FULL = List.of(DROP_POSITION_NOTED, DROP_COUNTED);

    /** Only a framework's appender names texts by numbers. */
    private static final List<FaultPoint> WHEN_NAMED = List.of(TEXT_CLAIMED, TEXT_STORED);

    /** The pattern, and a call's template and names. */
    private static final int NAMED_TEXTS = 3;

    private static final List<FaultPoint> IN_CLAIM =
            List.of(TAIL_MOVED, PADDING_CLAIMED, PADDING_PUBLISHED, HEADER_STORED, HALF_COPIED, COPIED);
    private static final List<FaultPoint> AROUND_CLAIM = List.of(CALL_ENTERED, COMMITTED, SIGNALLED);
    private static final List<FaultPoint> WHILE_OPENING = List.of(
            GENERATION_UNNAMED,
            GENERATION_NUMBERED,
            OWNER_LOCKED_UNNAMED,
            OWNER_LOCKED,
            BUFFER_HALF_ALLOCATED,
            BUFFER_UNPUBLISHED,
            BUFFER_PUBLISHED);
    private static final List<FaultPoint> WHILE_REPLACING = List.of(SUCCESSOR_USED, PREDECESSOR_SEALED);

    /** The points of this test, which drives each with either host. */
    static Set<FaultPoint> points() {
        final Set<FaultPoint> points = EnumSet.copyOf(WHEN_FULL);
        points.addAll(WHEN_NAMED);
        points.addAll(IN_CLAIM);
        points.addAll(AROUND_CLAIM);
        points.addAll(WHILE_OPENING);
        points.addAll(WHILE_REPLACING);
        return points;
    }

    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void shouldWriteAllReturnedCallsWhenApplicationStopsAtAnyStepOfACall(final Host host) {
        final Lives lives = new Lives(scratch, serverOption(host));
        // A call that has counted its drop and then dies is reported and never returns.
        lives.allowDrops(1);
        final TestServer server =
                host == Host.SERVER ? lives.server(DRAINER_FROZEN).awaitServing() : null;
        for (final FaultPoint point : WHEN_FULL) {
            stopAt(lives, host, point, DRAINER_FROZEN + ",halt:" + point + ":5", "events=20000", "maxBlock=5 ms");
        }
        if (server != null) {
            lives.thaw(server.jvm());
        }
        for (final FaultPoint point : IN_CLAIM) {
            final boolean atEnd = point == PADDING_CLAIMED || point == PADDING_PUBLISHED;
            stopAt(lives, host, point, "halt:" + point + (atEnd ? ":2" : ":900"), "events=20000");
        }
        for (final FaultPoint point : WHEN_NAMED) {
            for (int text = 1; text <= NAMED_TEXTS; text++) {
                System.out.println("application " + host + ": " + point + " " + text);
                final String faults = "halt:" + point + ":" + text;
                lives.awaitHalt(lives.frameworkApplication(faults, "framework=logback", "events=1000"), point);
            }
        }
        for (final FaultPoint point : AROUND_CLAIM) {
            stopAt(lives, host, point, "halt:" + point + ":900", "events=20000");
        }
        liveOn(lives, host, server);
        lives.assertPerfect();
        if (server != null) {
            assertThat(lives.said())
                    .as("one word of each application that died in a claim")
                    .filteredOn(line -> line.contains(UNFINISHED))
                    .hasSize(IN_CLAIM.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void shouldLeaveNothingBehindWhenApplicationStopsWhileItMakesABuffer(final Host host) {
        final Lives lives = new Lives(scratch, serverOption(host));
        final TestServer server = host == Host.SERVER ? lives.server("").awaitServing() : null;
        for (final FaultPoint point : WHILE_OPENING) {
            stopAt(lives, host, point, "halt:" + point, "events=300");
        }
        for (final FaultPoint point : WHILE_REPLACING) {
            stopAt(lives, host, point, "halt:" + point, "events=600", "successor=true");
        }
        // The same steps for a buffer that takes another's place.
        for (final FaultPoint point : List.of(OWNER_LOCKED_UNNAMED, BUFFER_UNPUBLISHED, BUFFER_PUBLISHED)) {
            stopAt(lives, host, point, "halt:" + point + ":2", "events=600", "successor=true");
        }
        liveOn(lives, host, server);
        lives.assertPerfect();
    }

    @Test
    void shouldLeaveALockWithoutANameAloneWhenItsMakerIsOnlySlow() {
        final Lives lives = new Lives(scratch, serverOption(Host.SERVER));
        final ForkedJvm slow = lives.application("freeze:OWNER_LOCKED_UNNAMED", "events=300", "end=stop");
        lives.awaitFrozen(OWNER_LOCKED_UNNAMED);
        stopAt(lives, Host.SERVER, GENERATION_UNNAMED, "halt:GENERATION_UNNAMED");
        final TestServer server = lives.server("").awaitServing();
        await("sweep")
                .atMost(Duration.ofSeconds(60))
                .until(() -> scratch.bufferFiles("generation.new").isEmpty());
        assertThat(scratch.bufferFiles(".owner.new")).hasSize(1);
        lives.thaw(slow);
        slow.awaitSuccess();
        assertThat(slow.lines()).noneMatch(line -> line.startsWith("warn"));
        lives.liveOnWith(server);
        lives.assertPerfect();
    }

    private static void stopAt(
            final Lives lives, final Host host, final FaultPoint point, final String faults, final String... work) {
        System.out.println("application " + host + ": " + point);
        lives.awaitHalt(lives.application(faults, work), point);
    }

    private static String serverOption(final Host host) {
        return "server=" + (host == Host.SERVER ? "auto" : "none");
    }

    private static void liveOn(final Lives lives, final Host host, final TestServer server) {
        if (server == null) {
            lives.liveOn(host);
        } else {
            lives.liveOnWith(server);
        }
    }
}
