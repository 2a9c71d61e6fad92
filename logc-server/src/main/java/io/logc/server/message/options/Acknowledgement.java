package io.logc.server.message.options;

import io.logc.message.wire.MessageProtocol;

/** Where a message must be before it is acknowledged. */
public enum Acknowledgement {
    /** In the server's buffer in shared memory: survives the server's death, not the machine's. */
    RECEIVED(MessageProtocol.RECEIVED),
    /** Written to the file. */
    WRITTEN(MessageProtocol.WRITTEN),
    /** Forced to the disk with the file's data. */
    SYNCED(MessageProtocol.SYNCED);

    private final byte code;

    Acknowledgement(final byte code) {
        this.code = code;
    }

    /** What stands in WELCOME.
     * @return one of {@link MessageProtocol}'s codes */
    public byte code() {
        return code;
    }
}
