package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.ReturnedCounts;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kill -9} at random moments, of applications and of servers: the file is complete, in order, nothing twice. */
class KillTest extends SystemTest {
    private static final int THREADS = 4;
    private static final String RATE = "rate=100000";
    /** So that a busy machine cannot make a call run out of its bound. */
    private static final String PATIENT = "maxBlock=30 s";

    private static final long MAX_RUN_NS = TimeUnit.SECONDS.toNanos(3);

    @ParameterizedTest
    @CsvSource({"logback, 20", "log4j2, 5"})
    void shouldLoseNothingWhenApplicationIsKilled(final String framework, final int kills) {
        TestServer.start(scratch);
        final Oracle oracle = new Oracle().livesInOrder();
        for (int life = 0; life < rounds(kills); life++) {
            final ForkedJvm application = startApplication(framework, life, THREADS, RATE, PATIENT);
            // Now and then it is killed while it is still starting.
            if (life % 10 != 9) {
                application.awaitLine("ready");
            }
            letLog(life, 40_000);
            application.kill();
            assertThat(application.lines()).noneMatch(line -> line.contains("failure of thread"));
            oracle.expect(life, scratch.counts(life, THREADS));
        }
        scratch.awaitNoBuffers();
        oracle.read(log()).assertPerfect();
        report("killed applications: " + rounds(kills), oracle);
    }

    @ParameterizedTest
    @CsvSource({"logback, 20", "log4j2, 5"})
    void shouldLoseNothingWhenServersAreKilledInBetween(final String framework, final int kills) {
        TestServer server = TestServer.start(scratch);
        int serverKills = 0;
        final Oracle oracle = new Oracle().livesInOrder();
        for (int life = 0; life < rounds(kills); life++) {
            final ForkedJvm application = startApplication(framework, life, THREADS, RATE, PATIENT);
            application.awaitLine("ready");
            letLog(life, 40_000);
            // Two of five applications see their server die, and a new one come.
            if (life % 5 < 2) {
                server.kill();
                server = TestServer.launch(scratch);
                serverKills++;
                letLog(life, 60_000);
            }
            application.kill();
            assertThat(application.lines()).noneMatch(line -> line.contains("failure of thread"));
            oracle.expect(life, scratch.counts(life, THREADS));
        }
        server.awaitServing();
        scratch.awaitNoBuffers();
        oracle.read(log()).assertPerfect();
        report("killed applications: " + rounds(kills) + ", servers: " + serverKills, oracle);
    }

    @Test
    void shouldDropNothingWhenServerIsKilledAndStartedAgain() {
        TestServer server = TestServer.start(scratch);
        final ForkedJvm application = startApplication("logback", 0, THREADS, RATE, PATIENT, "end=stop");
        application.awaitLine("ready");
        for (int kill = 0; kill < rounds(10); kill++) {
            letLog(0, 60_000);
            server.kill();
            server = TestServer.start(scratch);
        }
        application.tell("stop");
        application.awaitSuccess();
        assertThat(application.number("dropped=")).isZero();
        assertThat(application.awaitLine("finished")).endsWith("failure=");
        final Oracle oracle = new Oracle().expect(0, scratch.counts(0, THREADS)).read(log());
        oracle.assertPerfect();
        report("killed servers: " + rounds(10), oracle);
    }

    @Test
    void shouldLoseNothingWhenBothAreKilledAtOnce() {
        final Oracle oracle = new Oracle().livesInOrder();
        final List<TestServer> servers = new ArrayList<>();
        for (int life = 0; life < rounds(5); life++) {
            final TestServer server = TestServer.start(scratch);
            servers.add(server);
            final ForkedJvm application = startApplication("logback", life, THREADS, RATE, PATIENT);
            application.awaitLine("ready");
            letLog(life, 40_000);
            if (random.nextBoolean()) {
                server.kill();
                application.kill();
            } else {
                application.kill();
                server.kill();
            }
            oracle.expect(life, scratch.counts(life, THREADS));
        }
        TestServer.start(scratch);
        scratch.awaitNoBuffers();
        oracle.read(log()).assertPerfect();
        report("killed pairs: " + servers.size(), oracle);
    }

    /** Lets an application make a random number of calls more, for as long as a slow machine may need for them. */
    private void letLog(final int producer, final int maxCalls) {
        final ReturnedCounts counts = scratch.counts(producer, THREADS);
        final long target = counts.sum() + random.nextInt(maxCalls);
        final long deadlineNs = System.nanoTime() + MAX_RUN_NS;
        while (counts.sum() < target && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void report(final String what, final Oracle oracle) {
        System.out.println(what + ", lines checked: " + oracle.lines());
    }
}
