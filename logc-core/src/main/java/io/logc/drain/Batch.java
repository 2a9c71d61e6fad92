package io.logc.drain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.MessageRecord;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.buffer.RingReader;
import io.logc.render.Lines;
import io.logc.render.SplitRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of one batch, made from a stretch of a ring. Making them again from the same stretch and the same file offset
 * gives the same bytes; that is what the journal needs.
 *
 * <p>Owned by one writer thread.
 */
final class Batch implements RingReader.RecordSink {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final int[] NO_SLOTS = {};
    private static final long[] NO_IDS = {};
    private static final int FIRST_MESSAGES = 256;
    private static final int FIRST_LENGTH = 32 * 1024;
    private static final int MAX_LENGTH = 256 * 1024;

    /** Lines of split events are put in this often: some at once are faster, but they are to stay in the processor's cache. */
    private static final int GATHERED_LENGTH = 16 * 1024;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer bytes = NONE;
    private Lines lines = new Lines(0);
    private RecordSource buffer;
    private BufferSpec spec;
    private boolean headerDue;
    private boolean atFirstRecord;
    private boolean truncates;
    private boolean wasFull;
    private boolean passesOverBadLines;
    private final int firstLength;
    private int maxLength;
    private int neededLength;
    private int[] slots = NO_SLOTS;
    private long[] messageIds = NO_IDS;
    private int messages;

    Batch() {
        this(FIRST_LENGTH, MAX_LENGTH);
    }

    /**
     * A batch of other lengths than a log file's writer has.
     *
     * @param firstLength of the bytes
     * @param maxLength to which they grow; a single record may be longer
     */
    Batch(final int firstLength, final int maxLength) {
        this.firstLength = firstLength;
        this.maxLength = maxLength;
    }

    /** A bound that no batch of a buffer reaches, for what a journal claims: a journal may be damaged. */
    static int lengthBound(final BufferFile file) {
        final BufferSpec spec = file.spec();
        final int longestPayload = RingProducer.maxPayloadLength(file.capacity());
        final int longestLine = file.dictionary() == null ? 0 : SplitRecord.maxLineLength(longestPayload);
        final int longestRecord = Math.max(Math.max(longestPayload, longestLine), spec.footer().length);
        return 4 * (MAX_LENGTH + spec.header().length + spec.dropReport().length + longestRecord);
    }

    /**
     * Makes the bytes of the records from a position on, as many as fit.
     *
     * @param source the buffer
     * @param from position of the first record
     * @param limit position to stop at
     * @param ownerDead whether unfinished records are passed over
     * @param fileOffset length of the log file before; an empty file gets the header first
     * @return position after the last record taken
     */
    long render(
            final RecordSource source,
            final long from,
            final long limit,
            final boolean ownerDead,
            final long fileOffset)
            throws CorruptBufferException {
        passesOverBadLines = false;
        return renderWhatFits(source, from, limit, ownerDead, fileOffset);
    }

    /** The same for a damaged buffer, of which the events whose line cannot be made are left out. */
    long renderSalvaged(final RecordSource source, final long from, final long limit, final long fileOffset)
            throws CorruptBufferException {
        passesOverBadLines = true;
        return renderWhatFits(source, from, limit, true, fileOffset);
    }

    private long renderWhatFits(
            final RecordSource source,
            final long from,
            final long limit,
            final boolean ownerDead,
            final long fileOffset)
            throws CorruptBufferException {
        growForSpeed();
        long to = renderOnce(source, from, limit, ownerDead, fileOffset);
        while (to == from && wasFull) {
            grow(neededLength);
            to = renderOnce(source, from, limit, ownerDead, fileOffset);
        }
        bytes.flip();
        return to;
    }

    /**
     * Makes exactly the bytes of a stretch that was rendered before. It may have been salvaged, so an event whose line cannot
     * be made is left out; if it could be made before, the bytes are not the same, and the journal's check sum tells.
     *
     * @param maxLength that they can have; a start record is eight bytes in the ring and a whole header in the file
     */
    void renderAgain(
            final RecordSource source, final long from, final long to, final long fileOffset, final int maxLength)
            throws CorruptBufferException {
        grow(maxLength);
        passesOverBadLines = true;
        final long end = renderOnce(source, from, to, true, fileOffset);
        bytes.flip();
        if (end != to) {
            throw new CorruptBufferException(
                    source.file().name() + ": the journal's batch from=" + from + " to=" + to + " ends at " + end);
        }
    }

    /** Makes the line that reports dropped events; an empty file gets its header first. */
    void renderDropReport(final BufferFile file, final long count, final long fileOffset) {
        final String report = new String(file.spec().dropReport(), ISO_8859_1);
        final byte[] line =
                report.replace(BufferSpec.DROP_COUNT, Long.toString(count)).getBytes(ISO_8859_1);
        final byte[] header = fileOffset == 0 ? file.spec().header() : new byte[0];
        grow(header.length + line.length);
        bytes.clear();
        bytes.put(header).put(line).flip();
        truncates = false;
        messages = 0;
    }

    private long renderOnce(
            final RecordSource source,
            final long from,
            final long limit,
            final boolean ownerDead,
            final long fileOffset)
            throws CorruptBufferException {
        buffer = source;
        spec = source.file().spec();
        headerDue = fileOffset == 0 && spec.header().length > 0;
        atFirstRecord = true;
        truncates = false;
        wasFull = false;
        messages = 0;
        bytes.clear();
        lines.clear();
        try {
            final long to = source.reader().scan(from, limit, ownerDead, this);
            putLines();
            return to;
        } finally {
            buffer = null;
        }
    }

    @Override
    public boolean onRecord(final int type, final ByteBuffer source, final int index, final int length)
            throws CorruptBufferException {
        if (truncates) {
            return false;
        }
        final boolean first = atFirstRecord;
        if (type == RecordType.TRUNCATE) {
            truncates = first;
            atFirstRecord = false;
            return first;
        }
        if (type == RecordType.SPLIT_EVENT) {
            return onSplitEvent(source, index, length);
        }
        putLines();
        final int headerLength = headerLength(type);
        final int bodyLength = bodyLength(type, length);
        if (headerLength + bodyLength > bytes.remaining()) {
            noteFull(headerLength + bodyLength);
            return false;
        }
        begin(headerLength);
        if (type == RecordType.EVENT || type == RecordType.MESSAGE) {
            bytes.put(bytes.position(), source, index + length - bodyLength, bodyLength);
            bytes.position(bytes.position() + bodyLength);
            if (type == RecordType.MESSAGE) {
                noteMessage(MessageRecord.slot(source, index), MessageRecord.messageId(source, index));
            }
        } else if (type == RecordType.FOOTER) {
            bytes.put(spec.footer());
        }
        return true;
    }

    /** Its line goes behind those of the split events before it, which go to the others together. */
    private boolean onSplitEvent(final ByteBuffer source, final int index, final int length)
            throws CorruptBufferException {
        final int before = lines.length();
        try {
            buffer.renderer().render(source, index, length, lines);
        } catch (final CorruptBufferException e) {
            if (passesOverBadLines) {
                return true;
            }
            throw e;
        }
        final int headerLength = headerLength(RecordType.SPLIT_EVENT);
        final int lineLength = lines.length() - before;
        if (headerLength + lines.length() > bytes.remaining()) {
            lines.cut(before);
            noteFull(headerLength + lineLength);
            return false;
        }
        begin(headerLength);
        if (lines.length() >= GATHERED_LENGTH) {
            putLines();
        }
        return true;
    }

    private void noteFull(final int length) {
        wasFull = true;
        neededLength = length;
    }

    /** Puts the file's header where one is due, which is never so behind lines that are still gathered. */
    private void begin(final int headerLength) {
        if (headerLength > 0) {
            bytes.put(spec.header());
        }
        headerDue = false;
        atFirstRecord = false;
    }

    private void putLines() {
        bytes.put(lines.bytes(), 0, lines.length());
        lines.clear();
    }

    private int bodyLength(final int type, final int length) {
        return switch (type) {
            case RecordType.EVENT -> length;
            case RecordType.MESSAGE -> length - MessageRecord.LINE_OFFSET;
            case RecordType.FOOTER -> spec.footer().length;
            default -> 0;
        };
    }

    private void noteMessage(final int slot, final long messageId) {
        if (messages == slots.length) {
            final int more = Math.max(FIRST_MESSAGES, messages * 2);
            slots = Arrays.copyOf(slots, more);
            messageIds = Arrays.copyOf(messageIds, more);
        }
        slots[messages] = slot;
        messageIds[messages] = messageId;
        messages++;
    }

    /** The header opens an empty file, and each start where the framework does so; not both at once. */
    private int headerLength(final int type) {
        return headerDue || type == RecordType.OPEN && spec.headerEachStart() ? spec.header().length : 0;
    }

    /** Longer batches are faster, but where memory is short these will do. */
    private void growForSpeed() {
        if (bytes.capacity() < firstLength) {
            // None yet, or only what a drop report or an interrupted batch needed.
            grow(firstLength);
        } else if (wasFull && bytes.capacity() < maxLength) {
            try {
                grow(bytes.capacity() * 2);
            } catch (final OutOfMemoryError noMore) {
                maxLength = bytes.capacity();
            }
        }
    }

    /** Gives up the memory until the next batch. */
    void free() {
        bytes = NONE;
        lines = new Lines(0);
        slots = NO_SLOTS;
        messageIds = NO_IDS;
    }

    private void grow(final int length) {
        if (bytes.capacity() < length) {
            bytes = ByteBuffer.allocateDirect(length);
        }
    }

    /** Whether the batch is the truncation of the file, which has no bytes. */
    boolean truncates() {
        return truncates;
    }

    /** How many messages there are among the records. */
    int messages() {
        return messages;
    }

    /** The slot of one message's client, in the order of the records. */
    int slot(final int message) {
        return slots[message];
    }

    /** The id of one message. */
    long messageId(final int message) {
        return messageIds[message];
    }

    /** The bytes, from position to limit. */
    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return bytes.limit();
    }

    int crc() {
        crc.reset();
        crc.update(bytes.duplicate().rewind());
        return (int) crc.getValue();
    }
}
