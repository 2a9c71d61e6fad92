package io.logc.system.soak;

import java.time.Duration;

/**
 * How long the soak goes on: {@code -Dlogc.soak.kills=N}, {@code -Dlogc.soak.minutes=N}, or what of the two comes first.
 * With neither of them it is a short round that shows that the soak itself works.
 */
final class Budget {
    private static final Duration SMOKE = Duration.ofSeconds(12);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Tally tally;
    private final long startNs = System.nanoTime();
    private final long kills;
    private final Duration duration;
    private volatile boolean broken;

    Budget(final Tally tally) {
        this.tally = tally;
        this.kills = number("logc.soak.kills");
        final long minutes = number("logc.soak.minutes");
        if (minutes > 0) {
            this.duration = Duration.ofMinutes(minutes);
        } else {
            this.duration = kills > 0 ? LONGEST : SMOKE;
        }
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
        return broken || kills > 0 && tally.kills() >= kills || elapsed().compareTo(duration) >= 0;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    @Override
    public String toString() {
        return (kills > 0 ? kills + " kills, " : "") + (duration == LONGEST ? "" : duration.toSeconds() + " s");
    }
}
