package io.logc.render;

/**
 * The payload of a {@link io.logc.buffer.RecordType#SPLIT_EVENT} record, and the entries of the dictionary to which it
 * refers. Little-endian; nothing is aligned.
 *
 * <p>The record names a program, and holds one field for each of its operations but the literals, in their order:
 *
 * <pre>
 *   +-------------------------------+
 *   | int32 reference of a program  |
 *   +-------------------------------+
 *   | fields ...
 *
 *   TEXT      +---------------------+
 *             | int32 v             |   v &gt; 0: reference of a text
 *             +---------------------+---------+
 *             | -v bytes of text, if v &lt;= 0   |
 *             +-------------------------------+
 *   DATE      +---------------------------------------+
 *             | int64 local time in milliseconds      |   since 1970-01-01T00:00, the zone's offset added
 *             +---------------------+-----------------+
 *             | int32 nanoseconds   |                     in the millisecond, if the date shows more than milliseconds
 *             +---------------------+
 *   MESSAGE   +---------------------+
 *             | int32 v             |   v &gt; 0: reference of a template
 *             +---------------------+-------------+
 *             | its arguments, if v &gt; 0           |
 *             | -v bytes of message, if v &lt;= 0    |
 *             +-----------------------------------+
 *   argument  +-----------+----------------------------------------+
 *             | uint8 tag | null, false, true: nothing             |
 *             |           | int32, int64: the number               |
 *             |           | text: int32 length and as many bytes   |
 *             +-----------+----------------------------------------+
 * </pre>
 *
 * <p>The fields use up the payload exactly. The entries of the dictionary:
 *
 * <pre>
 *   text      its bytes
 *   template  +----------+-----------------------+----------------------+
 *             | uint16 n | n lengths, uint16 each | the segments' bytes  |   n - 1 arguments stand between the segments
 *             +----------+-----------------------+----------------------+
 *   program   +---------------+--------------------------+-----------------
 *             | uint8 version | uint8 number of operations | operations ...
 *             +---------------+--------------------------+-----------------
 *   operation +------------+---------------------------------------------+
 *             | uint8 code | LITERAL: uint16 length, bytes               |
 *             |            | DATE: uint8 length, bytes of {@link DateProgram} |
 *             |            | TEXT, MESSAGE: nothing                      |
 *             +------------+---------------------------------------------+
 * </pre>
 *
 * <p>All text is in the log file's charset.
 */
public final class SplitRecord {
    /** Longest payload in bytes; the line of a longer event is made by the application. */
    public static final int MAX_LENGTH = 64 * 1024;

    /** Version of programs. */
    public static final int PROGRAM_VERSION = 1;
    /** Most operations of a program; there is at least one. */
    public static final int MAX_OPERATIONS = 255;
    /** Operation: bytes that stand in each line. */
    public static final int LITERAL = 1;
    /** Operation: a text of the record. */
    public static final int TEXT = 2;
    /** Operation: date and time. */
    public static final int DATE = 3;
    /** Operation: the event's message. */
    public static final int MESSAGE = 4;

    /** Most segments of a template; there is at least one. */
    public static final int MAX_SEGMENTS = 128;

    /** Argument: null, which is written as {@code null}. */
    public static final int ARGUMENT_NULL = 0;
    /** Argument: false. */
    public static final int ARGUMENT_FALSE = 1;
    /** Argument: true. */
    public static final int ARGUMENT_TRUE = 2;
    /** Argument: an int32. */
    public static final int ARGUMENT_INT = 3;
    /** Argument: an int64. */
    public static final int ARGUMENT_LONG = 4;
    /** Argument: an int32 length, and text. */
    public static final int ARGUMENT_TEXT = 5;

    /** Local times are before the year 10000, in milliseconds, and not before 1970. */
    public static final long END_OF_TIME_MS = 253_402_300_800_000L;
    /** Nanoseconds within a millisecond are fewer than this. */
    public static final int NANOS_PER_MILLI = 1_000_000;

    private static final int LONGEST_PER_BYTE = 5;
    private static final int LONGEST_OF_LITERALS = 8 * 1024;
    private static final int LONGEST_PER_OPERATION = 4 * 1024;

    private SplitRecord() {}

    /**
     * A bound for the line of any record. A null, of one byte, makes four, a boolean five; a reference makes a text or template
     * of 4 KiB at the most.
     *
     * @param recordLength bytes of the payload
     * @return bytes that its line cannot exceed
     */
    public static int maxLineLength(final int recordLength) {
        return LONGEST_PER_BYTE * Math.min(recordLength, MAX_LENGTH)
                + LONGEST_OF_LITERALS
                + MAX_OPERATIONS * LONGEST_PER_OPERATION;
    }
}
