package io.logc.system.kill;

import static io.logc.fault.FaultPoint.ANSWERED;
import static io.logc.fault.FaultPoint.BUFFER_OFFERED;
import static io.logc.fault.FaultPoint.BUFFER_RELEASED;
import static io.logc.fault.FaultPoint.BUFFER_TAKEN_BACK;
import static io.logc.fault.FaultPoint.CLIENT_GONE;
import static io.logc.fault.FaultPoint.CLOSE_RECEIVED;
import static io.logc.fault.FaultPoint.CONSUMER_LOCKED;
import static io.logc.fault.FaultPoint.CONSUMER_RELEASED;
import static io.logc.fault.FaultPoint.INIT_ATTACHED;
import static io.logc.fault.FaultPoint.INIT_RECEIVED;
import static io.logc.fault.FaultPoint.SERVER_ANNOUNCED;
import static io.logc.fault.FaultPoint.SERVER_GREETED;
import static io.logc.fault.FaultPoint.SERVER_LOCKED;
import static io.logc.fault.FaultPoint.SERVER_LOST;
import static io.logc.fault.FaultPoint.SERVER_TOOK_OVER;
import static io.logc.fault.FaultPoint.WRITE_RECEIVED;
import static org.awaitility.Awaitility.await;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.ProcessFigures;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Application and server hand a buffer over, in either direction, and either stops at each of its steps. */
class HandOverHaltTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<FaultPoint> SERVER_TAKES_OVER = List.of(
            SERVER_LOCKED, SERVER_ANNOUNCED, INIT_RECEIVED, CONSUMER_LOCKED, INIT_ATTACHED, ANSWERED, WRITE_RECEIVED);
    private static final List<FaultPoint> APPLICATION_HANDS_OVER =
            List.of(SERVER_GREETED, CONSUMER_RELEASED, BUFFER_RELEASED, BUFFER_OFFERED, SERVER_TOOK_OVER);
    private static final List<FaultPoint> APPLICATION_TAKES_BACK =
            List.of(SERVER_LOST, CONSUMER_LOCKED, BUFFER_TAKEN_BACK);

    /** The points at which this test stops a server. */
    static Set<FaultPoint> serverPoints() {
        final Set<FaultPoint> points = EnumSet.of(CONSUMER_RELEASED, CLOSE_RECEIVED, CLIENT_GONE);
        points.addAll(SERVER_TAKES_OVER);
        return points;
    }

    /** The points at which this test stops an application. */
    static Set<FaultPoint> applicationPoints() {
        final Set<FaultPoint> points = EnumSet.copyOf(APPLICATION_HANDS_OVER);
        points.addAll(APPLICATION_TAKES_BACK);
        return points;
    }

    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    @Test
    void shouldLoseAndDoubleNothingWhenServerStopsAtAnyStepOfTakingOver() {
        final Lives lives = new Lives(scratch, "server=auto", "goOn=true");
        final ForkedJvm application = lives.application("", "events=100", "end=stop");
        application.awaitLine("ready");
        for (final FaultPoint point : SERVER_TAKES_OVER) {
            lives.awaitHalt(server(lives, point).jvm(), point);
        }
        final TestServer leaving = server(lives, CONSUMER_RELEASED);
        scratch.awaitDrainedBy(leaving.jvm());
        leaving.jvm().terminate();
        lives.awaitHalt(leaving.jvm(), CONSUMER_RELEASED);
        final TestServer closing = server(lives, CLOSE_RECEIVED);
        scratch.awaitDrainedBy(closing.jvm());
        application.tell("stop");
        application.awaitSuccess();
        lives.awaitHalt(closing.jvm(), CLOSE_RECEIVED);
        lives.liveOn(Host.SERVER);
        lives.assertPerfect();
    }

    @Test
    void shouldLoseAndDoubleNothingWhenServerStopsAsItsClientDies() {
        final Lives lives = new Lives(scratch, "server=auto", "goOn=true");
        final TestServer server = server(lives, CLIENT_GONE).awaitServing();
        final ForkedJvm application = lives.application("", "events=100");
        scratch.awaitDrainedBy(server.jvm());
        application.kill();
        lives.awaitHalt(server.jvm(), CLIENT_GONE);
        lives.liveOn(Host.SERVER);
        lives.assertPerfect();
    }

    @Test
    void shouldLoseAndDoubleNothingWhenApplicationStopsAtAnyStepOfHandingOver() {
        final Lives lives = new Lives(scratch, "server=auto", "goOn=true");
        for (final FaultPoint point : APPLICATION_HANDS_OVER) {
            System.out.println("application hands over: " + point);
            final ForkedJvm application = lives.application("halt:" + point, "events=100");
            awaitDrained(application);
            final TestServer server = lives.server("");
            lives.awaitHalt(application, point);
            server.kill();
        }
        lives.liveOn(Host.SERVER);
        lives.assertPerfect();
    }

    @Test
    void shouldLoseAndDoubleNothingWhenApplicationStopsAtAnyStepOfTakingBack() {
        final Lives lives = new Lives(scratch, "server=auto", "goOn=true");
        for (final FaultPoint point : APPLICATION_TAKES_BACK) {
            System.out.println("application takes back: " + point);
            final TestServer server = lives.server("").awaitServing();
            final ForkedJvm application = lives.application("halt:" + point, "events=100");
            awaitDrained(server.jvm(), application);
            server.kill();
            lives.awaitHalt(application, point);
        }
        lives.liveOn(Host.IN_PROCESS);
        lives.assertPerfect();
    }

    private static TestServer server(final Lives lives, final FaultPoint point) {
        System.out.println("server: " + point);
        return lives.server("halt:" + point);
    }

    private void awaitDrained(final ForkedJvm by) {
        awaitDrained(by, by);
    }

    /** Waits until a process drains the application's buffer, or the application is over already. */
    private void awaitDrained(final ForkedJvm by, final ForkedJvm application) {
        await("a buffer drained by " + by).atMost(PATIENCE).until(() -> !application.isAlive() || isDrained(by));
    }

    private boolean isDrained(final ForkedJvm by) {
        for (final Path lock : scratch.bufferFiles(".consumer")) {
            if (ProcessFigures.lockHolder(lock) == by.pid() && Files.exists(log())) {
                return true;
            }
        }
        return false;
    }
}
