package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
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

    /** Those that have lost their names are this process's own to write, in their order, whatever server comes meanwhile. */
    @Test
    void shouldKeepWhatIsInBuffersThatWereDeletedWhileItDrainsThemItself() throws IOException {
        Files.createDirectories(log());
        final ForkedJvm application = startApplication("bare", 0, 1, "rate=1000", "end=stop");
        application.awaitLine("cannot be written now");
        for (int i = 0; i < 2; i++) {
            await().until(() -> !scratch.bufferFiles(".buffer").isEmpty());
            final Path buffer = scratch.bufferFiles(".buffer").get(0);
            final String name = buffer.getFileName().toString();
            await().until(() -> Files.exists(buffer.resolveSibling(name.replace(".buffer", ".consumer"))));
            Files.delete(buffer);
            application.awaitLine(
                    buffer.getFileName() + " was put aside, cut or deleted by something; a new one is made");
        }
        TestServer.start(scratch);
        letRun(500, 700);

        Files.delete(log());
        application.awaitLine("the server, process");
        application.tell("stop");
        application.awaitSuccess();

        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, 1)).read(log());
        oracle.assertPerfect();
        assertThat(oracle.lines()).isEqualTo(application.number("finished returned="));
    }
}
