package io.logc.system.soak;

import io.logc.fault.FaultPoint;
import io.logc.fault.FaultPoint.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The choices of one actor; the same for the same seed. Owned by the actor's thread. */
final class Chance {
    private static final int MAX_PASSAGES_LOG2 = 12;

    private final Random random;

    Chance(final long seed, final int actor) {
        random = new Random(seed * 31 + actor);
    }

    boolean percent(final int percent) {
        return random.nextInt(100) < percent;
    }

    int between(final int min, final int max) {
        return min + random.nextInt(max - min + 1);
    }

    @SafeVarargs
    final <T> T oneOf(final T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Lets a time pass. */
    void pause(final int minMs, final int maxMs) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(between(minMs, maxMs));
        for (long leftNs = deadlineNs - System.nanoTime(); leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    /** A place at which a process is to die, as the system property {@code logc.faults} wants it. */
    String halt(final Part... parts) {
        if (percent(40)) {
            final int passages = 1 << between(0, MAX_PASSAGES_LOG2);
            return "halt:ANY:" + between(passages, 2 * passages);
        }
        // Between the first and the last step of a batch there is most to go wrong.
        final List<Part> wanted = percent(40) ? List.of(Part.WRITER) : List.of(parts);
        final List<FaultPoint> points = new ArrayList<>();
        for (final FaultPoint point : FaultPoint.values()) {
            if (wanted.contains(point.part())) {
                points.add(point);
            }
        }
        return "halt:" + points.get(random.nextInt(points.size())) + ":" + (percent(50) ? 1 : between(1, 60));
    }
}
