package io.logc.buffer;

import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The layout of a buffer file: a header that says everything needed to finish the job without the application, the ring,
 * and the trailer of Agrona's ring buffer (tail and head positions). Little-endian.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        Magic "LOGC"                           |   0
 *   +---------------------------------------------------------------+
 *   |   Format version: 0 until the file is complete, 1, or 2 with  |   4
 *   |   a dictionary                                                |
 *   +---------------------------------------------------------------+
 *   |            Header length (a multiple of 4096)                 |   8
 *   +---------------------------------------------------------------+
 *   |                  Ring capacity (a power of two)               |  12
 *   +---------------------------------------------------------------+
 *   |                          Generation                           |  16
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |               Instance id (random, tells files apart)         |  24
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |     Generation of the predecessor to drain first, or 0        |  32
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |            Owner's process id (shown, never trusted)          |  40
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |            Device of the log file's directory                 |  48
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |            Inode of the log file's directory                  |  56
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |  Flags: 1 = header at each start (else in an empty file),     |  64
 *   |         2 = holds messages, 4 = forced before it is freed     |
 *   +---------------------------------------------------------------+
 *   |  Length of the dictionary before the ring, 0 where none is    |  68
 *   +---------------------------------------------------------------+
 *   |  Permissions of a new log file: nine bits, or -1 for umask's  |  72
 *   +---------------------------------------------------------------+
 *   |  Lengths of the texts from 512 on: log file path (UTF-8)      |  76
 *   |  file header | file footer | drop report | owner's identity   |  80 .. 95
 *   +---------------------------------------------------------------+
 *   |  Mount namespace of the owner, 0 where there is none          |  96
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |  Producers: count of dropped events; its highest bit is set   | 128
 *   |  when it is closed, and then nobody counts any further        |
 *   |  Producers: tail position at the last drop                    | 136
 *   +---------------------------------------------------------------+
 *   |  Consumer: dropped events that the log file reports           | 256
 *   |  Consumer: bytes of claims that a dead owner left unfinished  | 264
 *   |  Consumer: 1 while it polls by itself and needs no signal     | 272
 *   |  Consumer: 1 once the owner was proven dead                   | 276
 *   +---------------------------------------------------------------+
 *   |  Texts, one after another                                     | 512
 *  ...                                                             ...
 *   |  Dictionary: names that records refer to, see Dictionary      | header length - its length
 *  ...                                                             ...
 *   |  Ring                                                         | header length
 *  ...                                                             ...
 *   |  Trailer of Agrona's ring buffer                              | header length + capacity
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * <p>A producer that finds {@code tail - head} above the capacity knows that the ring is <em>sealed</em>: the sealer
 * added the capacity and eight to the tail, so no claim succeeds any more, and the last record ends that much earlier.
 */
final class BufferDescriptor {
    static final int MAGIC = 0x43474F4C;
    /** A buffer without a dictionary, which logc without split formatting can read too. */
    static final int MIN_VERSION = 1;
    /** A buffer with a dictionary. */
    static final int VERSION = 2;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int HEADER_LENGTH_OFFSET = 8;
    static final int CAPACITY_OFFSET = 12;
    static final int GENERATION_OFFSET = 16;
    static final int INSTANCE_OFFSET = 24;
    static final int PREDECESSOR_OFFSET = 32;
    static final int PID_OFFSET = 40;
    static final int DEVICE_OFFSET = 48;
    static final int INODE_OFFSET = 56;
    static final int FLAGS_OFFSET = 64;
    static final int DICTIONARY_LENGTH_OFFSET = 68;
    static final int PERMISSIONS_OFFSET = 72;
    static final int TEXT_LENGTHS_OFFSET = 76;
    static final int MOUNT_NAMESPACE_OFFSET = 96;
    static final int DROPPED_OFFSET = 128;
    static final int DROP_POSITION_OFFSET = 136;
    static final int REPORTED_OFFSET = 256;
    static final int SKIPPED_OFFSET = 264;
    static final int CONSUMER_AWAKE_OFFSET = 272;
    static final int ORPHANED_OFFSET = 276;
    static final int TEXTS_OFFSET = 512;

    /** In the count of dropped events: nobody looks at it any more, as the buffer is about to be removed. */
    static final long DROPS_CLOSED = Long.MIN_VALUE;

    static final int FLAG_HEADER_EACH_START = 1;
    static final int FLAG_MESSAGES = 2;
    static final int FLAG_FORCED = 4;

    static final int TEXT_COUNT = 5;
    static final int TEXT_LOG_FILE = 0;
    static final int TEXT_HEADER = 1;
    static final int TEXT_FOOTER = 2;
    static final int TEXT_DROP_REPORT = 3;
    static final int TEXT_IDENTITY = 4;

    static final int PAGE = 4096;
    static final int MAX_TEXTS_HEADER_LENGTH = 128 * 1024;
    static final int MIN_DICTIONARY_LENGTH = 16 * 1024;
    static final int MAX_DICTIONARY_LENGTH = 1024 * 1024;
    static final int MAX_HEADER_LENGTH = MAX_TEXTS_HEADER_LENGTH + MAX_DICTIONARY_LENGTH;
    static final int MIN_CAPACITY = 64 * 1024;
    static final int MAX_CAPACITY = 1 << 30;
    static final int TRAILER_LENGTH = RingBufferDescriptor.TRAILER_LENGTH;

    /** Holds the instance id; a producer that finds something else knows that the file was cut. Agrona's place is free. */
    static final int TRAILER_MARK_OFFSET = RingBufferDescriptor.CORRELATION_COUNTER_OFFSET;

    /** A new dictionary has a sixteenth of the ring's length, but not more than this. */
    private static final int DICTIONARY_LENGTH = 256 * 1024;

    private static final int RINGS_PER_DICTIONARY = 16;

    private BufferDescriptor() {}

    /** How much room the names get that a new ring's records refer to. */
    static int dictionaryLength(final int capacity) {
        return Math.max(MIN_DICTIONARY_LENGTH, Math.min(DICTIONARY_LENGTH, capacity / RINGS_PER_DICTIONARY));
    }

    static int headerLength(final int textsLength) {
        return (TEXTS_OFFSET + textsLength + PAGE - 1) / PAGE * PAGE;
    }

    static long fileLength(final int headerLength, final int capacity) {
        return (long) headerLength + capacity + TRAILER_LENGTH;
    }
}
