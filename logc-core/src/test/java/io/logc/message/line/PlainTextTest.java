package io.logc.message.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    private static final int OFFSET = 3;
    private static final int MAX_LENGTH = 80;

    /** Every byte there is, at every place of texts of every length: eight or more are looked at together. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindTheFirstByteThatIsNotPlain(final boolean isWord) {
        for (int length = 0; length <= MAX_LENGTH; length++) {
            // What stands around the text must not matter.
            final byte[] text = new byte[OFFSET + length + Long.BYTES];
            Arrays.fill(text, (byte) '\n');
            Arrays.fill(text, OFFSET, OFFSET + length, (byte) 'x');
            assertThat(PlainText.prefixLength(text, OFFSET, length, isWord)).isEqualTo(length);
            for (int at = 0; at < length; at++) {
                for (int each = Byte.MIN_VALUE; each <= Byte.MAX_VALUE; each++) {
                    text[OFFSET + at] = (byte) each;
                    final int found = PlainText.prefixLength(text, OFFSET, length, isWord);
                    if (found != (isPlain(each, isWord) ? length : at)) {
                        throw new AssertionError("length=" + length + ", byte " + each + " at " + at + ": " + found);
                    }
                }
                text[OFFSET + at] = 'x';
            }
        }
    }

    private static boolean isPlain(final int value, final boolean isWord) {
        return value > (isWord ? ' ' : ' ' - 1) && value < 0x7f && value != '\\';
    }
}
