package io.logc.buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The payload of a {@link RecordType#MESSAGE} record: whose messages it holds, one or several that follow each other, and
 * the lines that they become. Little-endian.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |        Slot of the client in the log file's ledger            |   0
 *   +---------------------------------------------------------------+
 *   |                    Id of the last message                     |   4
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |  The lines, up to the record's end                            |  12
 *  ...                                                             ...
 * </pre>
 *
 * <p>So whoever drains the buffer can note in the ledger what is on file, before the record is freed.
 */
public final class MessageRecord {
    /** Where the lines begin. */
    public static final int LINE_OFFSET = 12;

    private static final int SLOT_OFFSET = 0;
    private static final int ID_OFFSET = 4;

    private MessageRecord() {}

    /**
     * Writes what stands before the lines.
     *
     * @param record little-endian
     * @param slot of the client
     * @param messageId of the last message
     */
    public static void putHeader(final ByteBuffer record, final int slot, final long messageId) {
        record.putInt(SLOT_OFFSET, slot);
        record.putLong(ID_OFFSET, messageId);
    }

    /**
     * The client's slot.
     *
     * @param source with the record, in any byte order
     * @param offset of the payload
     * @return the slot; any number when the writer was hostile
     */
    public static int slot(final ByteBuffer source, final int offset) {
        final int value = source.getInt(offset + SLOT_OFFSET);
        return source.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /**
     * The last message's id.
     *
     * @param source with the record, in any byte order
     * @param offset of the payload
     * @return the id; any number when the writer was hostile
     */
    public static long messageId(final ByteBuffer source, final int offset) {
        final long value = source.getLong(offset + ID_OFFSET);
        return source.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
    }
}
