package io.logc.render;

/**
 * The beginning of the line that was made last: its leading dates and names, mostly date, thread, level and logger. The next
 * event mostly has the same ones in the same second, and then one copy and the digits of the fraction take the place of a copy
 * and a lookup for each of them.
 *
 * <p>Owned by one thread.
 */
final class LineHead {
    /** Longer ones are made anew each time. */
    static final int MAX_LENGTH = 512;

    private static final int MS_PER_SECOND = 1000;

    private LineProgram program;
    private byte[] fields = {};
    private byte[] text = {};
    private int length;
    private long[] secondsMs = {};
    private int[] dateOffsets = {};

    /** Whether the head of a record's line is the one that is kept, but for fractions of a second. */
    boolean matches(final LineProgram line, final byte[] record, final int recordLength) {
        if (program != line || recordLength < line.headRecordLength()) {
            return false;
        }
        final LineProgram.Step[] steps = line.steps();
        int at = Integer.BYTES;
        int date = 0;
        for (int i = 0; i < line.headSteps(); i++) {
            if (steps[i].date == null) {
                if ((int) Bytes.INT.get(record, at) != (int) Bytes.INT.get(fields, at)) {
                    return false;
                }
                at += Integer.BYTES;
            } else {
                final long second = secondsMs[date++];
                final long ms = (long) Bytes.LONG.get(record, at) - second;
                // Where the fractions go is what the field last knew, and one-digit hours move them.
                if (ms < 0 || ms >= MS_PER_SECOND || second != steps[i].date.secondMs()) {
                    return false;
                }
                at += Long.BYTES;
                if (steps[i].date.hasNanos()) {
                    final int nanos = (int) Bytes.INT.get(record, at);
                    if (nanos < 0 || nanos >= SplitRecord.NANOS_PER_MILLI) {
                        return false;
                    }
                    at += Integer.BYTES;
                }
            }
        }
        return true;
    }

    /** Puts the head of a record that {@link #matches}, and returns the index behind it. */
    int put(final byte[] record, final Lines out, final int index) {
        final int end = out.put(index, text, 0, length);
        final byte[] bytes = out.bytes();
        final LineProgram.Step[] steps = program.steps();
        int at = Integer.BYTES;
        int date = 0;
        for (int i = 0; date < dateOffsets.length; i++) {
            final DateField field = steps[i].date;
            if (field == null) {
                at += Integer.BYTES;
                continue;
            }
            final int ms = (int) ((long) Bytes.LONG.get(record, at) - secondsMs[date]);
            at += Long.BYTES;
            int nanos = 0;
            if (field.hasNanos()) {
                nanos = (int) Bytes.INT.get(record, at);
                at += Integer.BYTES;
            }
            field.putFractions(bytes, index + dateOffsets[date++], ms, nanos);
        }
        return end;
    }

    /**
     * Keeps the head of a line that was made, if it is not long.
     *
     * @param line its program
     * @param record of which the head has used {@link LineProgram#headRecordLength()}, so that no text stands there in place
     * @param out holds the line
     * @param index where the line begins
     * @param end where its head ends
     */
    void keep(final LineProgram line, final byte[] record, final Lines out, final int index, final int end) {
        // Until all is in place there is no head.
        program = null;
        length = end - index;
        if (length > MAX_LENGTH) {
            return;
        }
        if (fields.length != line.headRecordLength()) {
            fields = new byte[line.headRecordLength()];
        }
        if (text.length == 0) {
            text = new byte[MAX_LENGTH + Bytes.SLACK];
        }
        if (dateOffsets.length != line.headDates()) {
            dateOffsets = new int[line.headDates()];
            secondsMs = new long[line.headDates()];
        }
        int date = 0;
        for (int i = 0; date < dateOffsets.length; i++) {
            final DateField field = line.steps()[i].date;
            if (field != null) {
                dateOffsets[date] = field.latestIndex() - index;
                secondsMs[date++] = field.secondMs();
            }
        }
        System.arraycopy(record, 0, fields, 0, fields.length);
        Bytes.copy(out.bytes(), index, text, 0, length);
        program = line;
    }

    /** Gives up the memory. */
    void forget() {
        program = null;
        fields = new byte[0];
        text = new byte[0];
    }
}
