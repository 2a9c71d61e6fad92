package io.logc.drain;

/**
 * The layout of a log file's journal: the one batch that its writer is about to append or has just appended.
 * Little-endian; the state is stored last and with release, and publishes the rest.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        Magic "LOGJ"                           |   0
 *   +---------------------------------------------------------------+
 *   |                        Format version                         |   4
 *   +---------------------------------------------------------------+
 *   |         State: 0 clear, 1 pending, 2 written                  |   8
 *   +---------------------------------------------------------------+
 *   |         Kind: 1 records, 2 drop report, 3 truncation          |  12
 *   +---------------------------------------------------------------+
 *   |                   Generation of the buffer                    |  16
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |                  Instance id of the buffer                    |  24
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |     From: position (records), count reported so far (drops)   |  32
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |     To: position, or count reported afterwards                |  40
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |               Length of the log file before                   |  48
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |               Inode of the log file                           |  56
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |               Device of the log file                          |  64
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |               Length of the batch in bytes                    |  72
 *   +---------------------------------------------------------------+
 *   |               CRC-32C of the batch                            |  76
 *   +---------------------------------------------------------------+
 * </pre>
 */
final class JournalDescriptor {
    static final int MAGIC = 0x4A474F4C;
    static final int VERSION = 1;

    static final int STATE_CLEAR = 0;
    static final int STATE_PENDING = 1;
    static final int STATE_WRITTEN = 2;

    static final int KIND_RECORDS = 1;
    static final int KIND_DROPS = 2;
    static final int KIND_TRUNCATION = 3;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int STATE_OFFSET = 8;
    static final int KIND_OFFSET = 12;
    static final int GENERATION_OFFSET = 16;
    static final int INSTANCE_OFFSET = 24;
    static final int FROM_OFFSET = 32;
    static final int TO_OFFSET = 40;
    static final int FILE_OFFSET_OFFSET = 48;
    static final int INODE_OFFSET = 56;
    static final int DEVICE_OFFSET = 64;
    static final int LENGTH_OFFSET = 72;
    static final int CRC_OFFSET = 76;
    static final int JOURNAL_LENGTH = 4096;

    private JournalDescriptor() {}
}
