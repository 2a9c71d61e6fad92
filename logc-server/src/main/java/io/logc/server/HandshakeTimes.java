package io.logc.server;

import java.util.concurrent.TimeUnit;

/**
 * How long a client may take until INIT.
 *
 * @param silenceMs for each piece of what it says
 * @param initNs in all
 */
record HandshakeTimes(int silenceMs, long initNs) {
    /** What the protocol promises. */
    static final HandshakeTimes USUAL = new HandshakeTimes(5000, TimeUnit.SECONDS.toNanos(10));
}
