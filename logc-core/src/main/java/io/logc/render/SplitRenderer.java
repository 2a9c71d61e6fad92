package io.logc.render;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import java.nio.ByteBuffer;

/**
 * Makes the lines of one buffer's split events. The same record makes the same line, whoever does it and when.
 *
 * <p>Record and dictionary may have been written by a client that is broken or hostile, and may change at any time: the
 * record is copied once, and every length and number of it is checked. What is kept of the dictionary is bounded.
 *
 * <p>Owned by one thread.
 */
public final class SplitRenderer {
    static final int MAX_PROGRAMS = 16;

    private static final byte[] NULL = text("null");
    private static final byte[] FALSE = text("false");
    private static final byte[] TRUE = text("true");

    private final Dictionary dictionary;
    private final int maxLength;
    private final EntryCache entries;
    private final LineHead head = new LineHead();
    private LineProgram[] programs = {};
    private LineProgram program;
    private int nextProgram;
    private byte[] record = {};
    private int position;
    private int end;

    /**
     * A renderer that knows nothing yet.
     *
     * @param dictionary of the buffer
     */
    public SplitRenderer(final Dictionary dictionary) {
        this(dictionary, SplitRecord.MAX_LENGTH);
    }

    /**
     * A renderer of records that this process has written itself, which may be longer than those in a ring.
     *
     * @param dictionary of the buffer
     * @param maxLength longest record
     */
    SplitRenderer(final Dictionary dictionary, final int maxLength) {
        this.maxLength = maxLength;
        this.dictionary = dictionary;
        this.entries = new EntryCache(dictionary);
    }

    private static byte[] text(final String text) {
        final byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        return Bytes.withSlack(bytes, 0, bytes.length);
    }

    /**
     * Appends the line of one record.
     *
     * @param source memory that others may write at any time
     * @param index where the payload starts
     * @param length of the payload
     * @param out gets the line, or nothing
     * @throws CorruptBufferException when the record is none that an honest producer writes
     */
    public void render(final ByteBuffer source, final int index, final int length, final Lines out)
            throws CorruptBufferException {
        if (length > maxLength) {
            throw new CorruptBufferException("split event of length=" + length + " is too long");
        }
        if (record.length < length + Bytes.SLACK) {
            record = new byte[Math.max(2 * record.length, length + Bytes.SLACK)];
        }
        Bytes.copy(source, index, record, length);
        position = 0;
        end = length;
        out.end(renderLine(out, out.length()));
    }

    /** Gives up the memory that only makes it fast. */
    public void forget() {
        entries.clear();
        head.forget();
        programs = new LineProgram[0];
        program = null;
        nextProgram = 0;
        record = new byte[0];
    }

    /** Each part is put at an index, and returns the index behind it. */
    private int renderLine(final Lines out, final int index) throws CorruptBufferException {
        final LineProgram line = program(takeInt());
        final int at = head.matches(line, record, end) ? putHead(line, out, index) : renderHead(line, out, index);
        final int behind = renderSteps(line, line.headSteps(), line.steps().length, out, at);
        if (position != end) {
            throw corrupt("goes on after its last field");
        }
        return line.putTail(out, behind);
    }

    private int putHead(final LineProgram line, final Lines out, final int index) {
        position = line.headRecordLength();
        return head.put(record, out, index);
    }

    private int renderHead(final LineProgram line, final Lines out, final int index) throws CorruptBufferException {
        final int at = renderSteps(line, 0, line.headSteps(), out, index);
        if (position == line.headRecordLength()) {
            head.keep(line, record, out, index, at);
        }
        return at;
    }

    private int renderSteps(
            final LineProgram line, final int first, final int behindLast, final Lines out, final int index)
            throws CorruptBufferException {
        final LineProgram.Step[] steps = line.steps();
        int at = index;
        for (int i = first; i < behindLast; i++) {
            final LineProgram.Step step = steps[i];
            if (!step.hasPrefix) {
                at = putLiteral(step, out, at);
            }
            at = switch (step.code) {
                case SplitRecord.TEXT -> renderText(step, out, at);
                case SplitRecord.DATE -> renderDate(step.date, out, at);
                default -> renderMessage(step, out, at);
            };
        }
        return at;
    }

    private static int putLiteral(final LineProgram.Step step, final Lines out, final int index) {
        return out.put(index, step.literal, 0, step.literalLength);
    }

    private LineProgram program(final int reference) throws CorruptBufferException {
        final LineProgram last = program;
        return last != null && last.reference() == reference ? last : otherProgram(reference);
    }

    private LineProgram otherProgram(final int reference) throws CorruptBufferException {
        if (programs.length == 0) {
            programs = new LineProgram[MAX_PROGRAMS];
        }
        for (final LineProgram known : programs) {
            if (known != null && known.reference() == reference) {
                program = known;
                return known;
            }
        }
        final LineProgram compiled = new LineProgram(reference, dictionary.read(reference, Dictionary.KIND_PROGRAM));
        programs[nextProgram] = compiled;
        nextProgram = (nextProgram + 1) % MAX_PROGRAMS;
        program = compiled;
        return compiled;
    }

    private int renderText(final LineProgram.Step step, final Lines out, final int index)
            throws CorruptBufferException {
        final int value = takeInt();
        if (value <= 0) {
            return renderInPlace(step, -value, out, index);
        }
        final CachedEntry text = entries.text(value, step);
        return out.put(index, text.bytes(), 0, text.length());
    }

    private int renderInPlace(final LineProgram.Step step, final int length, final Lines out, final int index)
            throws CorruptBufferException {
        return renderBytes(length, out, step.hasPrefix ? putLiteral(step, out, index) : index);
    }

    private int renderDate(final DateField date, final Lines out, final int index) throws CorruptBufferException {
        final long localMs = takeLong();
        return date.render(localMs, date.hasNanos() ? takeInt() : 0, out, index);
    }

    private int renderMessage(final LineProgram.Step step, final Lines out, final int index)
            throws CorruptBufferException {
        final int value = takeInt();
        if (value <= 0) {
            return renderInPlace(step, -value, out, index);
        }
        final CachedEntry template = entries.template(value, step);
        final byte[] segments = template.bytes();
        final int[] ends = template.ends();
        int at = out.put(index, segments, 0, ends[0]);
        for (int i = 1; i < ends.length; i++) {
            at = renderArgument(out, at);
            at = out.put(at, segments, ends[i - 1], ends[i] - ends[i - 1]);
        }
        return at;
    }

    private int renderArgument(final Lines out, final int index) throws CorruptBufferException {
        final int tag = record[take(Byte.BYTES)];
        return switch (tag) {
            case SplitRecord.ARGUMENT_TEXT -> renderBytes(takeInt(), out, index);
            case SplitRecord.ARGUMENT_INT -> out.put(index, takeInt());
            case SplitRecord.ARGUMENT_LONG -> out.put(index, takeLong());
            case SplitRecord.ARGUMENT_NULL -> putConstant(NULL, out, index);
            case SplitRecord.ARGUMENT_FALSE -> putConstant(FALSE, out, index);
            case SplitRecord.ARGUMENT_TRUE -> putConstant(TRUE, out, index);
            default -> throw corrupt("has an argument of unknown tag=" + tag);
        };
    }

    private static int putConstant(final byte[] constant, final Lines out, final int index) {
        return out.put(index, constant, 0, constant.length - Bytes.SLACK);
    }

    private int renderBytes(final int length, final Lines out, final int index) throws CorruptBufferException {
        return out.put(index, record, take(length), length);
    }

    private int takeInt() throws CorruptBufferException {
        return (int) Bytes.INT.get(record, take(Integer.BYTES));
    }

    private long takeLong() throws CorruptBufferException {
        return (long) Bytes.LONG.get(record, take(Long.BYTES));
    }

    /** Passes over bytes of the record, and returns where they begin; any length at all may be asked for. */
    private int take(final int length) throws CorruptBufferException {
        final int from = position;
        if (length < 0 || length > end - from) {
            throw corrupt("needs length=" + length);
        }
        position = from + length;
        return from;
    }

    private CorruptBufferException corrupt(final String reason) {
        return new CorruptBufferException("split event of length=" + end + " at " + position + " " + reason);
    }
}
