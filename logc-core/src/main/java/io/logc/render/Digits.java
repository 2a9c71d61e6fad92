package io.logc.render;

/** Decimal numbers in ASCII, two digits at a time. Stateless. */
final class Digits {
    /** Longest number in bytes, that is {@link Long#MIN_VALUE}. */
    static final int MAX_LENGTH = 20;

    private static final int INT_DIGITS = 10;
    private static final int LONG_DIGITS = 19;
    private static final short[] PAIRS = pairs();
    private static final long[] POWERS_OF_TEN = powersOfTen();
    private static final long[] COUNTS = counts();

    private Digits() {}

    private static long[] powersOfTen() {
        final long[] powers = new long[LONG_DIGITS];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static short[] pairs() {
        final short[] pairs = new short[100];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) ('0' + i / 10 | '0' + i % 10 << Byte.SIZE);
        }
        return pairs;
    }

    /**
     * Puts a number with as many digits as it needs.
     *
     * @return index behind it
     */
    static int put(final byte[] to, final int index, final long value) {
        int at = index;
        if (value < 0) {
            to[at++] = '-';
        }
        // The smallest number has no positive; its digits are those of an unsigned one.
        long magnitude = Math.abs(value);
        final int end = at + count(magnitude);
        int pair = end;
        while (magnitude < 0 || magnitude > Integer.MAX_VALUE) {
            final long hundreds = magnitude < 0 ? Long.divideUnsigned(magnitude, 100) : magnitude / 100;
            pair -= 2;
            Bytes.SHORT.set(to, pair, PAIRS[(int) (magnitude - hundreds * 100)]);
            magnitude = hundreds;
        }
        putBackwards(to, pair, (int) magnitude);
        return end;
    }

    /** Puts exactly two digits of a number below 100. */
    static void putTwo(final byte[] to, final int index, final int value) {
        Bytes.SHORT.set(to, index, PAIRS[value]);
    }

    /** Puts a natural number with leading zeros, so that it has a given number of digits; it has no more than that. */
    static void putPadded(final byte[] to, final int index, final int count, final int value) {
        int rest = value;
        for (int i = index + count - 1; i >= index; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Four digits at a time: the processor does both pairs at once. */
    private static void putBackwards(final byte[] to, final int end, final int magnitude) {
        int rest = magnitude;
        int at = end;
        while (rest >= 10_000) {
            final int upper = rest / 10_000;
            final int four = rest - upper * 10_000;
            final int two = four / 100;
            at -= 4;
            Bytes.SHORT.set(to, at, PAIRS[two]);
            Bytes.SHORT.set(to, at + 2, PAIRS[four - two * 100]);
            rest = upper;
        }
        if (rest >= 100) {
            final int hundreds = rest / 100;
            at -= 2;
            Bytes.SHORT.set(to, at, PAIRS[rest - hundreds * 100]);
            rest = hundreds;
        }
        if (rest >= 10) {
            Bytes.SHORT.set(to, at - 2, PAIRS[rest]);
        } else {
            to[at - 1] = (byte) ('0' + rest);
        }
    }

    /** The number of bits says how many digits there are, but for one more or less; adding the entry carries that one. */
    private static int count(final int magnitude) {
        return (int)
                (COUNTS[Integer.SIZE - 1 - Integer.numberOfLeadingZeros(magnitude | 1)] + magnitude >>> Integer.SIZE);
    }

    private static long[] counts() {
        final long[] counts = new long[Integer.SIZE];
        for (int bit = 0; bit < counts.length; bit++) {
            final int digits = Long.toString(1L << bit).length();
            final long next = POWERS_OF_TEN[digits];
            // From the next power of ten on there is a digit more, if that many bits reach it.
            counts[bit] = next < 1L << bit + 1 ? (digits + 1L << Integer.SIZE) - next : (long) digits << Integer.SIZE;
        }
        return counts;
    }

    private static int count(final long magnitude) {
        if (magnitude >= 0 && magnitude <= Integer.MAX_VALUE) {
            return count((int) magnitude);
        }
        int count = INT_DIGITS;
        while (count < LONG_DIGITS && (magnitude < 0 || magnitude >= POWERS_OF_TEN[count])) {
            count++;
        }
        return count;
    }
}
