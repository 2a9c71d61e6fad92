package io.logc.server.message.file;

import java.nio.file.Path;

/** Finds the file that a user's messages go to. Any thread. */
public interface MessageLogs {
    /**
     * Finds a file.
     *
     * @param file of the user, or null for the server's own
     * @return null when it is not open, or not yet
     */
    MessageLog of(Path file);

    /** Nothing more is taken; what was taken is drained. */
    void seal();

    /** The host that drains them was closed. */
    void close();
}
