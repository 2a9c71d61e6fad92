package io.logc.buffer.mapped;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Two cache lines of off-heap memory for each state, used again long after. */
final class MappedWords {
    /** Where the first word is. */
    static final int FIRST = 0;
    /** Where the second is, on a line of its own. */
    static final int SECOND = 64;

    private static final int LENGTH = 128;
    private static final int COUNT = 1 << 16;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final MappedAtomicBuffer[] ALL = new MappedAtomicBuffer[COUNT];

    static {
        final ByteBuffer memory =
                ByteBuffer.allocateDirect((COUNT + 1) * LENGTH).alignedSlice(Long.BYTES);
        for (int i = 0; i < COUNT; i++) {
            ALL[i] = new MappedAtomicBuffer(memory, i * LENGTH, LENGTH);
        }
    }

    private MappedWords() {}

    static MappedAtomicBuffer take() {
        final MappedAtomicBuffer words = ALL[NEXT.getAndIncrement() & COUNT - 1];
        words.putLong(FIRST, 0);
        words.putLong(SECOND, 0);
        return words;
    }
}
