package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.SystemTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Process ids are shown to people, and decide nothing: two containers that share a buffer directory are both process 1. */
class ProcessIdTest extends SystemTest {
    private static final List<String> OWN_IDS =
            List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child=SIGKILL");

    @Test
    void shouldAdoptTheDeadOneAndLeaveTheLivingAloneWhenBothAreProcessOne() throws IOException, InterruptedException {
        assumeTrue(mayHaveOwnIds(), "process id namespaces are not allowed here");
        final ForkedJvm living = scratch.track(application("bare", 0, 1, "server=none", "rate=500", "end=stop")
                .prefix(OWN_IDS)
                .start());
        living.awaitLine("ready");
        final ForkedJvm dying = scratch.track(application("bare", 1, 1, "server=none", "rate=500")
                .prefix(OWN_IDS)
                .start());
        dying.awaitLine("ready");
        letRun(300, 600);
        dying.kill();
        final ForkedJvm successor = scratch.track(application("bare", 2, 1, "server=none", "events=500", "end=stop")
                .prefix(OWN_IDS)
                .start());
        successor.awaitSuccess();
        living.tell("stop");
        living.awaitSuccess();

        final Oracle oracle = new Oracle()
                .expect(0, scratch.counts(0, 1))
                .expect(1, scratch.counts(1, 1))
                .expect(2, scratch.counts(2, 1))
                .read(log());
        oracle.assertPerfect();
        assertThat(oracle.lines()).isGreaterThan(500);
        assertThat(scratch.bufferFiles(".buffer")).isEmpty();
    }

    private static boolean mayHaveOwnIds() throws IOException, InterruptedException {
        final List<String> command = new java.util.ArrayList<>(OWN_IDS);
        command.add("true");
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (final IOException noSuchProgram) {
            return false;
        }
    }
}
