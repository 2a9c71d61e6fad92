package io.logc.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * What happens at fault points, said by system properties when the JVM starts:
 *
 * <ul>
 *   <li>{@code logc.faults}: a list of faults with commas between them, each {@code halt:POINT} or {@code freeze:POINT}, or
 *       with {@code ANY} for the point, and with {@code :3} behind it when it is to happen at the third time. Or {@code hook},
 *       when a test installs what is to happen.
 *   <li>{@code logc.faults.log}: a file that gets a line for each fault that happened.
 *   <li>{@code logc.faults.thaw}: a file that, once it is there, lets frozen threads go on; else they stay for ever.
 * </ul>
 *
 * <p>Halting ends the process as {@code kill -9} does: without hooks, finally blocks, or anything flushed. Any thread.
 */
public final class Faults {
    /** Whether there are faults at all; constant, so that a place costs nothing when there are none. */
    public static final boolean ARMED = System.getProperty("logc.faults") != null;

    /** Exit code of a process that was halted, that of one killed by signal 9. */
    public static final int HALTED = 137;

    private static final long THAW_POLL_NS = 5_000_000L;
    private static final Path LOG = pathProperty("logc.faults.log");
    private static final Path THAW = pathProperty("logc.faults.thaw");

    private static volatile Hook hook = FaultPlan.parse(System.getProperty("logc.faults", "hook"));

    private Faults() {}

    /** What a test wants to happen. */
    public interface Hook {
        /**
         * A thread is at a point.
         *
         * @param point where
         */
        void reached(FaultPoint point);
    }

    /**
     * Has a test decide what happens.
     *
     * @param newHook called by every thread at every point
     * @throws IllegalStateException unless the JVM was started with faults
     */
    public static void install(final Hook newHook) {
        if (!ARMED) {
            throw new IllegalStateException("logc.faults is not set: start the JVM with -Dlogc.faults=hook");
        }
        hook = newHook;
    }

    static void act(final FaultPoint point) {
        hook.reached(point);
    }

    /**
     * Ends the process at once.
     *
     * @param point where it happens
     */
    public static void halt(final FaultPoint point) {
        note("halt", point);
        Runtime.getRuntime().halt(HALTED);
    }

    /**
     * Keeps the calling thread where it is until it is thawed.
     *
     * @param point where it happens
     */
    public static void freeze(final FaultPoint point) {
        note("freeze", point);
        while (THAW == null || !Files.exists(THAW)) {
            LockSupport.parkNanos(THAW_POLL_NS);
        }
    }

    private static void note(final String action, final FaultPoint point) {
        if (LOG == null) {
            return;
        }
        try {
            Files.writeString(LOG, action + " " + point + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pathProperty(final String name) {
        final String value = System.getProperty(name);
        return value == null ? null : Path.of(value);
    }
}
