package io.logc.samples.crashdemo;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A line of the log file: who logged it, the how manieth of that thread it is, a text, and the CRC of all that, so that
 * a line which was put together of two, or lacks a part, gives itself away.
 *
 * @param thread number of the thread
 * @param sequence number of the call, from 1
 */
record EventLine(int thread, long sequence) {
    private static final Pattern LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} \\[app-(\\d)] INFO  orders - "
                    + "(\\d{1,18}) (order [^,]*), crc ([0-9a-f]{8})");

    /** What the application has to say at that call. */
    static String text(final long sequence) {
        return "order " + sequence * 7919 % 1_000_003 + " for customer " + sequence * 104_729 % 10_007 + " taken";
    }

    static String crc(final int thread, final long sequence, final String text) {
        final CRC32 crc = new CRC32();
        crc.update((thread + " " + sequence + " " + text).getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /**
     * Reads a line.
     *
     * @param line without its end
     * @return what it says, or null when it is not what the application logged
     */
    static EventLine parse(final String line) {
        final Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return null;
        }
        final int thread = Integer.parseInt(parts.group(1));
        final long sequence = Long.parseLong(parts.group(2));
        final String text = parts.group(3);
        return parts.group(4).equals(crc(thread, sequence, text)) ? new EventLine(thread, sequence) : null;
    }
}
