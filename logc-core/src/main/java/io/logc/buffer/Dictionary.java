package io.logc.buffer;

import io.logc.buffer.mapped.MappedAtomicBuffer;
import io.logc.fault.FaultPoint;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Texts that a buffer's records name by number: written once by a producer, never changed, never freed while the buffer
 * lives. Little-endian.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |   Where the next entry goes (from the dictionary's beginning) |   0
 *   |                                                               |
 *   +===============================================================+
 *   |  Entry, at a multiple of 8: length of its bytes, stored last  |   8
 *   +---------------------------------------------------------------+
 *   |  Kind: 1 = text, 2 = template, 3 = program                    |  12
 *   +---------------------------------------------------------------+
 *   |  Bytes                                                        |  16
 *  ...                                                             ...
 * </pre>
 *
 * <p>A <em>reference</em> is an entry's offset in the dictionary. As entries stay what they are, the same record means the
 * same line for whoever drains it, also after the producer's death. A producer that dies in {@link #add} leaves a gap to
 * which nothing refers. When the dictionary is full its users write their texts into the records.
 *
 * <p>Any thread may call any method; no locks.
 */
public final class Dictionary {
    /** What {@link #add} returns when there is no room. */
    public static final int NONE = 0;
    /** Kind of an entry: text of the log file. */
    public static final int KIND_TEXT = 1;
    /** Kind of an entry: a message template taken apart. */
    public static final int KIND_TEMPLATE = 2;
    /** Kind of an entry: a pattern taken apart. */
    public static final int KIND_PROGRAM = 3;
    /** Longest text or template in bytes. */
    public static final int MAX_TEXT_LENGTH = 4 * 1024;
    /** Longest program in bytes. */
    public static final int MAX_PROGRAM_LENGTH = 8 * 1024;

    private static final int FIRST_ENTRY = 8;
    private static final int KIND_OFFSET = 4;
    private static final int BYTES_OFFSET = 8;
    private static final int ALIGNMENT = 8;

    private final MappedAtomicBuffer memory;
    private final int capacity;
    private final BooleanSupplier intact;
    private final Object owner;

    /**
     * A view of a dictionary, which begins as zeros.
     *
     * @param bytes the memory
     * @param offset where it begins, 8-aligned
     * @param length of it
     * @param intact whether the memory is still there
     * @param owner what it belongs to, for messages
     */
    Dictionary(
            final ByteBuffer bytes,
            final int offset,
            final int length,
            final BooleanSupplier intact,
            final Object owner) {
        this.memory = new MappedAtomicBuffer(bytes, offset, length);
        this.capacity = length;
        this.intact = intact;
        this.owner = owner;
    }

    /**
     * Makes an empty dictionary in this process's memory.
     *
     * @param length bytes, a multiple of 8
     * @return the dictionary
     */
    public static Dictionary inMemory(final int length) {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(length + ALIGNMENT).alignedSlice(ALIGNMENT);
        return new Dictionary(bytes, 0, length, () -> true, "dictionary in memory");
    }

    /** Length in bytes, a bound for all that is in it.
     * @return the bytes */
    public int capacity() {
        return capacity;
    }

    /**
     * Adds an entry. Whoever sees the reference in a committed record sees the whole entry.
     *
     * @param kind one of the kinds
     * @param source array that holds the bytes
     * @param offset where they start
     * @param length of them, at most what {@link #maxLength} says
     * @return the reference, or {@link #NONE} when there is no room, or the memory is unusable
     */
    public int add(final int kind, final byte[] source, final int offset, final int length) {
        if (length > maxLength(kind) || !intact.getAsBoolean()) {
            return NONE;
        }
        try {
            final int reference = claim(BYTES_OFFSET + length);
            if (reference != NONE) {
                FaultPoint.TEXT_CLAIMED.reached();
                memory.putInt(reference + KIND_OFFSET, kind);
                memory.putBytes(reference + BYTES_OFFSET, source, offset, length);
                FaultPoint.TEXT_STORED.reached();
                memory.putIntRelease(reference, length);
            }
            return intact.getAsBoolean() ? reference : NONE;
        } catch (final InternalError memoryIsGone) {
            return NONE;
        }
    }

    private int claim(final int length) {
        final int aligned = length + ALIGNMENT - 1 & -ALIGNMENT;
        while (true) {
            final long noted = memory.getLongVolatile(0);
            final long from = noted == 0 ? FIRST_ENTRY : noted;
            if (from < FIRST_ENTRY || from > capacity - aligned || from % ALIGNMENT != 0) {
                return NONE;
            }
            if (memory.compareAndSetLong(0, noted, from + aligned)) {
                return (int) from;
            }
        }
    }

    /**
     * Reads an entry, whose writer may be broken or hostile.
     *
     * @param reference any number
     * @param kind that it must have
     * @return a copy of its bytes
     * @throws CorruptBufferException when there is no such entry
     */
    public byte[] read(final int reference, final int kind) throws CorruptBufferException {
        if (reference < FIRST_ENTRY || reference > capacity - BYTES_OFFSET || reference % ALIGNMENT != 0) {
            throw new CorruptBufferException(owner + ": reference=" + reference + " is outside the dictionary");
        }
        final int length = memory.getIntVolatile(reference);
        final int foundKind = memory.getInt(reference + KIND_OFFSET);
        if (foundKind != kind
                || length < 0
                || length > Math.min(maxLength(kind), capacity - reference - BYTES_OFFSET)) {
            throw new CorruptBufferException(owner + ": reference=" + reference + " names an entry of kind=" + foundKind
                    + ", length=" + length + ", but kind=" + kind + " is needed");
        }
        final byte[] bytes = new byte[length];
        memory.getBytes(reference + BYTES_OFFSET, bytes, 0, length);
        return bytes;
    }

    /**
     * Longest entry of a kind.
     *
     * @param kind one of the kinds
     * @return bytes; nothing for what is no kind
     */
    public static int maxLength(final int kind) {
        return switch (kind) {
            case KIND_TEXT, KIND_TEMPLATE -> MAX_TEXT_LENGTH;
            case KIND_PROGRAM -> MAX_PROGRAM_LENGTH;
            default -> -1;
        };
    }
}
