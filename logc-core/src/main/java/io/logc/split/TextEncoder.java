package io.logc.split;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Encodes text as the JDK's encoders with replacement do, without garbage: what cannot be encoded, and half a surrogate
 * pair, is a question mark.
 *
 * <p>Stateless; any thread. For the charsets in which ASCII stands for itself and no byte depends on an earlier one.
 */
enum TextEncoder {
    /** UTF-8. */
    UTF_8(0x7F) {
        @Override
        int put(final int codePoint, final byte[] target, final int offset) {
            int at = offset;
            if (codePoint < TWO_BYTES) {
                target[at++] = (byte) (LEAD_2 | codePoint >> 6);
            } else {
                if (codePoint < THREE_BYTES) {
                    target[at++] = (byte) (LEAD_3 | codePoint >> 12);
                } else {
                    target[at++] = (byte) (LEAD_4 | codePoint >> 18);
                    target[at++] = (byte) (TRAIL | codePoint >> 12 & TRAIL_BITS);
                }
                target[at++] = (byte) (TRAIL | codePoint >> 6 & TRAIL_BITS);
            }
            target[at++] = (byte) (TRAIL | codePoint & TRAIL_BITS);
            return at;
        }
    },
    /** ISO-8859-1. */
    LATIN_1(0xFF),
    /** US-ASCII. */
    ASCII(0x7F);

    /** Most bytes that a char becomes. */
    static final int MAX_BYTES_PER_CHAR = 3;

    private static final int TWO_BYTES = 0x800;
    private static final int THREE_BYTES = 0x10000;
    private static final int LEAD_2 = 0xC0;
    private static final int LEAD_3 = 0xE0;
    private static final int LEAD_4 = 0xF0;
    private static final int TRAIL = 0x80;
    private static final int TRAIL_BITS = 0x3F;
    private static final byte REPLACEMENT = '?';

    /** Highest char that is a byte of its own. */
    private final int lastSingle;

    TextEncoder(final int lastSingle) {
        this.lastSingle = lastSingle;
    }

    /** The encoder of a charset, or null when its text cannot be put together from pieces. */
    static TextEncoder of(final Charset charset) {
        if (StandardCharsets.UTF_8.equals(charset)) {
            return UTF_8;
        }
        if (StandardCharsets.ISO_8859_1.equals(charset)) {
            return LATIN_1;
        }
        return StandardCharsets.US_ASCII.equals(charset) ? ASCII : null;
    }

    /**
     * Encodes a text.
     *
     * @param text what to encode
     * @param target with room for {@link #MAX_BYTES_PER_CHAR} for each char
     * @param offset where the first byte goes
     * @return offset after the last byte
     */
    final int encode(final CharSequence text, final byte[] target, final int offset) {
        final char[] chars = text.toString().toCharArray();
        return encode(chars, chars.length, target, offset);
    }

    /**
     * Encodes a text that was copied to an array: as long as {@code String.charAt} has to look for each char how its string is
     * stored, which it does in a program that has seen both ways, the copy is twice as quick.
     *
     * @param text what to encode
     * @param length of the text
     * @param target with room for {@link #MAX_BYTES_PER_CHAR} for each char
     * @param offset where the first byte goes
     * @return offset after the last byte
     */
    final int encode(final char[] text, final int length, final byte[] target, final int offset) {
        final int last = lastSingle;
        for (int i = 0; i < length; i++) {
            final char c = text[i];
            if (c > last) {
                return encodeRest(text, i, length, target, offset + i);
            }
            target[offset + i] = (byte) c;
        }
        return offset + length;
    }

    private int encodeRest(final char[] text, final int from, final int length, final byte[] target, final int offset) {
        int at = offset;
        for (int i = from; i < length; i++) {
            final char c = text[i];
            if (c <= lastSingle) {
                target[at++] = (byte) c;
            } else if (!Character.isSurrogate(c)) {
                at = put(c, target, at);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text[i + 1])) {
                at = put(Character.toCodePoint(c, text[i + 1]), target, at);
                i++;
            } else {
                target[at++] = REPLACEMENT;
            }
        }
        return at;
    }

    /** Puts what is no byte of its own, and is no half of a pair. */
    int put(final int codePoint, final byte[] target, final int offset) {
        target[offset] = REPLACEMENT;
        return offset + 1;
    }
}
