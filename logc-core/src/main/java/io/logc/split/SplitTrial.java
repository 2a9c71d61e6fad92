package io.logc.split;

import io.logc.buffer.Dictionary;
import io.logc.render.SplitLine;

/**
 * A pattern's events written and rendered in memory, for an appender that looks at its start whether the lines are the same
 * as its framework's. Owned by one thread.
 */
public final class SplitTrial {
    private static final int DICTIONARY_LENGTH = 64 * 1024;

    private final SplitPattern pattern;
    private final Names names = new Names(Dictionary.inMemory(DICTIONARY_LENGTH));
    private final SplitEvent event = new SplitEvent(null);

    /**
     * A trial with nothing in its dictionary.
     *
     * @param pattern to be tried
     */
    public SplitTrial(final SplitPattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Begins an event; {@link #render} ends it.
     *
     * @return the one event of this trial
     */
    public SplitEvent begin() {
        event.begin(pattern, names);
        return event;
    }

    /**
     * Makes the line.
     *
     * @param written what {@link #begin} returned, with all its fields
     * @return the line
     */
    public byte[] render(final SplitEvent written) {
        return SplitLine.of(names.dictionary(), written.bytes(), written.length());
    }
}
