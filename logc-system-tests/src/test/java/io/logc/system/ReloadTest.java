package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.SequenceEncoder;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reloading the configuration under load: nothing lost, order kept, one buffer, and nothing held that is not needed. */
class ReloadTest extends SystemTest {
    @ParameterizedTest
    @CsvSource({"logback, true", "logback, false", "log4j2, true", "log4j2, false"})
    void shouldLoseAndLeakNothingWhenReloadedUnderLoad(final String framework, final boolean withServer) {
        final TestServer server = withServer ? TestServer.start(scratch) : null;
        final int threads = 3;
        final ForkedJvm application = scratch.track(ForkedJvm.named("reloading", scratch.outputs())
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .jvmOptions("-Xmx128m")
                .main(
                        ReloadApplication.class,
                        "framework=" + framework,
                        "file=" + log(),
                        "returned=" + scratch.countsFile(0),
                        "threads=" + threads,
                        "encoder=" + SequenceEncoder.class.getName(),
                        "maxBlock=30 s",
                        "reloads=" + rounds(100))
                .start());
        application.awaitLine("ready");
        scratch.awaitDrainedBy(withServer ? server.jvm() : application);
        application.tell("");
        application.awaitLine("finished");
        assertThat(application.lines())
                .as("what %s holds", application)
                .contains("clean")
                .noneMatch(line -> line.contains("ERROR"));
        assertThat(scratch.bufferFiles(".buffer")).hasSize(1);
        application.tell("stop");
        application.awaitSuccess();
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, threads)).read(log());
        oracle.assertPerfect();
        System.out.println("reloads: " + rounds(100) + ", lines checked: " + oracle.lines());
    }
}
