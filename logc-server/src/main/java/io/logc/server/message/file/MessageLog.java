package io.logc.server.message.file;

import io.logc.message.wire.NackReason;
import io.logc.server.message.clients.Clients;

/** A file that messages go to, as the event loops see it. Any thread. */
public interface MessageLog {
    /**
     * Makes an event loop's way into the file.
     *
     * @param progressed called by the writer's thread whenever {@link MessageSink#writtenPosition()} has moved; it must be
     *     called after the move, and does no more than schedule a task
     * @return owned by that event loop
     */
    MessageSink newPublisher(Runnable progressed);

    /** Why no message can be taken.
     * @return null when messages can be taken */
    NackReason refusal();

    /** Whether its buffer is no longer drained: what waits for an answer will get none.
     * @return true for good */
    boolean isLost();

    /** Those who send to this file.
     * @return its clients; null while {@link #refusal} says that the file is not ready */
    Clients clients();
}
