package io.logc.buffer;

import java.io.IOException;

/** A buffer file holds what no honest producer writes; it is put aside, and nothing else is harmed. */
public final class CorruptBufferException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message field, value and what it should have been
     */
    public CorruptBufferException(final String message) {
        super(message);
    }
}
