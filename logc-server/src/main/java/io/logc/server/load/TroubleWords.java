package io.logc.server.load;

import java.io.IOException;

/** Says what went wrong with a connection, in words for whoever asked for the load. Called by all event loops. */
@FunctionalInterface
public interface TroubleWords {
    /**
     * Finds words.
     *
     * @param cause of the connection's end
     * @param heard whether the server has said anything on it
     * @return one line
     */
    String words(Throwable cause, boolean heard);

    /**
     * Whether all local ports are in use, most of them by connections that were closed a moment ago.
     *
     * @param cause for which a connection was not opened
     * @return whether another attempt may succeed soon
     */
    static boolean isOutOfPorts(final Throwable cause) {
        final String said = String.valueOf(cause.getMessage());
        return cause instanceof IOException
                && (said.contains("Cannot assign requested address") || said.contains("Address not available"));
    }
}
