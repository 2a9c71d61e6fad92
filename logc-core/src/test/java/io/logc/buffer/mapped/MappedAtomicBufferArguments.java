package io.logc.buffer.mapped;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Draws the arguments of one call of an operation. Two of them with the same seed draw the same arguments, so that the
 * same call can be made on two buffers.
 */
final class MappedAtomicBufferArguments {

    /** Which index a call gets, for an access of a size in a buffer of a capacity, both in bytes. */
    enum IndexChoice {
        IN_BOUNDS,
        MINUS_ONE,
        CAPACITY,
        ONE_TOO_FAR,
        LARGEST,
        SMALLEST
    }

    private static final String[] TEXTS = {
        "",
        "a",
        "plain ASCII",
        "Grüße",
        "\u007f\u0080",
        "日本語",
        "\uD83D\uDE00 pair",
        "lone \uD83D",
        "-17",
        "0",
        "nul\0in it"
    };

    private final Random random;
    private final int capacity;
    private final IndexChoice choice;
    private boolean indexDrawn;

    MappedAtomicBufferArguments(final long seed, final int capacity, final IndexChoice choice) {
        this.random = new Random(seed);
        this.capacity = capacity;
        this.choice = choice;
    }

    /** Whether the call took an index that the choice decides. */
    boolean indexDrawn() {
        return indexDrawn;
    }

    /** An index for an access of a size, aligned to nothing. */
    int index(final int size) {
        return index(size, 1);
    }

    /** An index for an access of a size, aligned to that size. */
    int alignedIndex(final int size) {
        return index(size, size);
    }

    private int index(final int size, final int alignment) {
        indexDrawn = true;
        return switch (choice) {
            case IN_BOUNDS -> random.nextInt(capacity - size + 1) / alignment * alignment;
            case MINUS_ONE -> -1;
            case CAPACITY -> capacity;
            case ONE_TOO_FAR -> capacity - size + 1;
            case LARGEST -> Integer.MAX_VALUE;
            case SMALLEST -> Integer.MIN_VALUE;
        };
    }

    /** A length from 1 up, or from 0 where the index is in bounds anyway. */
    int length(final int max) {
        return choice == IndexChoice.IN_BOUNDS ? random.nextInt(max + 1) : 1 + random.nextInt(max);
    }

    /** A maximum that a length just keeps, or sometimes, where the index is in bounds anyway, just breaks. */
    int maxLength(final int length) {
        return choice == IndexChoice.IN_BOUNDS && random.nextInt(4) == 0 ? length - 1 : length;
    }

    /** A number between two, both included. */
    int number(final int from, final int to) {
        return from + random.nextInt(to - from + 1);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    ByteOrder order() {
        return random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /** A number of any magnitude, the extremes included. */
    long longValue() {
        return switch (random.nextInt(8)) {
            case 0 -> 0L;
            case 1 -> Long.MIN_VALUE;
            case 2 -> Long.MAX_VALUE;
            case 3 -> -1L;
            default -> random.nextLong() >> random.nextInt(Long.SIZE);
        };
    }

    /** A number of any magnitude, the extremes included. */
    int intValue() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> Integer.MAX_VALUE;
            case 3 -> -1;
            default -> random.nextInt() >> random.nextInt(Integer.SIZE);
        };
    }

    int naturalInt() {
        return intValue() & Integer.MAX_VALUE;
    }

    long naturalLong() {
        return longValue() & Long.MAX_VALUE;
    }

    short shortValue() {
        return (short) intValue();
    }

    char charValue() {
        return (char) intValue();
    }

    byte byteValue() {
        return (byte) intValue();
    }

    /** Any bit pattern, not-a-number ones included. */
    double doubleValue() {
        return Double.longBitsToDouble(longValue());
    }

    /** Any bit pattern, not-a-number ones included. */
    float floatValue() {
        return Float.intBitsToFloat(intValue());
    }

    byte[] bytes(final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A buffer of random bytes, on the heap or direct, with a position and a limit somewhere. */
    ByteBuffer byteBuffer(final int length) {
        final ByteBuffer whole =
                random.nextBoolean() ? ByteBuffer.allocate(length + 3) : ByteBuffer.allocateDirect(length + 3);
        whole.put(0, bytes(length + 3));
        final ByteBuffer buffer = whole.slice(3, length);
        final int limit = random.nextInt(length + 1);
        return buffer.limit(limit).position(random.nextInt(limit + 1));
    }

    /** A text, or null; neither null nor empty where the access must be out of bounds. */
    String text() {
        if (choice == IndexChoice.IN_BOUNDS && random.nextInt(TEXTS.length) == 0) {
            return null;
        }
        final int first = choice == IndexChoice.IN_BOUNDS ? 0 : 1;
        return TEXTS[first + random.nextInt(TEXTS.length - first)];
    }

    /** Something like a decimal number of one byte or more: in range or beyond it, or with a character that is none. */
    byte[] decimal() {
        final StringBuilder text = new StringBuilder();
        if (random.nextInt(3) == 0) {
            text.append('-');
        }
        switch (random.nextInt(6)) {
            case 0 -> text.append(Integer.toUnsignedString(Integer.MIN_VALUE + random.nextInt(3) - 1));
            case 1 -> text.append(Long.toUnsignedString(Long.MIN_VALUE + random.nextInt(3) - 1));
            case 2 -> text.append("0".repeat(random.nextInt(12))).append(naturalInt());
            default -> text.append("9876543210987654321098", 0, 1 + random.nextInt(21));
        }
        if (random.nextInt(4) == 0) {
            text.setCharAt(random.nextInt(text.length()), " +-/:x".charAt(random.nextInt(6)));
        }
        return text.toString().getBytes(US_ASCII);
    }

    /** Prepares the content that a call is to find, where that is in bounds. */
    void plant(final AtomicBuffer buffer, final int index, final byte[] content) {
        if (index >= 0 && index <= capacity - content.length) {
            buffer.putBytes(index, content);
        }
    }

    /** Prepares the length before a string: mostly one that is in bounds, sometimes zero, negative or too large. */
    void plantLength(final AtomicBuffer buffer, final int index, final ByteOrder order) {
        final int room = Math.max(1, capacity - index - Integer.BYTES);
        final int length =
                random.nextInt(8) == 0 ? intValue() : random.nextInt(Math.max(1, Math.min(room + 2, capacity)));
        plant(
                buffer,
                index,
                ByteBuffer.allocate(Integer.BYTES).order(order).putInt(length).array());
    }
}
