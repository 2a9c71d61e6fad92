package io.logc.render;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;

/**
 * The texts and templates of a dictionary that were needed lately: a table with two places for each, which takes no memory
 * until it is used. However many entries a client makes there are no more than {@link #MAX_ENTRIES} here, and together they
 * are not longer than the dictionary, but for the short literals that operations have put before them.
 *
 * <p>Owned by one thread.
 */
final class EntryCache {
    static final int MAX_ENTRIES = 1024;

    private static final CachedEntry[] EMPTY = new CachedEntry[2];
    private static final int ALIGNMENT_BITS = 3;
    private static final int SPREAD = 0x9E3779B1;
    private static final int HASH_SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(MAX_ENTRIES);

    private final Dictionary dictionary;
    private CachedEntry[] entries = EMPTY;
    private long weight;

    EntryCache(final Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    CachedEntry text(final int reference, final LineProgram.Step step) throws CorruptBufferException {
        final CachedEntry found = find(reference, step);
        return found != null
                ? found
                : add(CachedEntry.text(reference, step, dictionary.read(reference, Dictionary.KIND_TEXT)));
    }

    CachedEntry template(final int reference, final LineProgram.Step step) throws CorruptBufferException {
        final CachedEntry found = find(reference, step);
        return found != null
                ? found
                : add(CachedEntry.template(reference, step, dictionary.read(reference, Dictionary.KIND_TEMPLATE)));
    }

    /** What the entries weigh together. */
    long weight() {
        return weight;
    }

    /** Gives up the memory. */
    void clear() {
        entries = EMPTY;
        weight = 0;
    }

    private int place(final int reference, final LineProgram.Step step) {
        return ((reference >>> ALIGNMENT_BITS) + step.salt) * SPREAD >>> HASH_SHIFT & entries.length - 1;
    }

    private CachedEntry find(final int reference, final LineProgram.Step step) {
        final int place = place(reference, step);
        final CachedEntry first = entries[place];
        if (first != null && first.is(reference, step)) {
            return first;
        }
        final CachedEntry second = entries[place ^ 1];
        return second != null && second.is(reference, step) ? second : null;
    }

    /** The newest is looked at first, and the older one of its two predecessors goes. */
    private CachedEntry add(final CachedEntry entry) {
        if (entries == EMPTY || weight + entry.weight() > dictionary.capacity()) {
            entries = new CachedEntry[MAX_ENTRIES];
            weight = 0;
        }
        final int place = place(entry.reference(), entry.step());
        final CachedEntry older = entries[place ^ 1];
        weight += entry.weight() - (older == null ? 0 : older.weight());
        entries[place ^ 1] = entries[place];
        entries[place] = entry;
        return entry;
    }
}
