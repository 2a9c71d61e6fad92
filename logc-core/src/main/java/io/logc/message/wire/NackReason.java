package io.logc.message.wire;

/** Why a message, or a connection, was refused. */
public enum NackReason {
    /** The payload is longer than the server takes; the connection goes on with the next message. */
    TOO_LARGE(1, false),
    /** The frame makes no sense; the connection ends where no further frame can be found. */
    MALFORMED(2, false),
    /** The CRC-32C is wrong: something on the way has changed the frame. To be sent again. */
    CHECKSUM(3, true),
    /** The user, the secret or the client id; which of them is not said. */
    NOT_AUTHORISED(4, false),
    /** The message id is not the one after the last on this connection; what went before was refused, and comes first. */
    OUT_OF_SEQUENCE(5, true),
    /** The file's disk is full. To be sent again later. */
    DISK_FULL(6, true),
    /** The server cannot take it now. To be sent again later. */
    BUSY(7, true),
    /** The server is ending. To be sent again, to the next one. */
    SHUTTING_DOWN(8, true),
    /** The file cannot be written, for another reason than a full disk. To be sent again later. */
    DISK_FAILED(9, true),
    /** The version of the protocol is not spoken here. */
    VERSION(10, false),
    /**
     * A newer connection of the same client id has taken over; told to the older one, with message id 0, before it is closed.
     * A client that hears it on a connection that it has not given up itself is not alone with its id.
     */
    TAKEN_OVER(11, false);

    private static final NackReason[] BY_CODE = new NackReason[values().length + 1];

    static {
        for (final NackReason reason : values()) {
            BY_CODE[reason.code] = reason;
        }
    }

    private final byte code;
    private final boolean retryable;

    NackReason(final int code, final boolean retryable) {
        this.code = (byte) code;
        this.retryable = retryable;
    }

    /** What stands in the frame.
     * @return 1 and more */
    public byte code() {
        return code;
    }

    /** Whether the same message, with the same id, is to be sent again.
     * @return false when it would be refused again */
    public boolean isRetryable() {
        return retryable;
    }

    /**
     * Finds a reason.
     *
     * @param code from a frame
     * @return the reason, or null when this version does not know it
     */
    public static NackReason of(final byte code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
