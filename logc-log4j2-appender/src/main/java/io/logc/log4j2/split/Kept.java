package io.logc.log4j2.split;

import io.logc.pool.SlotPool;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts of one event that must not be made twice, in case the line has to be put together after all. Lent from a pool; one
 * thread at a time uses it.
 */
final class Kept extends SlotPool.Slotted {
    /** A text that one long event made longer than this is not kept. Characters. */
    static final int RETAINED_LENGTH = 16 * 1024;

    private static final SlotPool<Kept> POOL = new SlotPool<>(Kept::new);

    private final List<StringBuilder> texts = new ArrayList<>();
    private final List<Field> owners = new ArrayList<>();
    private int count;

    /** Borrows an empty one. */
    static Kept take() {
        final Kept kept = POOL.take();
        kept.count = 0;
        return kept;
    }

    /** Returns this to the pool, which outlives configurations and must keep nothing of theirs. The caller must not use it any more. */
    void giveBack() {
        // Not only up to the count: a call that was cut off may have left some.
        for (int i = 0; i < texts.size(); i++) {
            owners.set(i, null);
            if (texts.get(i).capacity() > RETAINED_LENGTH) {
                texts.set(i, new StringBuilder());
            }
        }
        POOL.give(this);
    }

    /** A place for the text of a field, empty. */
    StringBuilder textFor(final Field field) {
        if (count == texts.size()) {
            owners.add(field);
            texts.add(new StringBuilder());
        }
        owners.set(count, field);
        final StringBuilder text = texts.get(count++);
        text.setLength(0);
        return text;
    }

    /** The text of a field, or null when it has none here. */
    StringBuilder textOf(final Field field) {
        for (int i = 0; i < count; i++) {
            if (owners.get(i) == field) {
                return texts.get(i);
            }
        }
        return null;
    }
}
