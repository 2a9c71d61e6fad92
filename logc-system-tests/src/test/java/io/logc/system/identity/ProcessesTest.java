package io.logc.system.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.ReturnedCounts;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Who lives is told by locks, whatever process ids, children and other programs there are. */
class ProcessesTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Makes a process number 1, as a container's is; the end of the prefix is its end. */
    private static final List<String> OWN_PID_NAMESPACE = List.of("unshare", "--pid", "--fork", "--kill-child=SIGKILL");

    private static final String PATIENT = "maxBlock=30 s";

    /** Two containers that share a buffer directory: each process is number 1 in its own namespace. */
    @Test
    void shouldRecoverTheDeadOneOnlyWhenTwoProcessesHaveTheSameId() throws Exception {
        Assumptions.assumeTrue(namespacesAreAllowed(), "process id namespaces need a right that this user has not");
        final ForkedJvm dead = scratch.track(application("logback", 0, 2, "rate=20000", PATIENT)
                .prefix(OWN_PID_NAMESPACE)
                .start());
        awaitMoreCalls(0, 1_000);
        final List<Path> deadsBuffers = scratch.bufferFiles(".buffer");
        final ForkedJvm living = scratch.track(application("log4j2", 1, 2, "rate=20000", PATIENT, "end=stop")
                .prefix(OWN_PID_NAMESPACE)
                .start());
        awaitMoreCalls(1, 1_000);
        dead.kill();
        final TestServer server = TestServer.start(scratch);

        await("the dead one's buffer is drained and removed")
                .atMost(PATIENCE)
                .until(() -> deadsBuffers.stream().noneMatch(Files::exists));

        assertThat(deadsBuffers).hasSize(1);
        assertThat(scratch.bufferFiles(".buffer")).as("the living one's").hasSize(1);
        awaitMoreCalls(1, 1_000);
        finish(living);
        server.terminate();
        new Oracle()
                .expect(0, scratch.counts(0, 2))
                .expect(1, scratch.counts(1, 2))
                .read(log())
                .assertPerfect();
    }

    private static boolean namespacesAreAllowed() throws Exception {
        try {
            return new ProcessBuilder("unshare", "--pid", "--fork", "true")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (final IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void shouldTakeAKilledApplicationForDeadWhenItsChildLivesOn() {
        final ForkedJvm application = scratch.track(ForkedJvm.named("parent", scratch.outputs())
                .jvmOptions("-Xmx128m", "-XX:+UseSerialGC")
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .main(
                        ParentApplication.class,
                        "framework=logback",
                        "threads=2",
                        "file=" + log(),
                        "returned=" + scratch.countsFile(0),
                        "rate=20000")
                .start());
        final ProcessHandle child =
                ProcessHandle.of(application.number("child=")).orElseThrow();
        try {
            awaitMoreCalls(0, 1_000);
            application.kill();
            TestServer.start(scratch);
            scratch.awaitNoBuffers();
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly();
        }
        new Oracle().expect(0, scratch.counts(0, 2)).read(log()).assertPerfect();
    }

    /** A backup, or a virus scanner: its closing of lock files frees its own locks only, of which it has none. */
    @Test
    void shouldNotMindAnotherProgramThatOpensAndClosesEveryFileAllTheTime() throws Exception {
        final AtomicInteger rounds = new AtomicInteger();
        final Thread backup = new Thread(() -> backUp(rounds), "backup");
        backup.start();
        try {
            final ForkedJvm first = startApplication("logback", 0, 2, "rate=20000", PATIENT, "end=stop");
            final ForkedJvm second = startApplication("log4j2", 1, 2, "rate=20000", PATIENT, "end=stop");
            awaitMoreCalls(0, 1_000);
            awaitMoreCalls(1, 1_000);
            final int before = rounds.get();
            await("the directory is backed up").atMost(PATIENCE).until(() -> rounds.get() > before + 5);
            final ForkedJvm recover = scratch.track(ForkedJvm.named("recover", scratch.outputs())
                    .jar(
                            TestServer.jar(),
                            "recover",
                            "--buffer-directory",
                            scratch.buffers().toString())
                    .start());
            recover.awaitSuccess();
            assertThat(recover.awaitLine("buffers of dead")).contains("0 buffers of dead applications");
            assertThat(scratch.bufferFiles(".buffer")).as("of the living").hasSize(2);
            finish(first);
            finish(second);
        } finally {
            backup.interrupt();
            backup.join();
        }
        new Oracle()
                .expect(0, scratch.counts(0, 2))
                .expect(1, scratch.counts(1, 2))
                .read(log())
                .assertPerfect();
    }

    private void backUp(final AtomicInteger rounds) {
        final Path copies = scratch.outputs().resolve("copies");
        try {
            Files.createDirectories(copies);
            while (!Thread.currentThread().isInterrupted()) {
                for (final Path file : scratch.bufferFiles("")) {
                    copy(file, copies.resolve("copy"));
                }
                rounds.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (final IOException | InterruptedException end) {
            // The test is over.
        }
    }

    private static void copy(final Path file, final Path copy) {
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException vanished) {
            // It was there when the directory was listed.
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenServersComeAndGoUnderTwoApplications() {
        final ForkedJvm first = startApplication("logback", 0, 2, "rate=20000", PATIENT, "end=stop");
        final ForkedJvm second = startApplication("log4j2", 1, 2, "rate=20000", PATIENT, "end=stop");
        awaitMoreCalls(0, 1_000);
        awaitMoreCalls(1, 1_000);
        for (int i = 0; i < rounds(4); i++) {
            try (TestServer server = TestServer.start(scratch)) {
                letRun(50, 500);
                if (i % 2 == 0) {
                    server.kill();
                } else {
                    server.terminate();
                }
            }
            letRun(0, 200);
        }
        finish(first);
        finish(second);
        new Oracle()
                .expect(0, scratch.counts(0, 2))
                .expect(1, scratch.counts(1, 2))
                .read(log())
                .assertPerfect();
    }

    private void awaitMoreCalls(final int producer, final long calls) {
        final ReturnedCounts counts = scratch.counts(producer, 2);
        final long before = counts.sum();
        await("calls return").atMost(PATIENCE).until(() -> counts.sum() >= before + calls);
    }

    private static void finish(final ForkedJvm application) {
        application.tell("stop");
        application.awaitSuccess();
        assertThat(application.awaitLine("finished")).contains("dropped=0").endsWith("failure=");
    }
}
