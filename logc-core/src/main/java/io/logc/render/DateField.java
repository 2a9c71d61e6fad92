package io.logc.render;

import io.logc.buffer.CorruptBufferException;

/**
 * Writes the dates of one program's operation. What is the same for a whole second is kept, so an event costs a copy and
 * the digits of the fraction.
 *
 * <p>Owned by one thread.
 */
final class DateField {
    /** Before all times that are written, so it is asked for by none of them. */
    private static final long NO_SECOND = Long.MIN_VALUE;

    private static final int MS_PER_SECOND = 1000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int HOURS_PER_HALF_DAY = 12;
    private static final int MILLIS_DIGITS = 3;
    private static final int[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private final byte[] codes;
    private final byte[] before;
    private final byte[] behind;
    private final boolean hasNanos;
    private final byte[] text;
    private final int[] fractionOffsets;
    private final int[] fractionDigits;
    private long secondMs = NO_SECOND;
    private int length;
    private int latestIndex;

    /** Dates with what stands before and behind each of them. */
    DateField(final DateProgram program, final byte[] before, final byte[] behind) {
        this.before = before;
        this.behind = behind;
        codes = program.encoded();
        hasNanos = program.hasNanos();
        int longest = before.length + behind.length;
        int fractions = 0;
        for (int i = 0; i < codes.length; i++) {
            final boolean isFraction = DateProgram.isFraction(codes[i]);
            fractions += isFraction ? 1 : 0;
            longest += isFraction ? codes[i] - DateProgram.FRACTION : codes[i] == DateProgram.YEAR ? 4 : 2;
            i += codes[i] == DateProgram.CHARACTER ? 1 : 0;
        }
        text = new byte[longest + Bytes.SLACK];
        fractionOffsets = new int[fractions];
        fractionDigits = new int[fractions];
    }

    boolean hasNanos() {
        return hasNanos;
    }

    /** Where the latest date was put. */
    int latestIndex() {
        return latestIndex;
    }

    /** The whole second of the latest date. */
    long secondMs() {
        return secondMs;
    }

    /**
     * Puts a date.
     *
     * @param localMs any number
     * @param nanos within the millisecond, any number
     * @return index behind it
     * @throws CorruptBufferException when there is no such time
     */
    int render(final long localMs, final int nanos, final Lines out, final int index) throws CorruptBufferException {
        if (nanos < 0 || nanos >= SplitRecord.NANOS_PER_MILLI) {
            throw new CorruptBufferException("nanoseconds=" + nanos + " are not within a millisecond");
        }
        long ms = localMs - secondMs;
        if (ms < 0 || ms >= MS_PER_SECOND || localMs < 0) {
            if (localMs < 0 || localMs >= SplitRecord.END_OF_TIME_MS) {
                throw new CorruptBufferException("local time=" + localMs + " ms is outside the years 1970 to 9999");
            }
            ms = localMs % MS_PER_SECOND;
            beginSecond(localMs - ms);
        }
        latestIndex = index;
        final byte[] bytes = out.room(index, length);
        Bytes.copy(text, 0, bytes, index, length);
        putFractions(bytes, index, (int) ms, nanos);
        return index + length;
    }

    /**
     * Puts nothing but the fractions of a second, into a date that is there.
     *
     * @param ms within the second, fewer than 1,000
     * @param nanos within the millisecond, fewer than 1,000,000
     */
    void putFractions(final byte[] bytes, final int index, final int ms, final int nanos) {
        for (int i = 0; i < fractionOffsets.length; i++) {
            final int at = index + fractionOffsets[i];
            final int digits = fractionDigits[i];
            if (digits == MILLIS_DIGITS) {
                final int tens = ms / 10;
                Digits.putTwo(bytes, at, tens);
                bytes[at + 2] = (byte) ('0' + ms - tens * 10);
            } else {
                final int nanosOfSecond = ms * SplitRecord.NANOS_PER_MILLI + nanos;
                Digits.putPadded(bytes, at, digits, nanosOfSecond / POWERS[POWERS.length - 1 - digits]);
            }
        }
    }

    private void beginSecond(final long ms) {
        // Until all is in place there is no second: whatever is thrown in between must not leave half a date.
        secondMs = NO_SECOND;
        final long seconds = ms / MS_PER_SECOND;
        final int secondOfDay = (int) (seconds % SECONDS_PER_DAY);
        final int hour = secondOfDay / SECONDS_PER_HOUR;
        // Days from a first of March, so that the leap day is the last one of a year: years of 400, 100, 4 and 1.
        final int days = (int) (seconds / SECONDS_PER_DAY) + 719_468;
        final int era = days / 146_097;
        final int dayOfEra = days - era * 146_097;
        final int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        final int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        final int monthFromMarch = (5 * dayOfYear + 2) / 153;
        final int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;

        System.arraycopy(before, 0, text, 0, before.length);
        int at = before.length;
        int fractions = 0;
        for (int i = 0; i < codes.length; i++) {
            final int code = codes[i];
            if (DateProgram.isFraction(code)) {
                fractionOffsets[fractions] = at;
                fractionDigits[fractions] = code - DateProgram.FRACTION;
                at += fractionDigits[fractions++];
                continue;
            }
            switch (code) {
                case DateProgram.CHARACTER -> text[at++] = codes[++i];
                case DateProgram.YEAR -> at = Digits.put(text, at, era * 400 + yearOfEra + (month <= 2 ? 1 : 0));
                default -> {
                    final boolean isShort = code >= DateProgram.SHORT;
                    final int value =
                            switch (isShort ? code - DateProgram.SHORT : code) {
                                case DateProgram.MONTH -> month;
                                case DateProgram.DAY -> dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
                                case DateProgram.HOUR -> hour;
                                case DateProgram.HOUR_12 -> (hour + HOURS_PER_HALF_DAY - 1) % HOURS_PER_HALF_DAY + 1;
                                case DateProgram.MINUTE -> secondOfDay / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE;
                                default -> secondOfDay % SECONDS_PER_MINUTE;
                            };
                    at = putTwo(at, value, isShort);
                }
            }
        }
        System.arraycopy(behind, 0, text, at, behind.length);
        length = at + behind.length;
        secondMs = ms;
    }

    private int putTwo(final int at, final int value, final boolean isShort) {
        if (isShort) {
            return Digits.put(text, at, value);
        }
        Digits.putTwo(text, at, value);
        return at + 2;
    }
}
