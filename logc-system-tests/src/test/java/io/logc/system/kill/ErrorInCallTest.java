package io.logc.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process ends, or an Error is thrown, in the middle of a log call. */
class ErrorInCallTest extends SystemTest {
    private static final List<FaultPoint> IN_CLAIM = List.of(
            FaultPoint.TAIL_MOVED,
            FaultPoint.PADDING_CLAIMED,
            FaultPoint.PADDING_PUBLISHED,
            FaultPoint.HEADER_STORED,
            FaultPoint.HALF_COPIED,
            FaultPoint.COPIED);

    /** The ring of a living process goes on: the conductor pads exactly what the thread had claimed. */
    @ParameterizedTest
    @CsvSource({
        "overflow, IN_PROCESS",
        "memory, IN_PROCESS",
        "assertion, IN_PROCESS",
        "overflow, SERVER",
        "linkage, SERVER"
    })
    void shouldGoOnWhenAnErrorIsThrownAnywhereInAClaim(final String what, final Host host) {
        final TestServer server = host == Host.SERVER ? TestServer.start(scratch) : null;
        final StringBuilder points = new StringBuilder();
        IN_CLAIM.forEach(point -> points.append(points.isEmpty() ? "" : ",").append(point));
        final Lives lives = lives(host);
        final ForkedJvm application = lives.errorApplication("what=" + what, "at=" + points);
        application.awaitSuccess();
        IN_CLAIM.forEach(point -> application.awaitLine("hit " + point));
        assertThat(application.lines()).contains("closed true dropped=0").noneMatch(line -> line.startsWith("warn"));
        finish(lives, host, server);
    }

    @ParameterizedTest
    @CsvSource({
        "exit, HALF_COPIED, IN_PROCESS, 3",
        "halt, TAIL_MOVED, IN_PROCESS, 3",
        "assertion, HEADER_STORED, IN_PROCESS, 1",
        "overflow, COPIED, IN_PROCESS, 1",
        "exit, TAIL_MOVED, SERVER, 3",
        "halt, HALF_COPIED, SERVER, 3",
        "memory, HEADER_STORED, SERVER, 1"
    })
    void shouldWriteAllReturnedCallsWhenProcessEndsInAClaim(
            final String what, final FaultPoint point, final Host host, final int exitCode) {
        final TestServer server = host == Host.SERVER ? TestServer.start(scratch) : null;
        final Lives lives = lives(host);
        final ForkedJvm application = lives.errorApplication("what=" + what, "at=" + point, "uncaught=true");
        assertThat(application.awaitExit()).as("exit code of %s", application).isEqualTo(exitCode);
        application.awaitLine("hit " + point);
        finish(lives, host, server);
    }

    private Lives lives(final Host host) {
        return new Lives(scratch, "server=" + (host == Host.SERVER ? "auto" : "none"));
    }

    private static void finish(final Lives lives, final Host host, final TestServer server) {
        if (server == null) {
            lives.liveOn(host);
        } else {
            lives.liveOnWith(server);
        }
        lives.assertPerfect();
    }
}
