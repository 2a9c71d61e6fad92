package io.logc.ledger;

/**
 * The layout of a ledger: a header and entries of one length, one for each client that is remembered. Little-endian.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        Magic "LOGL"                           |   0
 *   +---------------------------------------------------------------+
 *   |                      Format version                           |   4
 *   +---------------------------------------------------------------+
 *   |                      Entries follow at                        |  4096
 *
 *   An entry:
 *   +---------------------------------------------------------------+
 *   |             Id of the last message that is on file            |   0
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |              When that was, seconds of the epoch              |   8
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |   Key length, 0 for a free entry; it and what follows is      |  16
 *   |   written once, when a client is given the entry              |
 *   +---------------------------------------------------------------+
 *   |                  CRC-32C of the key                           |  20
 *   +---------------------------------------------------------------+
 *   |  Reserved                                                     |  24
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |  Key: a byte that tells the kind of client, and its id        |  32
 *  ...                                                             ...
 *   +---------------------------------------------------------------+
 * </pre>
 */
final class LedgerDescriptor {
    static final int MAGIC = 0x4C474F4C;
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int HEADER_LENGTH = 4096;

    static final int LAST_ID_OFFSET = 0;
    static final int TIME_OFFSET = 8;
    static final int PROGRESS_LENGTH = 16;
    static final int KEY_LENGTH_OFFSET = 16;
    static final int KEY_CRC_OFFSET = 20;
    static final int KEY_OFFSET = 32;
    static final int MAX_KEY_LENGTH = 72;
    static final int ENTRY_LENGTH = KEY_OFFSET + MAX_KEY_LENGTH + 24;

    private LedgerDescriptor() {}

    static long offset(final int slot) {
        return HEADER_LENGTH + (long) slot * ENTRY_LENGTH;
    }
}
