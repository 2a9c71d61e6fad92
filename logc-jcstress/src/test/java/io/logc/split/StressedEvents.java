package io.logc.split;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import io.logc.buffer.StressedDictionary;
import io.logc.render.Lines;
import io.logc.render.SplitRenderer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Two threads that write split events with names, and render what they see committed, as whoever drains a buffer does. */
final class StressedEvents {
    private static final SplitPattern PATTERN = SplitPattern.builder(UTF_8)
            .literal("<")
            .name("stress")
            .literal(">\n")
            .build();
    private static final int FIRST_LENGTH = 64;

    private final StressedDictionary memory = StressedDictionary.take();
    private final Dictionary dictionary = memory.dictionary();
    private final Names names = new Names(dictionary);
    private final SplitEvent[] producers = {new SplitEvent(null), new SplitEvent(null)};
    private final SplitRenderer[] renderers = {new SplitRenderer(dictionary), new SplitRenderer(dictionary)};
    private final String[] keys;
    private final AtomicReferenceArray<byte[]> records;

    /**
     * Nothing is in the dictionary yet, but each key was seen once.
     *
     * @param keys of the events, in the order of the records
     */
    StressedEvents(final String... keys) {
        this.keys = keys;
        records = new AtomicReferenceArray<>(keys.length);
        for (final String key : keys) {
            if (names.find(PATTERN.scope(0), key) == null) {
                names.isSeenAgain(PATTERN.scope(0), key, 0);
            }
        }
    }

    private static String text(final String key) {
        return "the text of " + key;
    }

    /** One of the two writes and commits events, and renders all that it sees; whether each line is what it must be. */
    boolean write(final int producer, final int from, final int count) {
        boolean right = true;
        for (int i = from; i < from + count; i++) {
            write(producer, i);
            right &= areLinesRight(producer);
        }
        return right;
    }

    private void write(final int producer, final int number) {
        final String key = keys[number];
        final SplitEvent event = producers[producer];
        if (event.begin(PATTERN, names)) {
            if (!event.name(key)) {
                event.newName(key, text(key));
            }
            records.setRelease(number, Arrays.copyOf(event.bytes(), event.length()));
        }
    }

    private boolean areLinesRight(final int consumer) {
        boolean right = true;
        for (int i = 0; i < keys.length; i++) {
            final byte[] record = records.getAcquire(i);
            right &= record == null || ("<" + text(keys[i]) + ">\n").equals(render(renderers[consumer], record));
        }
        return right;
    }

    private static String render(final SplitRenderer renderer, final byte[] record) {
        final Lines line = new Lines(FIRST_LENGTH);
        try {
            renderer.render(ByteBuffer.wrap(record), 0, record.length, line);
        } catch (final CorruptBufferException damaged) {
            return damaged.getMessage();
        }
        return new String(line.bytes(), 0, line.length(), UTF_8);
    }

    /** Whether all are committed, and right for both. */
    boolean areAllRight() {
        for (int i = 0; i < keys.length; i++) {
            if (records.getAcquire(i) == null) {
                return false;
            }
        }
        return areLinesRight(0) && areLinesRight(1);
    }

    /** How often a key's text is in the dictionary. */
    int entries(final String key) {
        return Collections.frequency(memory.texts(Dictionary.KIND_TEXT), text(key));
    }

    /** How often the program is in the dictionary. */
    int programs() {
        return memory.texts(Dictionary.KIND_PROGRAM).size();
    }

    /** Leaves the memory to another state. */
    void giveBack() {
        memory.giveBack();
    }
}
