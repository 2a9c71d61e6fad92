package io.logc.buffer.mapped;

/**
 * Has the JVM throw what is due for a fault of a mapping, at a place that expects it.
 *
 * <p>When compiled code touches a page of a mapped file that was cut meanwhile, the JVM only notes the fault and goes on
 * behind the load or store. It throws the {@link InternalError} when the thread enters the JVM's own code the next time,
 * or comes past a safepoint: in the middle of whatever the application does then. Stateless; any thread.
 */
public final class MappingFault {
    /** More than the compiler unrolls, so that it always is a call into the JVM. */
    private static final int DIMENSION = 16;

    private static volatile Object made;

    private MappingFault() {}

    /**
     * Whether a mark is where it has to be; if not, no fault is pending afterwards.
     *
     * @param memory that holds the mark
     * @param index of the mark
     * @param mark what was stored there
     * @return false when it is not there, as the memory is gone or was changed
     */
    public static boolean holds(final MappedAtomicBuffer memory, final int index, final long mark) {
        try {
            if (memory.getLongVolatile(index) == mark) {
                return true;
            }
            take();
        } catch (final InternalError atOnce) {
            made = null;
        }
        return false;
    }

    /**
     * Refuses memory that is gone: a compare-and-set on it crashes JDK 17.
     *
     * @param intact whether the memory is still there
     * @param name what it belongs to, for the message
     */
    public static void check(final boolean intact, final Object name) {
        if (!intact) {
            throw new InternalError(name + ": was truncated");
        }
    }

    /** Returns with no fault pending. */
    public static void take() {
        try {
            provoke();
        } catch (final InternalError taken) {
            made = null;
        }
    }

    /** A method of its own, as the error may also come when it returns. */
    private static void provoke() {
        // JDK 17 looks for faults at the end of such a call, newer ones at any safepoint.
        made = new byte[DIMENSION][1];
        Thread.yield();
    }
}
