package io.logc.server.message.session;

import io.logc.server.message.codec.LineBuffer;
import io.netty.buffer.ByteBuf;

/**
 * Messages of one session that came together and follow each other: they go into the file's buffer as one record, and are
 * answered together, so that what each of them costs is little more than its bytes.
 *
 * <p>One for all sessions of an event loop, which owns it: it begins and ends within what one session is sent at a time.
 */
final class MessageRun {
    /** So that their answers are no more than a few kilobytes. */
    static final int MAX_COUNT = 256;

    private final LineBuffer buffer;
    private long firstId;
    private int count;
    private int length;
    private int readerIndex;
    private int lastLine;
    private int headLength;

    /**
     * Makes an empty run.
     *
     * @param buffer where the lines are made
     */
    MessageRun(final LineBuffer buffer) {
        this.buffer = buffer;
    }

    void clear() {
        count = 0;
        length = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether a message is the next one of those that are here. */
    boolean isFollowedBy(final long id) {
        // An id that wraps around is none.
        return count > 0 && id > 0 && id == firstId + count;
    }

    /** Whether one more may be added; always true of an empty run. */
    boolean isRoomFor(final byte[] prefix, final int nameLength, final int payloadLength) {
        return count == 0 || count < MAX_COUNT && buffer.isRoomFor(length, prefix.length, nameLength, payloadLength);
    }

    /**
     * Adds a message, the first one or one that follows.
     *
     * @param frameIndex where its frame begins
     * @param prefix of the client's lines
     * @param id of the message
     * @param in holds name and payload, one behind the other
     * @param nameIndex where the name begins
     * @param nameLength bytes
     * @param payloadLength bytes
     */
    void add(
            final int frameIndex,
            final byte[] prefix,
            final long id,
            final ByteBuf in,
            final int nameIndex,
            final int nameLength,
            final int payloadLength) {
        int end;
        if (count == 0) {
            firstId = id;
            readerIndex = frameIndex;
            end = buffer.begin(length, prefix, id);
        } else {
            end = buffer.beginNext(length, prefix, id, lastLine, headLength);
        }
        lastLine = length;
        headLength = end - length;
        end = buffer.name(end, in, nameIndex, nameLength);
        length = buffer.payload(end, in, nameIndex + nameLength, payloadLength);
        count++;
    }

    /** Where the frame of the first message begins, for when they have to be looked at again. */
    int readerIndex() {
        return readerIndex;
    }

    long firstId() {
        return firstId;
    }

    long lastId() {
        return firstId + count - 1;
    }

    int count() {
        return count;
    }

    /** The lines, from the array's beginning. */
    byte[] lines() {
        return buffer.bytes();
    }

    /** Bytes of the lines. */
    int length() {
        return length;
    }
}
