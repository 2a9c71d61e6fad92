package io.logc.split;

import io.logc.buffer.Dictionary;
import io.logc.render.SplitRecord;
import java.util.Arrays;

/** Makes a template's entry in the dictionary, laid out as {@link SplitRecord} says. Stateless. */
final class SplitTemplate {
    private SplitTemplate() {}

    /**
     * Encodes a template.
     *
     * @param segments what stands between the arguments
     * @param encoder of the log file
     * @return the entry, or null when it cannot be one
     */
    static byte[] encode(final String[] segments, final TextEncoder encoder) {
        if (segments.length > SplitRecord.MAX_SEGMENTS) {
            return null;
        }
        int chars = 0;
        for (final String segment : segments) {
            if (Surrogates.atEdge(segment)) {
                return null;
            }
            chars += segment.length();
        }
        if (chars > Dictionary.MAX_TEXT_LENGTH) {
            return null;
        }
        final int headLength = Short.BYTES * (1 + segments.length);
        final byte[] entry = new byte[headLength + chars * TextEncoder.MAX_BYTES_PER_CHAR];
        putShort(entry, 0, segments.length);
        int at = headLength;
        for (int i = 0; i < segments.length; i++) {
            final int end = encoder.encode(segments[i], entry, at);
            putShort(entry, Short.BYTES * (1 + i), end - at);
            at = end;
        }
        return at > Dictionary.MAX_TEXT_LENGTH ? null : Arrays.copyOf(entry, at);
    }

    private static void putShort(final byte[] target, final int offset, final int value) {
        target[offset] = (byte) value;
        target[offset + 1] = (byte) (value >> Byte.SIZE);
    }
}
