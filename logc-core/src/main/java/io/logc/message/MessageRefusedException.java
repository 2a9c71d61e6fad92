package io.logc.message;

import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import java.io.IOException;

/** The server refused a message, or the client, for good: this message is not in the file, and sending it again is no use. */
public final class MessageRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final NackReason reason;

    MessageRefusedException(final NackReason reason, final String message) {
        super(message);
        this.reason = reason;
    }

    static MessageRefusedException of(final Nack nack) {
        final NackReason reason = nack.reason();
        return new MessageRefusedException(
                reason, "refused: " + (reason == null ? "code=" + (nack.code() & 0xff) : reason) + ": " + nack.text());
    }

    /** For another thread, with its own stack. */
    MessageRefusedException again() {
        final MessageRefusedException again = new MessageRefusedException(reason, getMessage());
        again.initCause(this);
        return again;
    }

    /** Why.
     * @return null when the server gave a reason that this version does not know */
    public NackReason reason() {
        return reason;
    }
}
