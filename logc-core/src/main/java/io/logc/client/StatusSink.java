package io.logc.client;

/**
 * Where logc says what a person should know: the framework's own status channel, never the application's console.
 *
 * <p>Called by the thread that opens a publication and by logc's own threads, never inside a log call. Implementations
 * must not throw and must not log through the framework.
 */
public interface StatusSink {
    /**
     * Says what was decided: where the buffer is, who drains it.
     *
     * @param message one sentence
     */
    void info(String message);

    /**
     * Says what works less well than it could, and what to do about it.
     *
     * @param message one sentence that names the remedy
     * @param cause the reason, or null
     */
    void warn(String message, Throwable cause);

    /**
     * Says what the user must see: what is logged is not on file until it is mended. Seldom, and never for each event.
     *
     * <p>A warning, where warnings are seen by default or an error would do harm.
     *
     * @param message one sentence that names file and reason
     * @param cause the reason, or null
     */
    default void error(final String message, final Throwable cause) {
        warn(message, cause);
    }
}
