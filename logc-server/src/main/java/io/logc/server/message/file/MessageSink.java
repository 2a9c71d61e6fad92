package io.logc.server.message.file;

import io.logc.server.message.clients.KnownClient;

/** An event loop's way into a file; owned by that event loop. */
public interface MessageSink {
    /** There is no space until the writer has written something. */
    long FULL = -1;
    /** The buffer cannot be used any more. */
    long FAILED = -2;

    /**
     * Publishes the lines of messages that follow each other, all or none, and notes the last one's id and position in the
     * client.
     *
     * @param client who sends them
     * @param messageId the last one's number, 1 and more
     * @param count of messages, 1 and more
     * @param lines holds them from the array's beginning, each with its line feed; may be used again after the call
     * @param length of the lines in bytes
     * @return the position that {@link #writtenPosition()} must have reached for the lines to be on file, or {@link #FULL} or
     *     {@link #FAILED}
     */
    long publish(KnownClient client, long messageId, int count, byte[] lines, int length);

    /** Up to where all is on file (on disk, where that was asked for).
     * @return the position */
    long writtenPosition();

    /** Tells the writer about what was published since the last call. */
    void flush();
}
