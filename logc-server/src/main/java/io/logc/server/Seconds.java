package io.logc.server;

import java.time.Duration;

/** How long an option may say: what is more than a year is a mistake, and much more is no number of nanoseconds. */
final class Seconds {
    private static final Duration MAX = Duration.ofDays(365);

    private Seconds() {}

    /**
     * Refuses what makes no sense.
     *
     * @param option name, without the dashes
     * @param value of the option
     * @return the value
     * @throws IllegalArgumentException with the option's name, its value and what is allowed
     */
    static Duration checked(final String option, final Duration value) {
        if (value.isNegative() || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    option + "=" + value.toSeconds() + ": must be between 0 and " + MAX.toSeconds() + " seconds");
        }
        return value;
    }
}
