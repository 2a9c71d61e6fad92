package io.logc.drain;

/**
 * How long a log file's thread waits when there is nothing to do.
 *
 * @param pollNs between two looks while it polls
 * @param awakeNs from the last work until it no longer polls
 * @param lingerNs from then on until it ends
 */
record Pauses(long pollNs, long awakeNs, long lingerNs) {
    static final Pauses USUAL = new Pauses(500_000, 20_000_000, 2_000_000_000L);
}
