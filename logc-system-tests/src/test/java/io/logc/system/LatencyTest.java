package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Scratch;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import org.junit.jupiter.api.Test;

/**
 * A line is soon in the file, also when hardly anything is logged. The figures are printed; what is asserted leaves room
 * for machines that do other things too.
 */
class LatencyTest extends SystemTest {
    private static final long USUAL_BOUND_US = 2_000_000;

    /** Of each line: the next one is logged only when it has come, or after thirty seconds. */
    private static final long BOUND_US = 20_000_000;

    @Test
    void shouldHaveLinesInTheFileSoonWhenTenASecondAreLogged() {
        TestServer.start(scratch);
        try (Scratch withoutServer = new Scratch()) {
            final ForkedJvm served = start(scratch, "logback");
            final ForkedJvm alone = start(withoutServer, "log4j2");
            check("with server, Logback", served);
            check("in-process, Log4j2", alone);
        }
    }

    private static ForkedJvm start(final Scratch places, final String framework) {
        return places.track(ForkedJvm.named("latency", places.outputs())
                .environment("LOGC_BUFFER_DIRECTORY", places.buffers().toString())
                .main(
                        LatencyApplication.class,
                        "framework=" + framework,
                        "file=" + places.log("app.log"),
                        "events=" + rounds(150))
                .start());
    }

    private static void check(final String what, final ForkedJvm application) {
        application.awaitSuccess();
        System.out.println(what + ", 10 lines a second, call to file: " + application.awaitLine("latency_us"));
        assertThat(application.number("p50=")).isLessThan(USUAL_BOUND_US);
        assertThat(application.number("max=")).isLessThan(BOUND_US);
    }
}
