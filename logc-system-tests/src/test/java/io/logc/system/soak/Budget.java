package io.logc.system.soak;

import java.time.Duration;

/**
 * How long the soak goes on: until {@code -Dlogc.soak.kills=N} processes are killed, or for {@code -Dlogc.soak.minutes=N}.
 * With neither of them it is a short round that shows that the soak itself works.
 */
final class Budget {
    private static final Duration SMOKE = Duration.ofSeconds(8);
    private static final int SMOKE_KILLS = 2;
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Tally tally;
    private final long startNs = System.nanoTime();
    private final long kills;
    private final Duration duration;
    private volatile boolean broken;

    Budget(final Tally tally) {
        this.tally = tally;
        this.kills = number("logc.soak.kills");
        this.duration = kills > 0 ? LONGEST : minutes(number("logc.soak.minutes"));
    }

    private static Duration minutes(final long minutes) {
        return minutes > 0 ? Duration.ofMinutes(minutes) : SMOKE;
    }

    private static long number(final String property) {
        final String value = System.getProperty(property, "");
        return value.isBlank() ? 0 : Long.parseLong(value);
    }

    /** Ends the soak early, because going on makes no sense. */
    void abandon() {
        broken = true;
    }

    boolean isOver() {
        return broken || kills > 0 && tally.kills() >= kills || elapsed().compareTo(duration) >= 0 && hasKilled();
    }

    /** However slow the machine is, a round in which nobody was killed shows nothing. */
    private boolean hasKilled() {
        return tally.kills(true) >= SMOKE_KILLS && tally.kills(false) >= SMOKE_KILLS;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }
}
