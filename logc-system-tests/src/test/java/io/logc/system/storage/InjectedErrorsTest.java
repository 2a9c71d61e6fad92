package io.logc.system.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The kernel's own answers to a real server's writes, made by {@code strace}: errors of all kinds, and slow ones. */
class InjectedErrorsTest extends StorageTest {
    private static final int SERIES = 5;

    @Test
    void shouldBeExactWhenWritesFailOrTakeTheirTime() throws Exception {
        final TestServer server = TestServer.start(scratch);
        final ForkedJvm application = startApplication("bare", 0, THREADS, "rate=5000", PATIENT, "end=stop");
        awaitMoreCalls(0, 1_000);
        scratch.awaitDrainedBy(server.jvm());

        inject(server, "error=EIO", "Input/output error");
        inject(server, "error=ENOSPC", "No space left on device");
        inject(server, "error=EDQUOT", "Disk quota exceeded");
        inject(server, "error=EFBIG", "File too large");
        inject(server, "error=EINTR", "");
        inject(server, "delay_enter=200000", "");

        awaitMoreCalls(0, 1_000);
        application.tell("stop");
        application.awaitSuccess();
        assertThat(application.number("dropped=")).isZero();
        assertThat(server.jvm().isAlive()).isTrue();
        new Oracle().expect(0, counts(0)).read(log()).assertPerfect();
    }

    /** Has a series of the server's writes to the log file answered so, and waits until it writes again. */
    private void inject(final TestServer server, final String answer, final String reason) throws Exception {
        final Path trace = Files.createTempFile(scratch.outputs(), "strace-", ".out");
        final Process strace = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        trace.toString(),
                        "-P",
                        log().toString(),
                        "-e",
                        "trace=write",
                        "-e",
                        "inject=write:" + answer + ":when=1.." + SERIES,
                        "-p",
                        Long.toString(server.jvm().pid()))
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(scratch.outputs(), "strace-", ".err")
                        .toFile())
                .start();
        try {
            await(answer).atMost(PATIENCE).until(() -> injected(trace) >= SERIES || !strace.isAlive());
            assumeTrue(strace.isAlive(), "strace may trace here");
            if (!reason.isEmpty()) {
                server.jvm().awaitLine("cannot be written now (java.io.IOException: " + reason);
            }
        } finally {
            strace.destroy();
            assertThat(strace.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        final long size = Files.size(log());
        await("written again").atMost(PATIENCE).until(() -> Files.size(log()) > size);
    }

    private static long injected(final Path trace) throws IOException {
        return Files.readAllLines(trace).stream()
                .filter(line -> line.contains("(INJECTED)") || line.contains("(DELAYED)"))
                .count();
    }
}
