package io.logc.system.kill;

import io.logc.fault.FaultPoint;

/**
 * One step of a chain: what an application leaves first, and where the process stops that finds it.
 *
 * @param work what is left first
 * @param point where the process stops, or null for a life in good order and a look at the file
 * @param passage how often the process comes past before it stops, itself included
 */
record Step(Work work, FaultPoint point, int passage) {
    static Step at(final FaultPoint point) {
        return new Step(Work.NONE, point, 1);
    }

    static Step at(final FaultPoint point, final int passage) {
        return new Step(Work.NONE, point, passage);
    }

    static Step after(final Work work, final FaultPoint point, final int passage) {
        return new Step(work, point, passage);
    }

    static Step check() {
        return new Step(Work.NONE, null, 0);
    }

    /** The fault, as a process is told of it. */
    String fault() {
        return "halt:" + point + ":" + passage;
    }
}
