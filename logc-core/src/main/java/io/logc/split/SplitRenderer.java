package io.logc.split;

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
        source.get(index, record, 0, length);
        position = 0;
        end = length;
        final int begin = out.length();
        try {
            renderLine(out);
        } catch (final CorruptBufferException e) {
            out.cut(begin);
            throw e;
        }
    }

    /** Gives up the memory that only makes it fast. */
    public void forget() {
        entries.clear();
        programs = new LineProgram[0];
        program = null;
        nextProgram = 0;
        record = new byte[0];
    }

    private void renderLine(final Lines out) throws CorruptBufferException {
        final LineProgram line = program(takeInt());
        for (final LineProgram.Step step : line.steps()) {
            out.put(step.literal, 0, step.literalLength);
            switch (step.code) {
                case SplitRecord.TEXT -> renderText(out);
                case SplitRecord.DATE -> renderDate(step.date, out);
                default -> renderMessage(out);
            }
        }
        line.putTail(out);
        if (position != end) {
            throw corrupt("goes on after its last field");
        }
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

    private void renderText(final Lines out) throws CorruptBufferException {
        final int value = takeInt();
        if (value > 0) {
            final CachedEntry text = entries.text(value);
            out.put(text.bytes(), 0, text.length());
        } else {
            renderBytes(-value, out);
        }
    }

    private void renderDate(final DateField date, final Lines out) throws CorruptBufferException {
        final long localMs = takeLong();
        date.render(localMs, date.hasNanos() ? takeInt() : 0, out);
    }

    private void renderMessage(final Lines out) throws CorruptBufferException {
        final int value = takeInt();
        if (value <= 0) {
            renderBytes(-value, out);
            return;
        }
        final CachedEntry template = entries.template(value);
        final int[] ends = template.ends();
        out.put(template.bytes(), 0, ends[0]);
        for (int i = 1; i < ends.length; i++) {
            renderArgument(out);
            out.put(template.bytes(), ends[i - 1], ends[i] - ends[i - 1]);
        }
    }

    private void renderArgument(final Lines out) throws CorruptBufferException {
        final int tag = record[take(Byte.BYTES)];
        switch (tag) {
            case SplitRecord.ARGUMENT_TEXT -> renderBytes(takeInt(), out);
            case SplitRecord.ARGUMENT_INT -> out.put(takeInt());
            case SplitRecord.ARGUMENT_LONG -> out.put(takeLong());
            case SplitRecord.ARGUMENT_NULL -> putConstant(NULL, out);
            case SplitRecord.ARGUMENT_FALSE -> putConstant(FALSE, out);
            case SplitRecord.ARGUMENT_TRUE -> putConstant(TRUE, out);
            default -> throw corrupt("has an argument of unknown tag=" + tag);
        }
    }

    private static void putConstant(final byte[] constant, final Lines out) {
        out.put(constant, 0, constant.length - Bytes.SLACK);
    }

    private void renderBytes(final int length, final Lines out) throws CorruptBufferException {
        out.put(record, take(length), length);
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
