package io.logc.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** An event of more than an eighth of the ring is cut, and says so. Stateless; any thread. */
final class LongEvent {
    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;

    private LongEvent() {}

    /** What is kept of an event, at most so many bytes with the mark; no character is cut in two. */
    static byte[] cut(final byte[] source, final int offset, final int length, final int maxLength) {
        final boolean endsLine = source[offset + length - 1] == '\n';
        final byte[] mark = (" ...[logc cut " + length + " bytes to " + maxLength + ", see bufferSize]"
                        + (endsLine ? System.lineSeparator() : ""))
                .getBytes(US_ASCII);
        int kept = maxLength - mark.length;
        while (kept > 0 && (source[offset + kept] & CONTINUATION_MASK) == CONTINUATION) {
            kept--;
        }
        final byte[] cut = Arrays.copyOfRange(source, offset, offset + kept + mark.length);
        System.arraycopy(mark, 0, cut, kept, mark.length);
        return cut;
    }
}
