package io.logc.buffer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An empty dictionary, used again and again, and what is in it for tests of other packages. */
public final class StressedDictionary {
    private static final int LENGTH = 2048;
    private static final int FIRST_ENTRY = 8;
    private static final int ENTRY_HEADER = 8;
    private static final int ALIGNMENT = 8;

    private static final Queue<StressedDictionary> IDLE = new ConcurrentLinkedQueue<>();

    private final ByteBuffer memory = ByteBuffer.allocateDirect(LENGTH + ALIGNMENT)
            .alignedSlice(ALIGNMENT)
            .order(ByteOrder.LITTLE_ENDIAN);
    private final Dictionary dictionary = new Dictionary(memory, 0, LENGTH, () -> true, "a stress test");

    /** One that nobody uses. */
    public static StressedDictionary take() {
        final StressedDictionary idle = IDLE.poll();
        return idle == null ? new StressedDictionary() : idle;
    }

    /** The dictionary. */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** The texts of all entries of a kind, when nobody adds any more. */
    public List<String> texts(final int kind) {
        final List<String> texts = new ArrayList<>();
        final int end = used();
        for (int at = FIRST_ENTRY; at < end; at = aligned(at + ENTRY_HEADER + memory.getInt(at))) {
            if (memory.getInt(at + Integer.BYTES) == kind) {
                final byte[] bytes = new byte[memory.getInt(at)];
                memory.get(at + ENTRY_HEADER, bytes);
                texts.add(new String(bytes, ISO_8859_1));
            }
        }
        return texts;
    }

    private int used() {
        return (int) memory.getLong(0);
    }

    private static int aligned(final int offset) {
        return offset + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Empties it, and leaves it to another state. */
    public void giveBack() {
        memory.put(0, new byte[Math.max(FIRST_ENTRY, used())]);
        IDLE.add(this);
    }
}
