package io.logc.message;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** What time it is for a client, and how it waits; tests have their own. Any thread. */
interface ClientClock {
    /** The real one. */
    ClientClock SYSTEM = new ClientClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void await(final Condition condition, final long timeoutNs) throws InterruptedException {
            condition.await(timeoutNs, TimeUnit.NANOSECONDS);
        }
    };

    long nanoTime();

    /** Waits for a signal, at most so long; may come back earlier. */
    void await(Condition condition, long timeoutNs) throws InterruptedException;
}
