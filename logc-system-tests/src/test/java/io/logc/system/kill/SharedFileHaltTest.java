package io.logc.system.kill;

import static io.logc.fault.FaultPoint.APPENDED;
import static io.logc.fault.FaultPoint.HALF_APPENDED;
import static io.logc.fault.FaultPoint.HALF_ZEROED;
import static io.logc.fault.FaultPoint.HEAD_MOVED;
import static io.logc.fault.FaultPoint.PENDING_NOTED;
import static io.logc.fault.FaultPoint.WRITER_LOCKED;
import static io.logc.fault.FaultPoint.WRITTEN_NOTED;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.SystemTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two buffers on one file: one application lives and settles what the others, who die, had begun. */
class SharedFileHaltTest extends SystemTest {
    private static final List<FaultPoint> POINTS =
            List.of(WRITER_LOCKED, PENDING_NOTED, HALF_APPENDED, APPENDED, WRITTEN_NOTED, HALF_ZEROED, HEAD_MOVED);

    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    @Test
    void shouldSettleForTheOtherWhenOneOfTwoApplicationsStopsInABatch() {
        final Lives lives = new Lives(scratch).sideBySide();
        final ForkedJvm living = lives.application("", "events=100", "goOn=true", "end=stop");
        living.awaitLine("ready");
        for (final FaultPoint point : POINTS) {
            System.out.println("one of two applications: " + point);
            lives.awaitHalt(lives.application("halt:" + point, "events=300", "goOn=true"), point);
        }
        living.tell("stop");
        living.awaitSuccess();
        lives.liveOn(Host.IN_PROCESS);
        lives.assertPerfect();
    }
}
