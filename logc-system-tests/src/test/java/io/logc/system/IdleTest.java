package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.ProcessFigures;
import io.logc.system.rig.Scratch;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** While nobody logs, logc costs next to nothing. What is asserted are counts of the kernel, not times. */
class IdleTest extends SystemTest {
    private static final int SECONDS = 20;
    private static final int MAX_TIMES = 3;
    private static final int TICKS_PER_SECOND = 100;
    private static final double MAX_CPU_SHARE = 0.005;
    private static final int MAX_WAKE_UPS_PER_SECOND = 5;

    @Test
    void shouldCostNextToNothingWhenNobodyLogs() {
        try (Scratch withoutServer = new Scratch()) {
            final TestServer server = TestServer.start(scratch);
            final Map<String, ForkedJvm> jvms = new TreeMap<>();
            jvms.put("empty", start(scratch));
            jvms.put("served", start(scratch, "framework=logback", "file=" + log()));
            jvms.put("alone", start(withoutServer, "framework=log4j2", "file=" + withoutServer.log("app.log")));
            jvms.put("server", server.jvm());
            await("lines on file")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(log()) && Files.exists(withoutServer.log("app.log")));
            scratch.awaitDrainedBy(server.jvm());
            // Compilers, and writers that linger, come to rest.
            letRun(5_000, 5_000);
            Map<String, ProcessFigures> used = used(jvms);
            // What costs something for good costs it each time; on a slow machine the rest may take longer to come.
            for (int i = 1; i < MAX_TIMES && !costsLittle(used); i++) {
                used = used(jvms);
            }
            check(used);
        }
    }

    private Map<String, ProcessFigures> used(final Map<String, ForkedJvm> jvms) {
        final Map<String, ProcessFigures> before = figures(jvms);
        letRun(SECONDS * 1000, SECONDS * 1000);
        final Map<String, ProcessFigures> used = new TreeMap<>();
        figures(jvms).forEach((name, now) -> used.put(name, now.minus(before.get(name))));
        System.out.println("idle for " + SECONDS + " s: " + used);
        return used;
    }

    private static boolean costsLittle(final Map<String, ProcessFigures> used) {
        try {
            check(used);
            return true;
        } catch (final AssertionError costsTooMuch) {
            return false;
        }
    }

    private static void check(final Map<String, ProcessFigures> used) {
        final double maxTicks = MAX_CPU_SHARE * SECONDS * TICKS_PER_SECOND;
        final long jvmTicks = used.get("empty").cpuTicks();
        assertThat((double) used.get("served").cpuTicks() + used.get("server").cpuTicks() - 2 * jvmTicks)
                .as("CPU time of application and server beyond that of two empty JVMs")
                .isLessThan(maxTicks);
        assertThat((double) used.get("alone").cpuTicks() - jvmTicks)
                .as("CPU time of an application without server beyond that of an empty JVM")
                .isLessThan(maxTicks);
        final long maxWakeUps = used.get("empty").wakeUps() + MAX_WAKE_UPS_PER_SECOND * SECONDS;
        final List<String> tooMany = new ArrayList<>();
        used.forEach((name, figures) -> {
            if (figures.wakeUps() > maxWakeUps) {
                tooMany.add(name + ": " + figures);
            }
        });
        assertThat(tooMany).as("wake-ups of %s", used).isEmpty();
    }

    private static Map<String, ProcessFigures> figures(final Map<String, ForkedJvm> jvms) {
        final Map<String, ProcessFigures> figures = new TreeMap<>();
        jvms.forEach((name, jvm) -> figures.put(name, ProcessFigures.of(jvm.pid())));
        return figures;
    }

    private static ForkedJvm start(final Scratch places, final String... arguments) {
        final ForkedJvm jvm = places.track(ForkedJvm.named("idle", places.outputs())
                .environment("LOGC_BUFFER_DIRECTORY", places.buffers().toString())
                .jvmOptions("-Xmx128m")
                .main(IdleApplication.class, arguments)
                .start());
        jvm.awaitLine("idle");
        return jvm;
    }
}
