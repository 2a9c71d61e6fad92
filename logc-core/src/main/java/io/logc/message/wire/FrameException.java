package io.logc.message.wire;

import java.io.IOException;

/** A frame that no honest peer sends; the connection ends. */
public final class FrameException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message field and value
     */
    public FrameException(final String message) {
        super(message);
    }
}
