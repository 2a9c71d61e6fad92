package io.logc.render;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private final byte[] bytes = new byte[40];

    private String digits(final int value) {
        return new String(bytes, 3, Digits.put(bytes, 3, value) - 3, US_ASCII);
    }

    private String digits(final long value) {
        return new String(bytes, 3, Digits.put(bytes, 3, value) - 3, US_ASCII);
    }

    private void assertLikeTheJdk(final long value) {
        assertThat(digits(value)).isEqualTo(Long.toString(value));
        assertThat(digits((int) value)).isEqualTo(Integer.toString((int) value));
    }

    @Test
    void shouldWriteNumbersAsTheJdkDoesAroundEachPowerOfTenAndTwo() {
        long ten = 1;
        for (int i = 0; i < 19; i++, ten *= 10) {
            for (int around = -2; around <= 2; around++) {
                assertLikeTheJdk(ten + around);
                assertLikeTheJdk(-ten + around);
            }
        }
        for (int bit = 0; bit < Long.SIZE; bit++) {
            for (int around = -2; around <= 2; around++) {
                assertLikeTheJdk((1L << bit) + around);
            }
        }
    }

    @Test
    void shouldWriteTheSmallestAndTheLargest() {
        assertThat(digits(Integer.MIN_VALUE)).isEqualTo("-2147483648");
        assertThat(digits(Integer.MAX_VALUE)).isEqualTo("2147483647");
        assertThat(digits(Long.MIN_VALUE)).isEqualTo("-9223372036854775808").hasSize(Digits.MAX_LENGTH);
        assertThat(digits(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    }

    @Test
    void shouldWriteNumbersAsTheJdkDoesWhateverTheirLength() {
        final Random random = new Random(42);
        for (int i = 0; i < 100_000; i++) {
            assertLikeTheJdk(random.nextLong() >> random.nextInt(Long.SIZE));
        }
    }

    @Test
    void shouldFillUpWithZeros() {
        for (int count = 1; count <= 9; count++) {
            Digits.putPadded(bytes, 5, count, 7);
            assertThat(new String(bytes, 5, count, US_ASCII)).isEqualTo("0".repeat(count - 1) + "7");
        }
    }
}
