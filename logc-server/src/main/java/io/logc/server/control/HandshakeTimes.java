package io.logc.server.control;

import java.util.concurrent.TimeUnit;

/**
 * How long a client may take until INIT.
 *
 * @param silenceMs for each piece of what it says
 * @param initNs in all
 */
public record HandshakeTimes(int silenceMs, long initNs) {
    /** What the protocol promises. */
    public static final HandshakeTimes USUAL = new HandshakeTimes(5000, TimeUnit.SECONDS.toNanos(10));
}
