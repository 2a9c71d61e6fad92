package io.logc.message;

import io.logc.message.wire.MessageFlyweight;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * One message on its way. Its frame is made by the thread that sends it, but for the message id: it gets that when it is written to
 * a connection for the first time, so that what was never sent can be taken back and leaves no gap.
 *
 * <p>Numbers and marks are guarded by the {@link SendQueue}'s lock. The frame belongs to the writing thread from then on.
 */
final class Outgoing {
    /** Completed when the answer is there. */
    final CompletableFuture<Long> future = new CompletableFuture<>();
    /** Whether the caller has no access to the future, so that completing it runs no code but our own. */
    final boolean blocking;
    /** Bytes of the payload. */
    final int payloadLength;
    /** Its place among all messages of this client. */
    long number;
    /** 0 as long as it was never sent. */
    long id;
    /** Answered, given up or withdrawn: nobody waits for it. */
    boolean done;
    /** Given up after it was sent: not to be sent again. The server may have its id. */
    boolean dropped;
    /** Why it was not acknowledged; null when it was. Written before it is handed to {@link Completions}. */
    Exception failure;

    private final byte[] frame;

    Outgoing(final byte[] name, final byte[] payload, final boolean blocking) {
        this.blocking = blocking;
        payloadLength = payload.length;
        frame = new byte[MessageFlyweight.frameLength(name.length, payload.length)];
        MessageFlyweight.encodeUnnumbered(ByteBuffer.wrap(frame), name, payload);
    }

    int frameLength() {
        return frame.length;
    }

    /** The whole frame with the message's id. Writing thread. */
    byte[] frame(final MessageFlyweight flyweight) {
        flyweight.number(ByteBuffer.wrap(frame), 0, id);
        return frame;
    }

    void complete() {
        if (failure == null) {
            future.complete(id);
        } else {
            future.completeExceptionally(failure);
        }
    }
}
