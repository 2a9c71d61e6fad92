package io.logc.system.storage;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.ProcessFigures;
import io.logc.system.rig.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file system that is really full, and then really read-only, and then well again. */
class FullDiskTest extends SmallDiskTest {
    private static final int WATCHED_MS = 3_000;

    /** A thread that spins takes 300 hundredths of a second in three seconds. */
    private static final long MAX_TICKS = 100;

    private static final int MAX_WATCHES = 5;

    private Path sick;

    @BeforeEach
    void nameFile() {
        sick = disk.resolve("app.log");
    }

    @Test
    void shouldKeepEventsAndGoOnByItselfWhenTheDiskWasFullAndReadOnlyForAWhile() {
        final TestServer server = startServerIn(space);
        final ForkedJvm application = startIn(space, sick, 0, "rate=10000", "bufferSize=64 MB", PATIENT, "end=stop");
        final Path sound = scratch.log("sound.log");
        final ForkedJvm other = startIn(space, sound, 1, "rate=5000", PATIENT, "end=stop");
        server.jvm().awaitLine("No space left on device");

        // A file on another disk is not held up, and is complete while the first disk is full.
        awaitMoreCalls(1, 5_000);
        other.tell("stop");
        other.awaitSuccess();
        new Oracle().expect(1, counts(1)).read(sound).assertPerfect();

        // The server does not spin while the application goes on logging.
        final long before = counts(0).sum();
        assertCalm(server.jvm());
        assertThat(counts(0).sum()).isGreaterThan(before);

        // A read-only file system can be mounted whenever the writer has just given the file up.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(space.tryRemount(disk, "ro,size=256m")).isEmpty());
        server.jvm().awaitLine("Read-only file system");
        space.remount(disk, "rw");
        server.jvm().awaitLine("can be written again");

        application.tell("stop");
        application.awaitSuccess();
        assertThat(application.number("dropped=")).isZero();
        assertThat(server.jvm().isAlive()).isTrue();
        // A tmpfs that is nearly full may yet take a batch; but for that each trouble is said once.
        await("the end of the last trouble is said")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(linesWith(server.jvm(), "cannot be written now"))
                        .hasSize(1
                                + linesWith(server.jvm(), "can be written again")
                                        .size()));
        new Oracle().expect(0, counts(0)).read(space.path(sick)).assertPerfect();
    }

    @Test
    void shouldCountDropsAndGoOnWhenTheDiskIsFullAndThereIsNoServer() {
        final ForkedJvm application =
                startIn(space, sick, 0, "rate=40000", "bufferSize=256 KB", "whenFull=drop", "end=stop");
        application.awaitLine("No space left on device");
        awaitMoreCalls(0, 40_000);
        assertCalmBeside(application);

        space.remount(disk, "size=256m");
        application.awaitLine("can be written again");
        awaitMoreCalls(0, 10_000);
        application.tell("stop");
        application.awaitSuccess();

        final Oracle oracle = new Oracle().dropsAllowed().expect(0, counts(0)).read(space.path(sick));
        oracle.assertPerfect();
        assertThat(oracle.reportedDrops()).isPositive().isEqualTo(application.number("dropped="));
    }

    /** The application is killed while its disk is full: the server has the rest, and writes it when there is room. */
    @Test
    void shouldWriteAKilledApplicationsEventsWhenThereIsRoomAgain() {
        final TestServer server = startServerIn(space);
        final ForkedJvm application = startIn(space, sick, 0, "rate=20000", "bufferSize=16 MB", PATIENT);
        server.jvm().awaitLine("No space left on device");
        awaitMoreCalls(0, 10_000);
        application.kill();
        assertThat(scratch.bufferFiles(".buffer")).hasSize(1);

        space.remount(disk, "size=64m");
        scratch.awaitNoBuffers();

        new Oracle().expect(0, counts(0)).read(space.path(sick)).assertPerfect();
    }

    private void assertCalm(final ForkedJvm jvm) {
        assertCalm("the process", () -> ProcessFigures.cpuTicks(jvm.pid()), WATCHED_MS, MAX_TICKS);
    }

    /** Of an application that logs, only the writer's own thread may be watched. */
    private void assertCalmBeside(final ForkedJvm application) {
        assertCalm(
                "logc's threads",
                () -> ProcessFigures.ofThreads(application.pid(), "logc-").cpuTicks(),
                WATCHED_MS / 2,
                MAX_TICKS / 2);
    }

    /** It may compile itself at first; who spins does so for good. */
    private void assertCalm(final String who, final LongSupplier ticks, final int watchedMs, final long maxTicks) {
        final List<Long> spent = new ArrayList<>();
        do {
            final long before = ticks.getAsLong();
            letRun(watchedMs, watchedMs);
            spent.add(ticks.getAsLong() - before);
        } while (spent.get(spent.size() - 1) >= maxTicks && spent.size() < MAX_WATCHES);
        assertThat(spent)
                .as("hundredths of a second of CPU time of %s in %d ms", who, watchedMs)
                .last(as(LONG))
                .isLessThan(maxTicks);
    }
}
