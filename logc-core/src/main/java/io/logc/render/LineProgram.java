package io.logc.render;

import io.logc.buffer.CorruptBufferException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program, ready to run: its operations but the literals, each with the literal before it. Owned by one thread.
 *
 * <p>A copy costs as much as the few bytes that it copies, so a short literal is put together with what follows it: with a
 * second's date, and with each name or template that is kept. One behind a date belongs to that.
 */
final class LineProgram {
    private static final byte[] NOTHING = {};

    private final int reference;
    private final Step[] steps;
    private final byte[] tail;
    private final int tailLength;
    private final int headSteps;
    private final int headDates;
    private final int headRecordLength;

    /** An operation, and the literal before it. */
    static final class Step {
        /** Longest literal that is kept together with each name. */
        static final int MAX_PREFIX_LENGTH = 16;

        private static final int SPREAD = 37;

        /** What is kept has this in front, and nothing else has to be put. */
        final byte[] prefix;
        /** Otherwise this goes first. */
        final byte[] literal;

        final int literalLength;
        final boolean hasPrefix;
        final int code;
        final DateField date;
        /** Tells apart what several operations keep of one entry. */
        final int salt;

        private Step(final byte[] literal, final int code, final DateField date, final int index) {
            this.literal = Bytes.withSlack(literal, 0, literal.length);
            this.literalLength = literal.length;
            this.hasPrefix = literal.length <= MAX_PREFIX_LENGTH;
            this.prefix = hasPrefix ? literal : NOTHING;
            this.code = code;
            this.date = date;
            this.salt = index * SPREAD;
        }

        /** What it takes in a record at least; a text in place takes more. */
        private int recordLength() {
            return date == null ? Integer.BYTES : Long.BYTES + (date.hasNanos() ? Integer.BYTES : 0);
        }
    }

    /**
     * Takes an entry of the dictionary apart.
     *
     * @param reference that it has
     * @param bytes that it holds
     * @throws CorruptBufferException when they are no program
     */
    LineProgram(final int reference, final byte[] bytes) throws CorruptBufferException {
        this.reference = reference;
        final EntryReader entry = new EntryReader(bytes, reference);
        final int version = entry.uint8();
        if (version != SplitRecord.PROGRAM_VERSION) {
            throw entry.corrupt("unknown version=" + version + " of a program");
        }
        final int operations = entry.uint8();
        if (operations == 0) {
            throw entry.corrupt("a program without operations");
        }
        final List<Step> found = new ArrayList<>(operations);
        final ByteArrayOutputStream literal = new ByteArrayOutputStream();
        DateProgram date = null;
        byte[] beforeDate = NOTHING;
        for (int i = 0; i < operations; i++) {
            final int code = entry.uint8();
            if (code == SplitRecord.LITERAL) {
                final int length = entry.uint16();
                literal.write(bytes, entry.skip(length), length);
                continue;
            }
            if (code > SplitRecord.MESSAGE || code < SplitRecord.LITERAL) {
                throw entry.corrupt("unknown operation=" + code);
            }
            byte[] before = literal.toByteArray();
            literal.reset();
            if (date != null) {
                found.add(dateStep(beforeDate, date, before, found.size()));
                before = NOTHING;
            }
            date = code == SplitRecord.DATE ? DateProgram.decode(entry, bytes) : null;
            beforeDate = before;
            if (date == null) {
                found.add(new Step(before, code, null, found.size()));
            }
        }
        entry.checkEnd();
        byte[] rest = literal.toByteArray();
        if (date != null) {
            found.add(dateStep(beforeDate, date, rest, found.size()));
            rest = NOTHING;
        }
        steps = found.toArray(new Step[0]);
        tail = Bytes.withSlack(rest, 0, rest.length);
        tailLength = rest.length;
        int head = 0;
        while (head < steps.length && steps[head].code != SplitRecord.MESSAGE) {
            head++;
        }
        headSteps = head;
        headDates = (int)
                Arrays.stream(steps, 0, head).filter(step -> step.date != null).count();
        headRecordLength = Integer.BYTES
                + Arrays.stream(steps, 0, head).mapToInt(Step::recordLength).sum();
    }

    private static Step dateStep(final byte[] before, final DateProgram date, final byte[] behind, final int index) {
        final boolean isShort = before.length <= Step.MAX_PREFIX_LENGTH;
        final DateField field = new DateField(date, isShort ? before : NOTHING, behind);
        return new Step(before, SplitRecord.DATE, field, index);
    }

    int reference() {
        return reference;
    }

    Step[] steps() {
        return steps;
    }

    /** How many operations stand before the message; they make the {@link LineHead}. */
    int headSteps() {
        return headSteps;
    }

    /** How many of them are dates. */
    int headDates() {
        return headDates;
    }

    /** Where they end in a record, unless a text stands in place. */
    int headRecordLength() {
        return headRecordLength;
    }

    /** Puts the literal behind the last operation. */
    int putTail(final Lines out, final int index) {
        return out.put(index, tail, 0, tailLength);
    }
}
