package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a killed application has logged stands before what its successor logs, also if who adopts it gets stuck on the way. */
class OvertakingTest extends SystemTest {
    @ParameterizedTest
    @ValueSource(strings = {"ORPHAN_LOCKED", "ORPHAN_MARKED", "ORPHAN_ADOPTED"})
    void shouldWriteOldLinesFirstWhenWhoAdoptsThemIsStuck(final String point) throws IOException {
        final Path faults = scratch.outputs().resolve("faults.log");
        final ForkedJvm first = scratch.track(application("bare", 0, 2, "server=none", "events=100", "end=wait")
                .jvmOptions("-Dlogc.faults=freeze:CONSUMER_LOCKED", "-Dlogc.faults.log=" + faults)
                .start());
        first.awaitLine("finished");
        first.kill();
        assertThat(log()).as("nothing was written yet").doesNotExist();
        final ForkedJvm stuck = startRecover("-Dlogc.faults=freeze:" + point, "-Dlogc.faults.log=" + faults);
        awaitFault(faults, "freeze " + point);

        startApplication("bare", 1, 2, "server=none", "events=100", "end=return")
                .awaitSuccess();
        stuck.kill();
        startRecover().awaitSuccess();

        new Oracle()
                .livesInOrder()
                .expect(0, scratch.counts(0, 2))
                .expect(1, scratch.counts(1, 2))
                .read(log())
                .assertPerfect();
        assertThat(scratch.bufferFiles(".buffer")).isEmpty();
        reportHits(faults);
    }

    private ForkedJvm startRecover(final String... jvmOptions) {
        return scratch.track(ForkedJvm.named("recover", scratch.outputs())
                .jvmOptions(jvmOptions)
                .jar(
                        TestServer.jar(),
                        "recover",
                        "--buffer-directory",
                        scratch.buffers().toString())
                .start());
    }

    private static void awaitFault(final Path faults, final String line) {
        await("fault: " + line)
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(faults) && Files.readAllLines(faults).contains(line));
    }

    private static void reportHits(final Path faults) throws IOException {
        final String hits = System.getProperty("logc.faults.hits", "");
        if (!hits.isEmpty()) {
            final List<String> lines = Files.readAllLines(faults);
            Files.write(Path.of(hits), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
