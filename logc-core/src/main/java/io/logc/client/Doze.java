package io.logc.client;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How the conductor sleeps and is woken, so that no record waits for a thread that sleeps, and a producer makes a system
 * call only when there is one to wake.
 *
 * <p>A producer claims first and asks whether the conductor is asleep afterwards; the conductor says that it is asleep
 * first and looks for claims afterwards: one of the two sees the other. {@link #sleep} belongs to the conductor, all else
 * to any thread.
 */
final class Doze {
    private final Parking parking;
    private volatile boolean asleep;
    private volatile boolean woken;
    private volatile Thread thread;

    /** What stops a thread and lets it go on; tests put their own in. */
    interface Parking {
        /**
         * Stops the calling thread, unless it has been unparked already.
         *
         * @param blocker shown in thread dumps
         * @param pauseNs longest time
         */
        void park(Object blocker, long pauseNs);

        /**
         * Lets a thread go on.
         *
         * @param parked the thread, or null
         */
        void unpark(Thread parked);
    }

    Doze() {
        this(new Parking() {
            @Override
            public void park(final Object blocker, final long pauseNs) {
                LockSupport.parkNanos(blocker, pauseNs);
            }

            @Override
            public void unpark(final Thread parked) {
                LockSupport.unpark(parked);
            }
        });
    }

    Doze(final Parking parking) {
        this.parking = parking;
    }

    /** Says who will sleep. */
    void belongsTo(final Thread sleeper) {
        thread = sleeper;
    }

    /** Whether the next record should wake the sleeper. */
    boolean isAsleep() {
        return asleep;
    }

    /** Wakes a sleeper; of many callers one makes the system call. */
    void wake() {
        if (asleep) {
            asleep = false;
            wakeNow();
        }
    }

    /** Has the sleeper look round at once, also if it only pauses for a moment. */
    void wakeNow() {
        if (!woken) {
            woken = true;
            parking.unpark(thread);
        }
    }

    /** Pauses while there is something to do: records that come meanwhile need not wake anybody. */
    void pause(final long pauseNs) {
        if (!woken) {
            parking.park(this, pauseNs);
        }
        // An interrupt, which nobody has a reason for, must not end all pauses to come.
        Thread.interrupted();
        asleep = false;
        woken = false;
    }

    /** Sleeps until woken, if nothing is to be done. */
    void sleep(final long pauseNs, final BooleanSupplier busy) {
        asleep = true;
        if (busy.getAsBoolean()) {
            asleep = false;
            return;
        }
        pause(pauseNs);
    }
}
