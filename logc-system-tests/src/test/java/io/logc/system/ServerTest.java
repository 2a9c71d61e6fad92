package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.ReturnedCounts;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that come, go and move, and log files that are moved and deleted under them. */
class ServerTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PATIENT = "maxBlock=30 s";

    @Test
    void shouldDrainAndEndWhileApplicationGoesOnWhenTerminated() {
        final TestServer server = TestServer.start(scratch);
        final ForkedJvm application = startApplication("logback", 0, 2, "rate=40000", PATIENT, "end=stop");
        awaitMoreCalls(0, 1_000);
        scratch.awaitDrainedBy(server.jvm());
        server.terminate();
        assertThat(scratch.buffers().resolve("server")).doesNotExist();
        scratch.awaitDrainedBy(application);
        awaitMoreCalls(0, 10_000);
        finish(application);
        new Oracle().expect(0, scratch.counts(0, 2)).read(log()).assertPerfect();
    }

    @Test
    void shouldRefuseAtOnceAndNameTheHolderWhenAnotherServerServesTheDirectory() {
        final TestServer first = TestServer.start(scratch);
        final TestServer second = TestServer.launch(scratch);
        assertThat(second.jvm().awaitExit()).isEqualTo(2);
        assertThat(second.jvm().errLines())
                .anyMatch(line -> line.contains("process " + first.jvm().pid() + " on port " + first.port()));
        assertThat(scratch.serverPid()).isEqualTo(first.jvm().pid());
    }

    @Test
    void shouldServeWithoutCleaningUpWhenTheServerBeforeWasKilled() {
        TestServer.start(scratch).kill();
        final TestServer second = TestServer.start(scratch);
        assertThat(scratch.serverPid()).isEqualTo(second.jvm().pid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"logback", "log4j2"})
    void shouldTakeOverWhenStartedAfterApplication(final String framework) {
        final ForkedJvm application = startApplication(framework, 0, 2, "rate=40000", PATIENT, "end=stop");
        awaitMoreCalls(0, 1_000);
        scratch.awaitDrainedBy(application);
        final TestServer server = TestServer.start(scratch);
        scratch.awaitDrainedBy(server.jvm());
        awaitMoreCalls(0, 1_000);
        application.kill();
        scratch.awaitNoBuffers();
        new Oracle().expect(0, scratch.counts(0, 2)).read(log()).assertPerfect();
    }

    @Test
    void shouldBeFoundAgainWhenServerListensOnAnotherPort() {
        final TestServer first = TestServer.start(scratch);
        final ForkedJvm application = startApplication("logback", 0, 2, "rate=40000", PATIENT, "end=stop");
        awaitMoreCalls(0, 1_000);
        scratch.awaitDrainedBy(first.jvm());
        first.terminate();
        final TestServer second = TestServer.start(scratch);
        assertThat(second.port()).isNotEqualTo(first.port());
        scratch.awaitDrainedBy(second.jvm());
        awaitMoreCalls(0, 1_000);
        finish(application);
        new Oracle().expect(0, scratch.counts(0, 2)).read(log()).assertPerfect();
    }

    @Test
    void shouldBeUsedAgainWhenServerHadStoodStill() {
        final TestServer server = TestServer.start(scratch);
        final ForkedJvm application = startApplication("logback", 0, 2, "rate=10000", PATIENT, "end=stop");
        for (int i = 0; i < rounds(20); i++) {
            letRun(0, 150);
            server.jvm().signal("STOP");
            letRun(50, 400);
            server.jvm().signal("CONT");
        }
        scratch.awaitDrainedBy(server.jvm());
        awaitMoreCalls(0, 1_000);
        finish(application);
        new Oracle().expect(0, scratch.counts(0, 2)).read(log()).assertPerfect();
    }

    @Test
    void shouldWriteOneFileWhenSeveralApplicationsLogToIt() {
        TestServer.start(scratch);
        final List<ForkedJvm> applications = new ArrayList<>();
        for (int producer = 0; producer < 3; producer++) {
            applications.add(startApplication(
                    producer == 1 ? "log4j2" : "logback", producer, 2, "events=50000", PATIENT, "end=stop"));
        }
        final Oracle oracle = new Oracle();
        for (int producer = 0; producer < 3; producer++) {
            applications.get(producer).awaitSuccess();
            oracle.expect(producer, scratch.counts(producer, 2));
        }
        oracle.read(log()).assertPerfect();
        assertThat(oracle.lines()).isEqualTo(300_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLoseNothingWhenFileIsMovedUnderLoad(final boolean withServer) throws IOException {
        final TestServer server = withServer ? TestServer.start(scratch) : null;
        final ForkedJvm application = startApplication("logback", 0, 2, "rate=40000", PATIENT, "end=stop");
        awaitMoreCalls(0, 1_000);
        scratch.awaitDrainedBy(withServer ? server.jvm() : application);
        final List<Path> files = new ArrayList<>();
        for (int i = 0; i < rounds(10); i++) {
            awaitFile();
            letRun(20, 200);
            files.add(Files.move(log(), scratch.log("app.log." + i)));
        }
        awaitMoreCalls(0, 1_000);
        finish(application);
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, 2));
        files.forEach(oracle::read);
        oracle.read(log()).assertPerfect();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLoseNothingThatIsWrittenLaterWhenFileIsDeletedUnderLoad(final boolean withServer) throws IOException {
        final TestServer server = withServer ? TestServer.start(scratch) : null;
        final ForkedJvm application = startApplication("logback", 0, 2, "rate=40000", PATIENT, "end=stop");
        awaitMoreCalls(0, 1_000);
        scratch.awaitDrainedBy(withServer ? server.jvm() : application);
        final List<InputStream> deleted = new ArrayList<>();
        for (int i = 0; i < rounds(10); i++) {
            awaitFile();
            letRun(20, 200);
            // An open file can be read when it has no name any more.
            deleted.add(Files.newInputStream(log()));
            Files.delete(log());
        }
        awaitMoreCalls(0, 1_000);
        finish(application);
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, 2));
        for (final InputStream file : deleted) {
            oracle.readAfterDeletion(file, "deleted");
            file.close();
        }
        oracle.readAfterDeletion(Files.newInputStream(log()), "app.log").assertPerfect();
    }

    private void awaitFile() {
        await("a file with lines")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    try {
                        return Files.size(log()) > 0;
                    } catch (final IOException notYet) {
                        return false;
                    }
                });
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
