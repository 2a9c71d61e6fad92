package io.logc.message;

import java.io.IOException;

/** The client gave up before the server had answered. The cause, when there is one, is the last problem with the connection. */
public final class MessageNotAcknowledgedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean perhapsWritten;

    MessageNotAcknowledgedException(final String message, final boolean perhapsWritten, final Throwable cause) {
        super(message + (perhapsWritten ? "; it was sent, and may be in the file" : "; it was not sent"), cause);
        this.perhapsWritten = perhapsWritten;
    }

    private MessageNotAcknowledgedException(final MessageNotAcknowledgedException first) {
        super(first.getMessage(), first);
        perhapsWritten = first.perhapsWritten;
    }

    /** For another thread, with its own stack. */
    MessageNotAcknowledgedException again() {
        return new MessageNotAcknowledgedException(this);
    }

    /** Tells whether the message may be in the file all the same.
     * @return false when it never left this client, and may be sent again without fear of having it twice */
    public boolean isPerhapsWritten() {
        return perhapsWritten;
    }
}
