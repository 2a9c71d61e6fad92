package io.logc.split;

import io.logc.buffer.CorruptBufferException;

/** A text or a template of the dictionary, checked, in memory that no client can change. Immutable. */
final class CachedEntry {
    /** What an entry takes in the dictionary beside its bytes, and in memory at least. */
    private static final int OVERHEAD = 8;

    private final int reference;
    private final byte[] bytes;
    private final int length;
    private final int[] ends;

    private CachedEntry(final int reference, final byte[] bytes, final int from, final int[] ends) {
        this.reference = reference;
        this.length = bytes.length - from;
        this.bytes = Bytes.withSlack(bytes, from, length);
        this.ends = ends;
    }

    static CachedEntry text(final int reference, final byte[] bytes) {
        return new CachedEntry(reference, bytes, 0, null);
    }

    static CachedEntry template(final int reference, final byte[] bytes) throws CorruptBufferException {
        final EntryReader entry = new EntryReader(bytes, reference);
        final int count = entry.uint16();
        if (count == 0 || count > SplitRecord.MAX_SEGMENTS) {
            throw entry.corrupt("segments=" + count + " of a template");
        }
        final int[] ends = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            end += entry.uint16();
            ends[i] = end;
        }
        final int from = entry.skip(end);
        entry.checkEnd();
        return new CachedEntry(reference, bytes, from, ends);
    }

    int reference() {
        return reference;
    }

    boolean isTemplate() {
        return ends != null;
    }

    /** A text's bytes, or those of all segments one after another, and {@link Bytes#SLACK} more. */
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

    /** What it counts in a bound for all of them; never more than the entry's share of the dictionary. */
    int weight() {
        return length + OVERHEAD;
    }
}
