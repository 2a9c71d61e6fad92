package io.logc.render;

import io.logc.buffer.CorruptBufferException;
import java.util.Arrays;

/**
 * How a date and time is written, in digits only: a list of one-byte codes.
 *
 * <pre>
 *   0x01         year, four digits
 *   0x02 .. 0x06 month, day, hour (0-23), minute, second, two digits each
 *   0x08         hour (1-12), two digits
 *   0x12 .. 0x18 the same without a leading zero
 *   0x21 .. 0x29 one to nine digits of the fraction of the second, truncated
 *   0x00 b       the ASCII character b
 * </pre>
 *
 * <p>Immutable.
 */
public final class DateProgram {
    static final int CHARACTER = 0x00;
    static final int YEAR = 0x01;
    static final int MONTH = 0x02;
    static final int DAY = 0x03;
    static final int HOUR = 0x04;
    static final int MINUTE = 0x05;
    static final int SECOND = 0x06;
    static final int HOUR_12 = 0x08;
    /** Added to a code: without a leading zero. */
    static final int SHORT = 0x10;
    /** Added to a number of digits. */
    static final int FRACTION = 0x20;
    /** Most codes in bytes: {@link SplitRecord} has one byte for their number. */
    public static final int MAX_LENGTH = 255;

    private static final int MILLIS_DIGITS = 3;
    private static final int NANOS_DIGITS = 9;
    private static final int ASCII = 0x7F;

    private final byte[] codes;
    private final boolean hasNanos;

    private DateProgram(final byte[] codes) {
        this.codes = codes;
        boolean nanos = false;
        for (int i = 0; i < codes.length; i++) {
            nanos |= codes[i] > FRACTION + MILLIS_DIGITS;
            i += codes[i] == CHARACTER ? 1 : 0;
        }
        this.hasNanos = nanos;
    }

    /**
     * Takes a pattern of {@link java.time.format.DateTimeFormatter} apart.
     *
     * @param pattern of the letters {@code yyyy uuuu MM M dd d HH H hh h mm m ss s S..SSSSSSSSS}, quoted text, and what is no
     *     letter; ASCII
     * @return the program that writes the same for the years 1970 to 9999, or null when there is none
     */
    public static DateProgram parse(final String pattern) {
        final byte[] codes = new byte[2 * pattern.length()];
        int length = 0;
        int at = 0;
        while (at < pattern.length()) {
            final char c = pattern.charAt(at);
            if (c == '\'') {
                final int end = endOfQuote(pattern, at);
                final int quoted = end < 0 ? -1 : putQuoted(pattern, at, end, codes, length);
                if (quoted < 0) {
                    return null;
                }
                length = quoted;
                at = end;
            } else if (isLetter(c)) {
                int end = at + 1;
                while (end < pattern.length() && pattern.charAt(end) == c) {
                    end++;
                }
                final int code = code(c, end - at);
                if (code < 0) {
                    return null;
                }
                codes[length++] = (byte) code;
                at = end;
            } else if (c > ASCII || "[]{}#".indexOf(c) >= 0) {
                return null;
            } else {
                codes[length++] = CHARACTER;
                codes[length++] = (byte) c;
                at++;
            }
        }
        return length == 0 || length > MAX_LENGTH ? null : new DateProgram(Arrays.copyOf(codes, length));
    }

    private static boolean isLetter(final char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    /** Where a quoted text ends, behind its closing quote; two quotes in it stand for one. */
    private static int endOfQuote(final String pattern, final int begin) {
        int at = begin + 1;
        while (at < pattern.length()) {
            if (pattern.charAt(at) != '\'') {
                at++;
            } else if (at + 1 < pattern.length() && pattern.charAt(at + 1) == '\'') {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return -1;
    }

    private static int putQuoted(
            final String pattern, final int begin, final int end, final byte[] codes, final int index) {
        final String text =
                end - begin == 2 ? "'" : pattern.substring(begin + 1, end - 1).replace("''", "'");
        int at = index;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > ASCII) {
                return -1;
            }
            codes[at++] = CHARACTER;
            codes[at++] = (byte) text.charAt(i);
        }
        return at;
    }

    private static int code(final char letter, final int count) {
        if (letter == 'S') {
            return count <= NANOS_DIGITS ? FRACTION + count : -1;
        }
        if (letter == 'y' || letter == 'u') {
            return count == 4 ? YEAR : -1;
        }
        final int twoDigits =
                switch (letter) {
                    case 'M' -> MONTH;
                    case 'd' -> DAY;
                    case 'H' -> HOUR;
                    case 'h' -> HOUR_12;
                    case 'm' -> MINUTE;
                    case 's' -> SECOND;
                    default -> -1;
                };
        return twoDigits < 0 || count > 2 ? -1 : count == 2 ? twoDigits : twoDigits + SHORT;
    }

    /** Takes encoded codes that somebody else has written. */
    static DateProgram decode(final EntryReader entry, final byte[] bytes) throws CorruptBufferException {
        final int length = entry.uint8();
        final int from = entry.skip(length);
        final byte[] codes = Arrays.copyOfRange(bytes, from, from + length);
        if (length == 0) {
            throw entry.corrupt("a date without codes");
        }
        for (int i = 0; i < length; i++) {
            final int code = codes[i];
            if (code == CHARACTER && i + 1 < length && codes[i + 1] >= 0) {
                i++;
            } else if (!isField(code) && !isFraction(code)) {
                throw entry.corrupt("unknown code=" + code + " in a date");
            }
        }
        return new DateProgram(codes);
    }

    private static boolean isField(final int code) {
        final int field = code >= SHORT ? code - SHORT : code;
        return code == YEAR || field >= MONTH && field <= SECOND || field == HOUR_12;
    }

    static boolean isFraction(final int code) {
        return code > FRACTION && code <= FRACTION + NANOS_DIGITS;
    }

    /** Whether it shows more than milliseconds.
     * @return true when each event needs its nanoseconds */
    public boolean hasNanos() {
        return hasNanos;
    }

    /** The codes.
     * @return a copy, at most 255 bytes */
    public byte[] encoded() {
        return codes.clone();
    }
}
