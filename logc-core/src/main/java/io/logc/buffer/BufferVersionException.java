package io.logc.buffer;

import java.io.IOException;

/** A buffer file of another format version: nothing is wrong with it, but only logc of that version can read it. */
public final class BufferVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says which versions met.
     *
     * @param message both versions, and what to do
     */
    public BufferVersionException(final String message) {
        super(message);
    }
}
