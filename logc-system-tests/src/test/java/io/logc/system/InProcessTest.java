package io.logc.system;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No server, none that could be started, or one that comes and goes: the file is complete all the same. */
class InProcessTest extends SystemTest {
    /** So that a busy machine cannot make a call run out of its bound. */
    private static final String PATIENT = "maxBlock=30 s";

    @ParameterizedTest
    @ValueSource(strings = {"logback", "log4j2"})
    void shouldWriteAMillionCallsWhenThereIsNoServer(final String framework) {
        final ForkedJvm application = startApplication(framework, 0, 4, "events=250000", PATIENT, "end=stop");
        application.awaitSuccess();
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, 4)).read(log());
        oracle.assertPerfect();
        assertThat(oracle.lines()).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "bare, return, enable",
        "bare, exit, enable",
        "logback, return, enable",
        "logback, exit, enable",
        "log4j2, return, enable",
        "log4j2, exit, enable",
        "log4j2, return, disable"
    })
    void shouldHaveTheLineOnFileWhenMainLogsOneAndEnds(
            final String framework, final String end, final String frameworkHook) {
        final ForkedJvm application =
                startApplication(framework, 0, 1, "events=1", "end=" + end, "shutdownHook=" + frameworkHook);
        application.awaitSuccess();
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, 1)).read(log());
        oracle.assertPerfect();
        assertThat(oracle.lines()).isEqualTo(1);
        assertThat(scratch.bufferFiles(".buffer")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"logback, 6", "log4j2, 3"})
    void shouldWriteOldLinesFirstWhenKilledAndStartedAgain(final String framework, final int kills) {
        final Oracle oracle = new Oracle().livesInOrder();
        for (int life = 0; life < rounds(kills); life++) {
            final ForkedJvm application = startApplication(framework, life, 4, "rate=100000", PATIENT);
            application.awaitLine("ready");
            letRun(50, 700);
            application.kill();
            oracle.expect(life, scratch.counts(life, 4));
        }
        final int last = rounds(kills);
        startApplication(framework, last, 4, "events=100", "end=stop").awaitSuccess();
        oracle.expect(last, scratch.counts(last, 4)).read(log()).assertPerfect();
    }

    @Test
    void shouldWriteWhatAKilledApplicationLeftWhenRecoverRuns() {
        final ForkedJvm application = startApplication("logback", 0, 4, "rate=100000", PATIENT);
        application.awaitLine("ready");
        letRun(200, 700);
        application.kill();
        final ForkedJvm recover = scratch.track(ForkedJvm.named("recover", scratch.outputs())
                .jar(
                        TestServer.jar(),
                        "recover",
                        "--buffer-directory",
                        scratch.buffers().toString())
                .start());
        recover.awaitSuccess();
        assertThat(scratch.bufferFiles(".buffer")).isEmpty();
        new Oracle().expect(0, scratch.counts(0, 4)).read(log()).assertPerfect();
    }

    @Test
    void shouldInterleaveWholeLinesWhenTwoApplicationsShareAFile() {
        final ForkedJvm first = startApplication("logback", 0, 2, "events=100000", PATIENT, "end=stop");
        final ForkedJvm second = startApplication("log4j2", 1, 2, "events=100000", PATIENT, "end=stop");
        first.awaitSuccess();
        second.awaitSuccess();
        final Oracle oracle = new Oracle()
                .expect(0, scratch.counts(0, 2))
                .expect(1, scratch.counts(1, 2))
                .read(log());
        oracle.assertPerfect();
        assertThat(oracle.lines()).isEqualTo(400_000);
    }

    @ParameterizedTest
    @CsvSource({"logback, 20", "log4j2, 5"})
    void shouldLoseAndDoubleNothingWhenServersComeAndGo(final String framework, final int servers) {
        final ForkedJvm application = startApplication(framework, 0, 4, "rate=40000", PATIENT, "end=stop");
        application.awaitLine("ready");
        for (int i = 0; i < rounds(servers); i++) {
            try (TestServer server = TestServer.launch(scratch)) {
                if (i % 4 != 3) {
                    server.awaitServing();
                }
                letRun(100, 1000);
                server.kill();
            }
            letRun(0, 300);
        }
        application.tell("stop");
        application.awaitSuccess();
        assertThat(application.awaitLine("finished")).contains("dropped=0").endsWith("failure=");
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, 4)).read(log());
        oracle.assertPerfect();
        System.out.println("servers that came and went: " + rounds(servers) + ", lines checked: " + oracle.lines());
    }

    @ParameterizedTest
    @CsvSource({"bare, false", "logback, false", "logback, true"})
    void shouldGoOnAndReportDropsWhenDirectoryIsUnusableForAWhile(final String framework, final boolean withServer)
            throws IOException {
        if (withServer) {
            TestServer.start(scratch);
        }
        final Path directory = Files.createFile(scratch.log("blocked"));
        final Path log = directory.resolve("app.log");
        final ForkedJvm application = startApplication(
                framework, 0, 2, "file=" + log, "rate=20000", "bufferSize=256 KB", "maxBlock=50 ms", "end=stop");
        application.awaitLine("ready");
        final ReturnedCounts counts = scratch.counts(0, 2);
        await("calls go on").atMost(Duration.ofSeconds(60)).until(() -> counts.sum() > 20_000);
        Files.delete(directory);
        Files.createDirectory(directory);
        await("file is written").atMost(Duration.ofSeconds(60)).until(() -> Files.exists(log));
        final long whenWritten = counts.sum();
        await("calls go on").atMost(Duration.ofSeconds(60)).until(() -> counts.sum() > whenWritten + 5_000);
        application.tell("stop");
        application.awaitSuccess();
        final Oracle oracle = new Oracle().dropsAllowed().expect(0, counts).read(log);
        oracle.assertPerfect();
        assertThat(oracle.reportedDrops()).isPositive().isEqualTo(application.number("dropped="));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWhenDirectoryIsReplaced(final boolean withServer) throws IOException {
        final List<TestServer> servers = new ArrayList<>();
        if (withServer) {
            servers.add(TestServer.start(scratch));
        }
        final Path directory = Files.createDirectory(scratch.log("replaced"));
        final Path log = directory.resolve("app.log");
        final ForkedJvm application =
                startApplication("logback", 0, 2, "file=" + log, "rate=5000", PATIENT, "end=stop");
        await("file is written").atMost(Duration.ofSeconds(60)).until(() -> Files.exists(log));
        scratch.awaitDrainedBy(withServer ? servers.get(0).jvm() : application);
        final Path aside = scratch.log("aside");
        Files.move(directory, aside);
        await("file is written again").atMost(Duration.ofSeconds(60)).until(() -> Files.exists(log));
        servers.forEach(TestServer::terminate);
        scratch.awaitDrainedBy(application);
        final ReturnedCounts counts = scratch.counts(0, 2);
        final long before = counts.sum();
        await("calls go on").atMost(Duration.ofSeconds(60)).until(() -> counts.sum() > before + 5_000);
        application.tell("stop");
        application.awaitSuccess();
        new Oracle().expect(0, counts).read(aside.resolve("app.log")).read(log).assertPerfect();
    }

    /** A call may find the buffer full, and then, before it has counted that, sealed and removed by the shutdown. */
    @Test
    void shouldReportEveryDropOfCallsThatGoOnWhileTheProcessEnds() {
        for (int life = 0; life < rounds(4); life++) {
            final String file = "file=" + scratch.log("app-" + life + ".log");
            final ForkedJvm application =
                    startApplication("bare", life, 4, file, "whenFull=drop", "bufferSize=64 KB", "server=none");
            application.awaitLine("ready");
            letRun(50, 150);
            application.signal("TERM");
            assertThat(application.awaitExit()).isEqualTo(143);
            startApplication("bare", rounds(4) + life, 1, file, "server=none", "events=1", "end=stop")
                    .awaitSuccess();
            new Oracle()
                    .dropsAllowed()
                    .unreturnedDropsAllowed(4)
                    .expect(life, scratch.counts(life, 4))
                    .read(scratch.log("app-" + life + ".log"))
                    .assertPerfect();
        }
    }
}
