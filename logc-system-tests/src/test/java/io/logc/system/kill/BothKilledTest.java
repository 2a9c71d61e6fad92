package io.logc.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Application and server are killed with a full buffer, or an application comes back while its old buffer is undrained. */
class BothKilledTest extends SystemTest {
    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    private enum Recovery {
        SERVER,
        RECOVER,
        APPLICATION
    }

    @ParameterizedTest
    @CsvSource({"true, SERVER", "false, SERVER", "true, RECOVER", "false, APPLICATION"})
    void shouldRecoverAFullBufferWhenBothWereKilled(final boolean serverFirst, final Recovery recovery) {
        final Lives lives = new Lives(scratch, "server=auto");
        lives.allowDrops(0);
        final TestServer server = lives.server("freeze:WRITER_LOCKED").awaitServing();
        // Should the application drain it itself for a moment, its own writer is stuck as well.
        final ForkedJvm application =
                lives.application("freeze:WRITER_LOCKED", "events=20000", "maxBlock=20 ms", "whenFull=block");
        application.awaitLine("logged dropped=");
        assertThat(application.number("dropped=")).isPositive();
        if (serverFirst) {
            server.kill();
            application.kill();
        } else {
            application.kill();
            server.kill();
        }
        switch (recovery) {
            case RECOVER -> {
                lives.recover();
                assertThat(scratch.bufferFiles(".buffer")).isEmpty();
                lives.liveOn(Host.IN_PROCESS);
            }
            case APPLICATION -> lives.liveOn(Host.IN_PROCESS);
            default -> {
                final TestServer next = lives.server("").awaitServing();
                scratch.awaitNoBuffers();
                lives.oracle().assertPerfect();
                lives.liveOnWith(next);
            }
        }
        lives.assertPerfect();
        assertThat(lives.oracle().reportedDrops()).isEqualTo(application.number("dropped="));
    }

    /** Whoever adopts the old buffer is slow, at each step of it; the new application's lines wait, and none is dropped. */
    @ParameterizedTest
    @EnumSource(
            value = FaultPoint.class,
            names = {"ORPHAN_LOCKED", "ORPHAN_MARKED", "ORPHAN_ADOPTED", "HALF_APPENDED", "ZEROED"})
    void shouldWriteOldLinesFirstWhenApplicationRestartsAtOnce(final FaultPoint slowAt) {
        final Lives lives = new Lives(scratch);
        lives.feed(Work.RECORDS);
        final TestServer server = lives.server("freeze:" + slowAt);
        lives.awaitFrozen(slowAt);
        final ForkedJvm inProcess = lives.application("", "events=2000", "server=none", "end=stop");
        inProcess.awaitLine("ready");
        if (slowAt.ordinal() % 2 == 0) {
            lives.thaw(server.jvm());
            inProcess.awaitSuccess();
            lives.liveOnWith(server);
        } else {
            server.kill();
            inProcess.awaitSuccess();
            lives.liveOn(Host.SERVER);
        }
        assertThat(inProcess.number("dropped=")).isZero();
        lives.assertPerfect();
    }
}
