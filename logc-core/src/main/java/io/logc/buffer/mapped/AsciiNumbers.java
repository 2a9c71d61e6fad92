package io.logc.buffer.mapped;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.agrona.AsciiNumberFormatException;

/**
 * Decimal numbers as ASCII digits in a byte buffer, with the limits that Agrona's buffers have: no sign but a leading
 * minus, and never more digits than the largest number of the type has, leading zeros included.
 *
 * <p>Indexes are absolute and lengths in bytes; the buffer's limit must be its capacity. Stateless, for any thread.
 */
final class AsciiNumbers {

    private static final int INT_MAX_DIGITS = 10;
    private static final int LONG_MAX_DIGITS = 19;

    private AsciiNumbers() {}

    static int parseInt(final ByteBuffer bytes, final int index, final int length) {
        return (int) parse(bytes, index, length, true, INT_MAX_DIGITS, Integer.MAX_VALUE);
    }

    static int parseNaturalInt(final ByteBuffer bytes, final int index, final int length) {
        return (int) parse(bytes, index, length, false, INT_MAX_DIGITS, Integer.MAX_VALUE);
    }

    static long parseLong(final ByteBuffer bytes, final int index, final int length) {
        return parse(bytes, index, length, true, LONG_MAX_DIGITS, Long.MAX_VALUE);
    }

    static long parseNaturalLong(final ByteBuffer bytes, final int index, final int length) {
        return parse(bytes, index, length, false, LONG_MAX_DIGITS, Long.MAX_VALUE);
    }

    private static long parse(
            final ByteBuffer bytes,
            final int index,
            final int length,
            final boolean signed,
            final int maxDigits,
            final long max) {
        Objects.checkFromIndexSize(index, length, bytes.capacity());
        final boolean negative = signed && length > 0 && bytes.get(index) == '-';
        final int end = index + length;
        final int firstDigit = negative ? index + 1 : index;
        final int digits = end - firstDigit;
        if (digits == 0) {
            throw refused(bytes, index, length, "no digits");
        }
        if (digits > maxDigits) {
            throw refused(bytes, index, length, "more than " + maxDigits + " digits");
        }
        long magnitude = 0; // read as unsigned: 19 digits always fit
        for (int i = firstDigit; i < end; i++) {
            final int digit = bytes.get(i) - '0';
            if (digit < 0 || digit > 9) {
                throw refused(bytes, index, length, "not a number");
            }
            magnitude = magnitude * 10 + digit;
        }
        final long limit = negative ? max + 1 : max;
        if (Long.compareUnsigned(magnitude, limit) > 0) {
            throw refused(bytes, index, length, "beyond " + (negative ? "-" : "") + Long.toUnsignedString(limit));
        }
        return negative ? -magnitude : magnitude;
    }

    private static AsciiNumberFormatException refused(
            final ByteBuffer bytes, final int index, final int length, final String reason) {
        final byte[] text = new byte[length];
        bytes.get(index, text, 0, length);
        return new AsciiNumberFormatException("index=" + index + " length=" + length + " text="
                + new String(text, StandardCharsets.US_ASCII) + ": " + reason);
    }

    /** Puts a number with as many digits as it needs, and returns the number of bytes. */
    static int put(final ByteBuffer bytes, final int index, final long value) {
        final long negated = value < 0 ? value : -value; // negative, because Long.MIN_VALUE has no positive
        final int signLength = value < 0 ? 1 : 0;
        final int length = signLength + digitCount(negated);
        Objects.checkFromIndexSize(index, length, bytes.capacity());
        if (value < 0) {
            bytes.put(index, (byte) '-');
        }
        putDigits(bytes, index + signLength, index + length, negated);
        return length;
    }

    /** As {@link #put}, for numbers that are not negative. */
    static int putNatural(final ByteBuffer bytes, final int index, final long value) {
        requireNatural(value);
        return put(bytes, index, value);
    }

    /** Puts a number with leading zeros over the whole length; too long a number leaves its last digits there. */
    static void putNaturalPadded(final ByteBuffer bytes, final int index, final int length, final int value) {
        requireNatural(value);
        Objects.checkFromIndexSize(index, length, bytes.capacity());
        if (putDigits(bytes, index, index + length, -value) != 0) {
            throw new NumberFormatException("value=" + value + " length=" + length + ": has more digits than that");
        }
    }

    /** Puts a number that ends at an index, and returns where it begins. Zero puts nothing, as in Agrona's buffers. */
    static int putNaturalFromEnd(final ByteBuffer bytes, final int value, final int endExclusive) {
        requireNatural(value);
        final int begin = endExclusive - digitCount(-value);
        Objects.checkFromIndexSize(begin, endExclusive - begin, bytes.capacity());
        if (value == 0) {
            return endExclusive;
        }
        putDigits(bytes, begin, endExclusive, -value);
        return begin;
    }

    /** Fills {@code [begin, end)} with the last digits of a negated number, and returns what is left of it. */
    private static long putDigits(final ByteBuffer bytes, final int begin, final int end, final long negated) {
        long rest = negated;
        for (int i = end - 1; i >= begin; i--) {
            bytes.put(i, (byte) ('0' - rest % 10));
            rest /= 10;
        }
        return rest;
    }

    private static int digitCount(final long negated) {
        int count = 1;
        for (long rest = negated / 10; rest != 0; rest /= 10) {
            count++;
        }
        return count;
    }

    private static void requireNatural(final long value) {
        if (value < 0) {
            throw new NumberFormatException("value=" + value + ": must not be negative");
        }
    }
}
