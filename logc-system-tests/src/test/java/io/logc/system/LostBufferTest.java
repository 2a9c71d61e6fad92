package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody deletes buffers: what was in them may be lost, what is logged from then on must not be. */
class LostBufferTest extends SystemTest {
    @Test
    void shouldLogOnWhenItsBufferWasDeletedAndTheServerKilled() throws IOException {
        final TestServer server = TestServer.start(scratch);
        final ForkedJvm application = startApplication("bare", 0, 1, "rate=1000", "end=stop");
        application.awaitLine("writes the file");
        scratch.awaitDrainedBy(server.jvm());
        for (final Path buffer : scratch.bufferFiles(".buffer")) {
            Files.delete(buffer);
        }
        server.kill();
        application.awaitLine("a new one is made");
        letRun(200, 400);
        application.tell("stop");
        application.awaitSuccess();

        final long returned = application.number("finished returned=");
        final List<String> lines = Files.readAllLines(log());
        final OracleLine last = OracleLine.parse(lines.get(lines.size() - 1));
        assertThat(last.sequence()).isEqualTo(returned - 1);
    }
}
