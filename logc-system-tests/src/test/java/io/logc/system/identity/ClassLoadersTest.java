package io.logc.system.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several copies of logc in one JVM, as web applications have: POSIX locks know only the process that they share. */
class ClassLoadersTest extends SystemTest {
    @ParameterizedTest
    @CsvSource({"return, false", "halt, false", "halt, true"})
    void shouldLoseAndDoubleNothingWhenSeveralCopiesOfLogcAreInOneJvm(final String end, final boolean withServer) {
        if (withServer) {
            TestServer.start(scratch);
        }
        final ForkedJvm container = scratch.track(ForkedJvm.named("container", scratch.outputs())
                .jvmOptions("-Xmx128m", "-XX:+UseSerialGC")
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .main(
                        WebContainer.class,
                        "file=" + log(),
                        "counts=" + scratch.outputs().resolve("returned-"),
                        "end=" + end)
                .start());
        container.awaitSuccess();
        assertThat(container.outLines()).contains("deployed", "undeployed", "done");
        if (!withServer && "halt".equals(end)) {
            TestServer.start(scratch);
        }
        scratch.awaitNoBuffers();

        final Oracle shared = new Oracle()
                .expect(0, scratch.counts(0, 1))
                .expect(1, scratch.counts(1, 1))
                .expect(3, scratch.counts(3, 1))
                .read(log());
        shared.assertPerfect();
        assertThat(shared.lines()).isEqualTo(42_000);
        final Oracle other = new Oracle().expect(2, scratch.counts(2, 1)).read(scratch.log("app.log.other"));
        other.assertPerfect();
        assertThat(other.lines()).isEqualTo(22_000);
    }
}
