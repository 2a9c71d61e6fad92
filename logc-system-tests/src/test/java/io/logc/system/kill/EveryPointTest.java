package io.logc.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.fault.FaultPoint;
import io.logc.fault.FaultPoint.Part;
import io.logc.system.message.MessageHaltTest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No fault point is without a test that stops a process there; who adds one has to say in which chain it belongs. */
class EveryPointTest {
    @ParameterizedTest
    @EnumSource(FaultPoint.class)
    void shouldStopEachProcessThatComesPast(final FaultPoint point) {
        if (point.part() != Part.SERVER) {
            assertThat(inApplications()).contains(point);
        }
        if (point.part() != Part.PRODUCER && point.part() != Part.OWNER) {
            assertThat(inServers()).contains(point);
        }
    }

    private static Set<FaultPoint> inApplications() {
        final Set<FaultPoint> points = EnumSet.copyOf(Story.points());
        points.addAll(ApplicationHaltTest.points());
        points.addAll(HandOverHaltTest.applicationPoints());
        points.addAll(FilePerilsTest.points());
        return points;
    }

    private static Set<FaultPoint> inServers() {
        final Set<FaultPoint> points = EnumSet.copyOf(Story.points());
        points.addAll(HandOverHaltTest.serverPoints());
        points.addAll(FilePerilsTest.points());
        points.addAll(MessageHaltTest.points());
        return points;
    }
}
