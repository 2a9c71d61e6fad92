package io.logc.message.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Takes a line of the file apart, field after field. One thread. */
final class LineFields {
    private final byte[] source;
    private final int start;
    private final int end;
    private int position;

    LineFields(final byte[] source, final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        this.source = source;
        start = offset;
        position = offset;
        end = length > 0 && source[offset + length - 1] == '\n' ? offset + length - 1 : offset + length;
    }

    byte[] nextWord() {
        final int from = position;
        final int to = endOfWord();
        if (to == from) {
            throw malformed("empty field", from);
        }
        return unescape(from, to);
    }

    byte[] nextName() {
        final byte[] word = nextWord();
        final boolean nothing = word.length == 1 && source[position - 2] == '-'; // an escaped one ends with a digit
        return nothing ? new byte[0] : word;
    }

    long nextNumber() {
        final int from = position;
        final int to = endOfWord();
        final boolean leadingZero = source[from] == '0' && to - from > 1;
        for (int i = from; i < to; i++) {
            if (source[i] < '0' || source[i] > '9' || leadingZero) {
                throw malformed("no message id", i);
            }
        }
        try {
            return Long.parseLong(new String(source, from, to - from, StandardCharsets.US_ASCII));
        } catch (final NumberFormatException e) {
            throw malformed("no message id", from);
        }
    }

    byte[] rest() {
        return unescape(position, end);
    }

    private int endOfWord() {
        for (int i = position; i < end; i++) {
            if (source[i] == ' ') {
                position = i + 1;
                return i;
            }
        }
        throw malformed("a field is missing", end);
    }

    private byte[] unescape(final int from, final int to) {
        final byte[] bytes = new byte[to - from];
        int length = 0;
        int i = from;
        while (i < to) {
            if (source[i] != '\\') {
                bytes[length++] = source[i++];
                continue;
            }
            if (i + 1 >= to) {
                throw malformed("an escape is cut off", i);
            }
            if (source[i + 1] == 'x') {
                bytes[length++] = hex(i, to);
                i += 4;
            } else {
                bytes[length++] = letter(i);
                i += 2;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private byte letter(final int escape) {
        return switch (source[escape + 1]) {
            case '\\' -> '\\';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw malformed("unknown escape", escape);
        };
    }

    private byte hex(final int escape, final int to) {
        if (escape + 3 >= to) {
            throw malformed("an escape is cut off", escape);
        }
        final int high = Character.digit(source[escape + 2], 16);
        final int low = Character.digit(source[escape + 3], 16);
        if (high < 0 || low < 0) {
            throw malformed("unknown escape", escape);
        }
        return (byte) (high << 4 | low);
    }

    private IllegalArgumentException malformed(final String what, final int at) {
        return new IllegalArgumentException("not a message's line: " + what + ", offset=" + (at - start));
    }
}
