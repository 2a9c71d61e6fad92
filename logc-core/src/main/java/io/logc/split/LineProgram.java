package io.logc.split;

import io.logc.buffer.CorruptBufferException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A program, ready to run: its operations but the literals, each with the literal before it. Owned by one thread. */
final class LineProgram {
    private final int reference;
    private final Step[] steps;
    private final byte[] tail;
    private final int tailLength;

    /** An operation, and the literal before it. */
    static final class Step {
        final byte[] literal;
        final int literalLength;
        final int code;
        final DateField date;

        private Step(final ByteArrayOutputStream literal, final int code, final DateField date) {
            this.literal = Bytes.withSlack(literal.toByteArray(), 0, literal.size());
            this.literalLength = literal.size();
            this.code = code;
            this.date = date;
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
            final DateField date = code == SplitRecord.DATE ? new DateField(DateProgram.decode(entry, bytes)) : null;
            found.add(new Step(literal, code, date));
            literal.reset();
        }
        entry.checkEnd();
        steps = found.toArray(new Step[0]);
        tail = Bytes.withSlack(literal.toByteArray(), 0, literal.size());
        tailLength = literal.size();
    }

    int reference() {
        return reference;
    }

    Step[] steps() {
        return steps;
    }

    /** Appends the literal behind the last operation. */
    void putTail(final Lines out) {
        out.put(tail, 0, tailLength);
    }
}
