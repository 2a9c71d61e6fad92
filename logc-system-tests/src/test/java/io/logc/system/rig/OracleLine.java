package io.logc.system.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.zip.CRC32;

/**
 * One line as load applications log it: {@code <producer> <thread> <sequence> <filler> <CRC>}. It tells who logged it, and
 * whether it is whole; the filler makes lengths, and so the alignment in a ring, vary.
 *
 * @param producer number of the process, or of one life of it
 * @param thread number within the process
 * @param sequence number within the thread, from 0
 */
public record OracleLine(int producer, int thread, long sequence) {
    private static final String FILLER = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(4);
    private static final int MAX_FILLER = 101;
    private static final int CRC_DIGITS = 8;

    /** The line without its end. */
    public String text() {
        final String body = producer + " " + thread + " " + sequence + " "
                + FILLER.substring(0, (int) (sequence * 31 % MAX_FILLER)) + " ";
        return body + hex(crc(body.getBytes(US_ASCII)));
    }

    /** The line without its end, with as much filler as its length asks for. */
    public String textOfLength(final int length) {
        final String head = producer + " " + thread + " " + sequence + " ";
        final String body = head + "x".repeat(length - head.length() - 1 - CRC_DIGITS) + " ";
        return body + hex(crc(body.getBytes(US_ASCII)));
    }

    /** Reads a line without its end; null when it is none of a load application, or not whole. */
    public static OracleLine parse(final String line) {
        final int bodyLength = line.length() - CRC_DIGITS;
        if (bodyLength < 1
                || !hex(crc(line.substring(0, bodyLength).getBytes(US_ASCII))).equals(line.substring(bodyLength))) {
            return null;
        }
        final String[] fields = line.split(" ", 4);
        return new OracleLine(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), Long.parseLong(fields[2]));
    }

    private static int crc(final byte[] bytes) {
        final CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static String hex(final int value) {
        final String digits = Integer.toHexString(value);
        return "0".repeat(CRC_DIGITS - digits.length()) + digits;
    }
}
