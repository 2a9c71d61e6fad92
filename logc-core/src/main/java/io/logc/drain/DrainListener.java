package io.logc.drain;

/**
 * Hears what a person should know about draining. Called by writer threads, seldom: once when a state changes, never for
 * each event or batch. Implementations must not throw and must not block.
 */
public interface DrainListener {
    /**
     * Something works again or was done.
     *
     * @param message one sentence
     */
    void info(String message);

    /**
     * Something does not work.
     *
     * @param message one sentence that names the remedy
     * @param cause the reason, or null
     */
    void warn(String message, Throwable cause);
}
