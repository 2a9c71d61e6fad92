package io.logc.split;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts date patterns at the offsets of their zone, such as {@code XXX}: what is left may consist of numbers only, which the
 * consumer writes, and an offset takes few values. Stateless.
 */
final class DatePieces {
    private static final String OFFSET_LETTERS = "XxZ";

    private DatePieces() {}

    /**
     * Cuts a pattern.
     *
     * @param pattern with the letters and quotes of {@link java.time.format.DateTimeFormatter}
     * @return the pieces in their order, each either an offset as a whole or free of offsets
     */
    static List<String> of(final String pattern) {
        final List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        int at = 0;
        while (at < pattern.length()) {
            final char letter = pattern.charAt(at);
            quoted ^= letter == '\'';
            int next = at + 1;
            if (!quoted && OFFSET_LETTERS.indexOf(letter) >= 0) {
                while (next < pattern.length() && pattern.charAt(next) == letter) {
                    next++;
                }
                addIfNotEmpty(pieces, pattern.substring(from, at));
                pieces.add(pattern.substring(at, next));
                from = next;
            }
            at = next;
        }
        addIfNotEmpty(pieces, pattern.substring(from));
        return pieces;
    }

    private static void addIfNotEmpty(final List<String> pieces, final String piece) {
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
    }

    /**
     * Whether a piece is an offset.
     *
     * @param piece one of those that {@link #of} has returned
     * @return false when it has no offset in it
     */
    static boolean isOffset(final String piece) {
        return OFFSET_LETTERS.indexOf(piece.charAt(0)) >= 0;
    }
}
