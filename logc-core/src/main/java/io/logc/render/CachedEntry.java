package io.logc.render;

import io.logc.buffer.CorruptBufferException;

/** A text or a template of the dictionary as one operation needs it: checked, and in memory that no client can change.
 * Immutable. */
final class CachedEntry {
    /** What an entry takes in the dictionary beside its bytes, and in memory at least. */
    private static final int OVERHEAD = 8;

    private final int reference;
    private final LineProgram.Step step;
    private final byte[] bytes;
    private final int length;
    private final int[] ends;

    private CachedEntry(
            final int reference, final LineProgram.Step step, final byte[] source, final int from, final int[] ends) {
        final int prefixLength = step.prefix.length;
        this.reference = reference;
        this.step = step;
        this.length = prefixLength + source.length - from;
        this.bytes = new byte[length + Bytes.SLACK];
        System.arraycopy(step.prefix, 0, bytes, 0, prefixLength);
        System.arraycopy(source, from, bytes, prefixLength, source.length - from);
        this.ends = ends;
    }

    static CachedEntry text(final int reference, final LineProgram.Step step, final byte[] source) {
        return new CachedEntry(reference, step, source, 0, null);
    }

    static CachedEntry template(final int reference, final LineProgram.Step step, final byte[] source)
            throws CorruptBufferException {
        final EntryReader entry = new EntryReader(source, reference);
        final int count = entry.uint16();
        if (count == 0 || count > SplitRecord.MAX_SEGMENTS) {
            throw entry.corrupt("segments=" + count + " of a template");
        }
        final int[] ends = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            end += entry.uint16();
            ends[i] = step.prefix.length + end;
        }
        final int from = entry.skip(end);
        entry.checkEnd();
        return new CachedEntry(reference, step, source, from, ends);
    }

    /** Whether it is what an operation needs that names a reference. */
    boolean is(final int otherReference, final LineProgram.Step otherStep) {
        return reference == otherReference && step == otherStep;
    }

    int reference() {
        return reference;
    }

    LineProgram.Step step() {
        return step;
    }

    /** The operation's prefix, then a text's bytes or those of all segments one after another, and {@link Bytes#SLACK} more. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Where each segment of a template ends. */
    int[] ends() {
        return ends;
    }

    /** What it counts in a bound for all of them; without the prefix never more than its share of the dictionary. */
    int weight() {
        return length - step.prefix.length + OVERHEAD;
    }
}
