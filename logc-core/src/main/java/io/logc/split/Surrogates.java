package io.logc.split;

/**
 * Halves of surrogate pairs at the edges of texts: two texts that were encoded apart differ from the encoded whole where one
 * ends with the first half and the next begins with the second. Stateless.
 */
final class Surrogates {
    private Surrogates() {}

    static boolean beginsLow(final CharSequence text) {
        return text.length() > 0 && Character.isLowSurrogate(text.charAt(0));
    }

    static boolean endsHigh(final CharSequence text) {
        return text.length() > 0 && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    static boolean atEdge(final CharSequence text) {
        return beginsLow(text) || endsHigh(text);
    }
}
