package io.logc.message.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells which bytes may stand in a line as they are. Any thread. */
final class PlainText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final int BLOCK_LENGTH = 4 * Long.BYTES;
    private static final int DELETE = 0x7f;

    private PlainText() {}

    /**
     * Counts the leading bytes that are printable ASCII and need no escape.
     *
     * @param source bytes
     * @param offset of the first
     * @param length how many
     * @param word whether a space needs an escape as well
     * @return 0 to length
     */
    static int prefixLength(final byte[] source, final int offset, final int length, final boolean word) {
        int i = 0;
        while (i + BLOCK_LENGTH <= length && isBlockPlain(source, offset + i, word)) {
            i += BLOCK_LENGTH;
        }
        while (i + Long.BYTES <= length && isPlain(longAt(source, offset + i), word)) {
            i += Long.BYTES;
        }
        if (length >= Long.BYTES
                && length - i < Long.BYTES
                && isPlain(longAt(source, offset + length - Long.BYTES), word)) {
            return length;
        }
        while (i < length && isPlain(source[offset + i], word)) {
            i++;
        }
        return i;
    }

    private static long longAt(final byte[] source, final int index) {
        return (long) LONGS.get(source, index);
    }

    /** One branch for all of it. */
    private static boolean isBlockPlain(final byte[] source, final int index, final boolean word) {
        final long marks = marks(longAt(source, index), word)
                | marks(longAt(source, index + Long.BYTES), word)
                | marks(longAt(source, index + 2 * Long.BYTES), word)
                | marks(longAt(source, index + 3 * Long.BYTES), word);
        return (marks & HIGH_BITS) == 0;
    }

    private static boolean isPlain(final long bytes, final boolean word) {
        return (marks(bytes, word) & HIGH_BITS) == 0;
    }

    /**
     * The highest bit of each of eight bytes that is not plain. Additions and subtractions carry into the next byte only where
     * this one is not plain anyway.
     */
    private static long marks(final long bytes, final boolean word) {
        final long backslash = bytes ^ ONES * '\\';
        long marks = bytes | bytes + ONES | bytes - ONES * ' ' | backslash - ONES & ~backslash;
        if (word) {
            marks |= bytes - ONES * (' ' + 1);
        }
        return marks;
    }

    private static boolean isPlain(final byte value, final boolean word) {
        return value >= ' ' && value != DELETE && value != '\\' && !(word && value == ' ');
    }

    /**
     * Looks at the character at the offset.
     *
     * @param source bytes
     * @param offset of the character
     * @param end of the source; what is cut off by it is not valid
     * @param word whether a space needs an escape as well
     * @return how many bytes may stand as they are (1 to 4), or, negative, how many must be escaped each
     */
    static int printableSequence(final byte[] source, final int offset, final int end, final boolean word) {
        final byte first = source[offset];
        if (first >= 0) {
            return isPlain(first, word) ? 1 : -1;
        }
        final int length = utf8Length(source, offset, end);
        if (length == 0) {
            return -1;
        }
        return isControlOrSeparator(source, offset, length) ? -length : length;
    }

    /** U+0080 to U+009F, U+2028 and U+2029. */
    private static boolean isControlOrSeparator(final byte[] source, final int offset, final int length) {
        if (length == 2) {
            return source[offset] == (byte) 0xc2 && source[offset + 1] < (byte) 0xa0;
        }
        return length == 3
                && source[offset] == (byte) 0xe2
                && source[offset + 1] == (byte) 0x80
                && (source[offset + 2] == (byte) 0xa8 || source[offset + 2] == (byte) 0xa9);
    }

    /**
     * Length of the valid sequence of two bytes and more at the offset: no overlong form, no surrogate, nothing beyond U+10FFFF.
     *
     * @param source bytes
     * @param offset of a byte that is not ASCII
     * @param end of the source
     * @return 2 to 4, or 0 when there is none
     */
    static int utf8Length(final byte[] source, final int offset, final int end) {
        final int first = source[offset] & 0xff;
        final int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length == 0 || end - offset < length) {
            return 0;
        }
        final int second = source[offset + 1] & 0xff;
        final int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        final int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((source[offset + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
