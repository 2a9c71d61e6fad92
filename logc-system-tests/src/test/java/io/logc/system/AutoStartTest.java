package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.ProcessFigures;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An appender that finds no server starts one, which is a process of its own in every respect. */
class AutoStartTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RATE = "rate=2000";

    @ParameterizedTest
    @CsvSource({"logback, TERM", "log4j2, TERM", "logback, INT", "logback, KILL"})
    void shouldStartServerThatOutlivesTheApplicationsProcessGroup(final String framework, final String signal)
            throws IOException {
        final ForkedJvm application =
                scratch.track(withEmbeddedServer(framework, 0).ownProcessGroup().start());
        final long server = awaitServer();
        awaitDrainedBy(server);
        application.signalGroup(signal);
        application.awaitExit();
        scratch.awaitNoBuffers();
        new Oracle().expect(0, scratch.counts(0, 1)).read(log()).assertPerfect();
        assertThat(ProcessHandle.of(server)).get().matches(ProcessHandle::isAlive);
        assertThat(scratch.serverPid()).isEqualTo(server);
    }

    @Test
    void shouldDetachTheServerFromAllThatTheApplicationHas() throws IOException {
        scratch.track(withEmbeddedServer("logback", 0)
                .environment("JAVA_TOOL_OPTIONS", "-Dlogc.test.inherited=true")
                .environment("JDK_JAVA_OPTIONS", "-Dlogc.test.inherited=true")
                .start());
        final long server = awaitServer();
        final Path proc = Path.of("/proc/" + server);
        assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(Path.of("/"));
        assertThat(ProcessFigures.session(server)).isEqualTo(server);
        assertThat(Files.readString(proc.resolve("environ"))).doesNotContain("logc.test.inherited");
        assertThat(Files.readString(proc.resolve("cmdline"))).contains("-Xmx64m", "-XX:+UseSerialGC");
        for (final int stream : List.of(0, 1, 2)) {
            assertThat(Files.readSymbolicLink(proc.resolve("fd/" + stream)).toString())
                    .doesNotStartWith("pipe:")
                    .doesNotContain(scratch.outputs().toString());
        }
    }

    @Test
    void shouldStartTheServerThatTheEnvironmentNames() {
        final ForkedJvm application = scratch.track(application("logback", 0, 1, "autoStart=true", RATE, "end=stop")
                .environment("LOGC_SERVER_JAR", TestServer.jar().toString())
                .start());
        awaitDrainedBy(awaitServer());
        application.tell("stop");
        application.awaitSuccess();
        new Oracle().expect(0, scratch.counts(0, 1)).read(log()).assertPerfect();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldEndUpWithOneServerWhenApplicationsStartAtTheSameMoment(final int number) {
        for (int i = 0; i < number; i++) {
            scratch.track(
                    withEmbeddedServer(i % 2 == 0 ? "logback" : "log4j2", i).start());
        }
        final long server = awaitServer();
        await("all buffers drained by the server").atMost(PATIENCE).until(() -> {
            final List<Path> locks = scratch.bufferFiles(".consumer");
            return locks.size() == number && locks.stream().allMatch(lock -> ProcessFigures.lockHolder(lock) == server);
        });
        // A second one would have found the directory served and ended.
        await("one server is left").atMost(PATIENCE).until(() -> servers() == 1);
    }

    @Test
    void shouldEndTheServerWhenItHasHadNoClientForItsIdleTime() {
        final ForkedJvm application = scratch.track(withEmbeddedServer("logback", 0)
                .environment("LOGC_IDLE_EXIT", "2")
                .start());
        // One that has found no client in its two seconds has ended, and another was started.
        final long server = await("a server drains").atMost(PATIENCE).until(this::drainingServer, pid -> pid > 0);
        application.kill();
        await("server ends")
                .atMost(PATIENCE)
                .until(() -> ProcessHandle.of(server)
                        .map(process -> !process.isAlive())
                        .orElse(true));
        // One that was slow to start has ended as well, for there was no client any more.
        await("no server is left").atMost(PATIENCE).until(() -> servers() == 0 && scratch.serverPid() == 0);
        assertThat(scratch.bufferFiles(".buffer")).isEmpty();
        new Oracle().expect(0, scratch.counts(0, 1)).read(log()).assertPerfect();
    }

    @Test
    void shouldStartNoServerWhenThatIsSwitchedOff() {
        final ForkedJvm application = scratch.track(application("logback", 0, 1, "autoStart=false", RATE, "end=stop")
                .environment("LOGC_SERVER_JAR", TestServer.jar().toString())
                .start());
        scratch.awaitDrainedBy(application);
        letRun(2000, 2000);
        assertThat(servers()).isZero();
        application.tell("stop");
        application.awaitSuccess();
    }

    private ForkedJvm.Builder withEmbeddedServer(final String framework, final int producer) {
        // Log4j2's own hook would hand no more events to appenders once the process is told to end.
        return application(framework, producer, 1, "autoStart=true", "shutdownHook=disable", RATE)
                .withEmbeddedServer();
    }

    private long awaitServer() {
        return await("a server was started").atMost(PATIENCE).until(scratch::serverPid, pid -> pid > 0);
    }

    /** The server, if it is the one that drains. */
    private long drainingServer() {
        final List<Path> locks = scratch.bufferFiles(".consumer");
        final long server = scratch.serverPid();
        return locks.size() == 1 && ProcessFigures.lockHolder(locks.get(0)) == server ? server : 0;
    }

    private void awaitDrainedBy(final long pid) {
        await("drained by " + pid).atMost(PATIENCE).until(() -> {
            final List<Path> locks = scratch.bufferFiles(".consumer");
            return locks.size() == 1 && ProcessFigures.lockHolder(locks.get(0)) == pid;
        });
    }

    /** Processes that serve the test's buffer directory: it is in their environment, and they are no application. */
    private long servers() {
        return ProcessHandle.allProcesses()
                .filter(process -> isServerHere(Path.of("/proc/" + process.pid())))
                .count();
    }

    private boolean isServerHere(final Path proc) {
        try {
            final String command = Files.readString(proc.resolve("cmdline"));
            return command.contains("logc")
                    && command.contains(".jar\0serve")
                    && (command + Files.readString(proc.resolve("environ")))
                            .contains(scratch.buffers().toString());
        } catch (final IOException ended) {
            return false;
        }
    }
}
