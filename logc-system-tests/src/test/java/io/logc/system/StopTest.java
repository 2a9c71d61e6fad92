package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code LoggerContext.stop()} and {@code LogManager.shutdown()} return when what was logged is on file, not before. */
class StopTest extends SystemTest {
    @ParameterizedTest
    @CsvSource({"logback, true", "logback, false", "log4j2, true", "log4j2, false"})
    void shouldHaveAllOnFileWhenStopReturns(final String framework, final boolean withServer) throws IOException {
        if (withServer) {
            TestServer.start(scratch);
        }
        final ForkedJvm application =
                startApplication(framework, 0, 4, "events=20000", "maxBlock=30 s", "shutdownHook=disable", "end=stop");
        application.awaitSuccess();
        assertThat(application.number("stopped length=")).isEqualTo(Files.size(log()));
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, 4)).read(log());
        oracle.assertPerfect();
        assertThat(oracle.lines()).isEqualTo(80_000);
    }
}
