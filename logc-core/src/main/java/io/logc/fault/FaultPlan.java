package io.logc.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults that a system property asks for, each of which happens once. Any thread. */
final class FaultPlan implements Faults.Hook {
    private static final String ANY = "ANY";

    private final List<Fault> faults;

    private FaultPlan(final List<Fault> faults) {
        this.faults = faults;
    }

    /**
     * One fault.
     *
     * @param freezes whether it freezes the thread, else it halts the process
     * @param point where, or null for any
     * @param time at which passage, from 1
     * @param passages so far
     */
    private record Fault(boolean freezes, FaultPoint point, int time, AtomicInteger passages) {
        boolean isDue(final FaultPoint reached) {
            return (point == null || point == reached) && passages.incrementAndGet() == time;
        }
    }

    /**
     * Reads a list of faults.
     *
     * @param text as {@link Faults} describes it
     * @return what is to happen; nothing where a test is to install a hook
     */
    static Faults.Hook parse(final String text) {
        final List<Fault> faults = new ArrayList<>();
        if (!text.isEmpty() && !"hook".equals(text)) {
            for (final String fault : text.split(",")) {
                faults.add(parseFault(fault));
            }
        }
        return new FaultPlan(List.copyOf(faults));
    }

    private static Fault parseFault(final String text) {
        final String[] parts = text.split(":");
        final boolean known = parts.length >= 2 && ("halt".equals(parts[0]) || "freeze".equals(parts[0]));
        if (!known || parts.length > 3) {
            throw new IllegalArgumentException(
                    "logc.faults=" + text + ": must be halt:POINT, freeze:POINT, or one of them with :NUMBER");
        }
        final FaultPoint point = ANY.equals(parts[1]) ? null : FaultPoint.valueOf(parts[1]);
        final int time = parts.length == 3 ? Integer.parseInt(parts[2]) : 1;
        return new Fault("freeze".equals(parts[0]), point, time, new AtomicInteger());
    }

    @Override
    public void reached(final FaultPoint point) {
        for (final Fault fault : faults) {
            if (fault.isDue(point)) {
                if (fault.freezes()) {
                    Faults.freeze(point);
                } else {
                    Faults.halt(point);
                }
            }
        }
    }
}
