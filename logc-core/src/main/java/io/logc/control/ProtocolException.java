package io.logc.control;

import java.io.IOException;

/** A frame that no honest peer sends; the connection ends. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * Says what is wrong.
     *
     * @param errno POSIX number for the peer
     * @param message field and value
     */
    public ProtocolException(final int errno, final String message) {
        super(message);
        this.errno = errno;
    }

    /**
     * What the peer is told.
     *
     * @return POSIX number
     */
    public int errno() {
        return errno;
    }
}
