package io.logc.buffer;

/** What a record in the ring is; the message type ids of Agrona's record header. */
public final class RecordType {
    /** A log event; in the text format its payload is the line. */
    public static final int EVENT = 1;
    /** An appender of the file has started: the file is created, and its header written where the header policy says so. */
    public static final int OPEN = 2;
    /** The log file is to be truncated here: the one truncation of {@code append=false}. */
    public static final int TRUNCATE = 3;
    /** The last appender of the file has stopped: the footer is written. */
    public static final int FOOTER = 4;
    /** A client's messages, laid out as {@link MessageRecord} says; only in a buffer that a server has made for messages. */
    public static final int MESSAGE = 5;
    /** A log event whose line the consumer makes, laid out as its program says; only in a buffer with a dictionary. */
    public static final int SPLIT_EVENT = 6;
    /** Agrona's padding, to be passed over. */
    static final int PADDING = -1;

    private RecordType() {}

    static boolean isKnown(final int type) {
        return type >= EVENT && type <= SPLIT_EVENT;
    }
}
