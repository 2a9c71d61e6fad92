package io.logc.system.kill;

import static io.logc.fault.FaultPoint.HALF_COPIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application that is stopped in the middle of a claim is alive: no time-out takes its place in the ring. */
class StoppedApplicationTest extends SystemTest {
    /** Some rounds of the server's sweep; a soak waits for a minute. */
    private static final Duration STOPPED = Duration.ofMillis(rounds(1) > 1 ? 60_000 : 2_500);

    private static final int LINES_BEFORE = 100;

    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    @Test
    void shouldKeepTheRingsPlaceWhenApplicationIsStoppedInAClaim() throws Exception {
        final Lives lives = new Lives(scratch, "server=auto");
        final TestServer server = lives.server("").awaitServing();
        final ForkedJvm application =
                lives.application("freeze:" + HALF_COPIED + ":" + (LINES_BEFORE + 2), "events=1000", "end=stop");
        lives.awaitFrozen(HALF_COPIED);
        await("lines before the claim")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(log()) && Files.readAllLines(log()).size() >= LINES_BEFORE);
        scratch.awaitDrainedBy(server.jvm());
        application.signal("STOP");
        final long length = Files.size(log());
        await("nothing is passed over")
                .during(STOPPED)
                .atMost(STOPPED.plusSeconds(30))
                .until(() -> Files.size(log()) == length);
        assertThat(scratch.bufferFiles(".buffer")).hasSize(1);
        assertThat(lives.oracle().lines()).isLessThan(1000);
        application.signal("CONT");
        lives.thaw(application);
        application.awaitSuccess();
        assertThat(application.lines()).contains("logged dropped=0", "stopped true");
        lives.liveOnWith(server);
        lives.assertPerfect();
        assertThat(lives.said()).noneMatch(line -> line.contains("unfinished"));
    }

    /** The same with a server that comes only when the application is stopped already, and with one that is killed. */
    @Test
    void shouldNotTakeAStoppedApplicationForDeadWhenServersComeAndGo() throws Exception {
        final Lives lives = new Lives(scratch, "server=auto");
        final ForkedJvm application =
                lives.application("freeze:" + FaultPoint.TAIL_MOVED + ":200", "events=1000", "end=stop");
        lives.awaitFrozen(FaultPoint.TAIL_MOVED);
        application.signal("STOP");
        for (int i = 0; i < 2; i++) {
            final TestServer server = lives.server("").awaitServing();
            await("sweep")
                    .during(STOPPED.dividedBy(2))
                    .atMost(STOPPED.plusSeconds(30))
                    .until(() -> scratch.bufferFiles(".buffer").size() == 1);
            server.kill();
        }
        application.signal("CONT");
        lives.thaw(application);
        application.awaitSuccess();
        lives.liveOn(Host.SERVER);
        lives.assertPerfect();
        assertThat(lives.said()).noneMatch(line -> line.contains("unfinished"));
    }
}
