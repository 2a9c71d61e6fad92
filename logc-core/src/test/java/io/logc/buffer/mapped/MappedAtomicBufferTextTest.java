package io.logc.buffer.mapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.AsciiNumberFormatException;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings and numbers at their limits, the same text on our buffer and on an {@code UnsafeBuffer}. */
class MappedAtomicBufferTextTest {

    private static final int CAPACITY = 32;

    private final MappedAtomicBuffer buffer = new MappedAtomicBuffer(ByteBuffer.allocateDirect(CAPACITY), 0, CAPACITY);
    private final UnsafeBuffer unsafe = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-",
                "--1",
                "+1",
                "1-",
                " 1",
                "1 ",
                "00000000001",
                "0000000001",
                "-0000000001",
                "2147483646",
                "2147483647",
                "2147483648",
                "2147483649",
                "-2147483647",
                "-2147483648",
                "-2147483649",
                "9999999999",
                "12345678x0",
                "9223372036854775806",
                "9223372036854775807",
                "9223372036854775808",
                "9223372036854775809",
                "-9223372036854775807",
                "-9223372036854775808",
                "-9223372036854775809",
                "9999999999999999999",
                "-9999999999999999999",
                "10000000000000000000",
                "0000000000000000001",
                "00000000000000000001",
                "123456789012345678/",
                "123456789012345678:"
            })
    void shouldParseOrRefuseTheSameNumbers(final String number) {
        final int length = number.length();
        buffer.putStringWithoutLengthAscii(5, number);
        unsafe.putStringWithoutLengthAscii(5, number);
        assertSame(b -> b.parseIntAscii(5, length));
        assertSame(b -> b.parseNaturalIntAscii(5, length));
        assertSame(b -> b.parseLongAscii(5, length));
        assertSame(b -> b.parseNaturalLongAscii(5, length));
    }

    @Test
    void shouldSayWhatIsWrongWhenANumberIsRefused() {
        buffer.putStringWithoutLengthAscii(5, "12x45");
        assertThatThrownBy(() -> buffer.parseIntAscii(5, 5))
                .isInstanceOf(AsciiNumberFormatException.class)
                .hasMessage("index=5 length=5 text=12x45: not a number");
        assertThatThrownBy(() -> buffer.parseIntAscii(5, 0))
                .isInstanceOf(AsciiNumberFormatException.class)
                .hasMessageContaining("no digits");
        buffer.putStringWithoutLengthAscii(5, "-2147483649");
        assertThatThrownBy(() -> buffer.parseIntAscii(5, 11))
                .isInstanceOf(AsciiNumberFormatException.class)
                .hasMessageContaining("beyond -2147483648");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, CAPACITY + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseTheSameLengthsWhenParsing(final int length) {
        assertSame(b -> b.parseIntAscii(0, length));
        assertSame(b -> b.parseNaturalLongAscii(0, length));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 999_999_999_999_999_999L, Long.MAX_VALUE})
    void shouldFormatTheSameNumbers(final long magnitude) {
        for (final long value : new long[] {magnitude, -magnitude, -magnitude - 1, (int) magnitude, (int) -magnitude}) {
            assertSame(b -> b.putLongAscii(3, value));
            assertSame(b -> b.putIntAscii(3, (int) value));
        }
        assertSame(b -> b.putNaturalLongAscii(3, magnitude));
        assertSame(b -> b.putNaturalIntAsciiFromEnd((int) (magnitude & Integer.MAX_VALUE), CAPACITY));
        assertThat(buffer.compareTo(unsafe)).isZero();
    }

    @Test
    void shouldLeaveTheLastDigitsWhenAPaddedNumberIsTooLong() {
        assertSame(b -> {
            b.putNaturalPaddedIntAscii(2, 3, 12_345);
            return "done";
        });
        assertThat(buffer.getStringWithoutLengthAscii(2, 3)).isEqualTo("345");
        assertThat(buffer.compareTo(unsafe)).isZero();
    }

    @Test
    void shouldRefuseNegativeNumbersWhenANaturalOneIsAskedFor() {
        assertNotNatural(() -> buffer.putNaturalIntAscii(0, -5));
        assertNotNatural(() -> buffer.putNaturalLongAscii(0, -5L));
        assertNotNatural(() -> buffer.putNaturalPaddedIntAscii(0, 4, -5));
        assertNotNatural(() -> buffer.putNaturalIntAsciiFromEnd(-5, 10));
        assertThat(buffer.getLong(0)).isZero();
    }

    private static void assertNotNatural(final ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NumberFormatException.class).hasMessage("value=-5: must not be negative");
    }

    @Test
    void shouldWriteNothingWhenAStringDoesNotFit() {
        final String text = "x".repeat(CAPACITY - Integer.BYTES + 1);
        assertThatThrownBy(() -> buffer.putStringAscii(0, text)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.putStringUtf8(0, text)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.putStringWithoutLengthAscii(Integer.BYTES, text))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.putStringUtf8(0, "grün", 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("encodedLength=5: larger than maxEncodedLength=4");
        assertThat(buffer).isEqualTo(new MappedAtomicBuffer(ByteBuffer.allocate(CAPACITY), 0, CAPACITY));
    }

    @Test
    void shouldFitExactlyWhenAStringFillsTheBuffer() {
        final String text = "x".repeat(CAPACITY - Integer.BYTES);
        assertThat(buffer.putStringAscii(0, text)).isEqualTo(CAPACITY);
        assertThat(buffer.getStringAscii(0)).isEqualTo(text);
        assertThat(buffer.putStringUtf8(0, text)).isEqualTo(CAPACITY);
        assertThat(buffer.getStringUtf8(0)).isEqualTo(text);
    }

    @Test
    void shouldTakeNullAsAgronaDoes() {
        assertSame(b -> b.putStringAscii(0, (String) null));
        assertSame(b -> b.putStringAscii(8, (CharSequence) null));
        assertSame(b -> b.putStringWithoutLengthAscii(-1, (String) null));
        assertSame(b -> b.putStringUtf8(12, null));
        assertSame(b -> b.putStringWithoutLengthUtf8(24, null));
        assertThat(buffer.compareTo(unsafe)).isZero();
        assertThat(buffer.getStringUtf8(12)).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -5, -4, -1, 29, 32, Integer.MAX_VALUE - 4, Integer.MAX_VALUE})
    void shouldRefuseTheSameLengthsWhenReadingStrings(final int length) {
        assertSame(b -> b.getStringAscii(0, length));
        assertSame(b -> b.getStringUtf8(0, length));
        assertSame(b -> b.getStringAscii(0, length, new StringBuilder()));
        assertSame(b -> b.getStringWithoutLengthAscii(1, length, new StringBuilder()));
        buffer.putInt(0, length);
        unsafe.putInt(0, length);
        assertSame(b -> b.getStringAscii(0));
        assertSame(b -> b.getStringUtf8(0));
        assertSame(b -> b.getStringAscii(0, new StringBuilder()));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 2, 3, 4, Integer.MAX_VALUE})
    void shouldTakeTheSameRangeOfAText(final int offset) {
        for (final int length : new int[] {-1, 0, 1, 2, Integer.MAX_VALUE}) {
            assertSame(b -> b.putStringWithoutLengthAscii(0, "abc", offset, length));
            assertSame(b -> b.putStringWithoutLengthAscii(0, CharBuffer.wrap("abc"), offset, length));
        }
        assertThat(buffer.compareTo(unsafe)).isZero();
    }

    @Test
    void shouldPassOnWhatAnAppendableThrows() {
        final Appendable broken = new Appendable() {
            @Override
            public Appendable append(final CharSequence text) throws IOException {
                throw new IOException("closed");
            }

            @Override
            public Appendable append(final CharSequence text, final int start, final int end) throws IOException {
                throw new IOException("closed");
            }

            @Override
            public Appendable append(final char c) throws IOException {
                throw new IOException("closed");
            }
        };
        buffer.putStringAscii(0, "a");
        assertThatThrownBy(() -> buffer.getStringAscii(0, broken))
                .isInstanceOf(IOException.class)
                .hasMessage("closed");
    }

    @Test
    void shouldReplaceWhatIsNotAsciiCharByChar() {
        assertThat(buffer.putStringWithoutLengthAscii(0, "ü\uD83D\uDE00.")).isEqualTo(4);
        assertThat(buffer.getStringWithoutLengthAscii(0, 4)).isEqualTo("???.");
        buffer.putBytes(0, "ü".getBytes(StandardCharsets.UTF_8));
        final StringBuilder text = new StringBuilder();
        buffer.getStringWithoutLengthAscii(0, 2, text);
        assertThat(text).hasToString("??");
    }

    private void assertSame(final Call call) {
        assertThat(outcome(call, buffer)).isEqualTo(outcome(call, unsafe));
    }

    private static Object outcome(final Call call, final AtomicBuffer buffer) {
        try {
            return call.on(buffer);
        } catch (final RuntimeException ex) {
            return ex.getClass();
        }
    }

    private interface Call {
        Object on(AtomicBuffer buffer);
    }
}
