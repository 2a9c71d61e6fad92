package io.logc.render;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.CorruptBufferException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates are what java.time makes of them. */
class DateFieldTest {
    private static final String[] PARTS = {
        "yyyy",
        "uuuu",
        "MM",
        "M",
        "dd",
        "d",
        "HH",
        "H",
        "hh",
        "h",
        "mm",
        "m",
        "ss",
        "s",
        "S",
        "SS",
        "SSS",
        "SSSS",
        "SSSSS",
        "SSSSSS",
        "SSSSSSS",
        "SSSSSSSS",
        "SSSSSSSSS",
        "-",
        ":",
        " ",
        ",",
        ".",
        "'T'",
        "''",
        "'o''clock'",
        "/",
        "\t",
        "'year yyyy'",
        "_",
        "(",
        ")",
        "~",
        "%",
        "0"
    };

    private final Lines lines = new Lines(0);

    private String render(final DateField field, final long localMs, final int nanos) throws CorruptBufferException {
        lines.clear();
        lines.end(field.render(localMs, nanos, lines, lines.length()));
        return new String(lines.bytes(), 0, lines.length(), US_ASCII);
    }

    private static String expected(final DateTimeFormatter formatter, final long localMs, final int nanos) {
        final int nanosOfSecond = (int) (localMs % 1000) * 1_000_000 + nanos;
        return formatter.format(LocalDateTime.ofEpochSecond(localMs / 1000, nanosOfSecond, ZoneOffset.UTC));
    }

    private void assertLikeJavaTime(final String pattern, final Random random, final int times)
            throws CorruptBufferException {
        final DateProgram program = DateProgram.parse(pattern);
        assertThat(program).as(pattern).isNotNull();
        final DateField field = new DateField(program, new byte[0], new byte[0]);
        final DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        long localMs = 0;
        for (int i = 0; i < times; i++) {
            localMs = switch (random.nextInt(4)) {
                // Not at random only: the same second, the next one, and back are where a cache goes wrong.
                case 0 -> Math.floorMod(random.nextLong(), SplitRecord.END_OF_TIME_MS);
                case 1 -> localMs / 1000 * 1000 + random.nextInt(1000);
                case 2 -> Math.min(localMs + random.nextInt(2000), SplitRecord.END_OF_TIME_MS - 1);
                default -> Math.max(0, localMs - random.nextInt(2000));
            };
            final int nanos = program.hasNanos() ? random.nextInt(1_000_000) : 0;
            assertThat(render(field, localMs, nanos))
                    .as("pattern=%s localMs=%d nanos=%d", pattern, localMs, nanos)
                    .isEqualTo(expected(formatter, localMs, nanos));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-MM-dd HH:mm:ss,SSS",
                "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS",
                "HH:mm:ss.SSS",
                "HH:mm:ss",
                "d.M.uuuu h:m:s S",
                "SSS",
                "s",
                "uuuuMMddHHmmssSSSSSS",
            })
    void shouldWriteCommonPatternsAsJavaTimeDoes(final String pattern) throws CorruptBufferException {
        assertLikeJavaTime(pattern, new Random(1), 2000);
    }

    @Test
    void shouldWriteRandomPatternsAsJavaTimeDoes() throws CorruptBufferException {
        final Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            final StringBuilder pattern = new StringBuilder();
            String last = "x";
            for (int parts = 1 + random.nextInt(12); parts > 0; parts--) {
                final String part = PARTS[random.nextInt(PARTS.length)];
                // The same letter twice in a row is another pattern, and so is a quote next to a quote.
                if (part.charAt(0) != last.charAt(0)) {
                    pattern.append(part);
                    last = part;
                }
            }
            assertLikeJavaTime(pattern.toString(), random, 50);
        }
    }

    @Test
    void shouldKnowEachDay() throws CorruptBufferException {
        final DateField field = new DateField(DateProgram.parse("uuuu-MM-dd"), new byte[0], new byte[0]);
        final long days = SplitRecord.END_OF_TIME_MS / 86_400_000;
        java.time.LocalDate date = java.time.LocalDate.EPOCH;
        for (long day = 0; day < days; day++, date = date.plusDays(1)) {
            if (day < 60_000 || day > days - 1000 || date.getDayOfMonth() > 27 || date.getDayOfMonth() == 1) {
                lines.clear();
                lines.end(field.render(day * 86_400_000, 0, lines, 0));
                if (!date.toString().equals(new String(lines.bytes(), 0, lines.length(), US_ASCII))) {
                    assertThat(new String(lines.bytes(), 0, lines.length(), US_ASCII))
                            .isEqualTo(date.toString());
                }
            }
        }
        assertThat(date).hasToString("+10000-01-01");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, SplitRecord.END_OF_TIME_MS, Long.MIN_VALUE + 999})
    void shouldRefuseTimesOfOtherYearsWhateverWasWrittenBefore(final long localMs) throws CorruptBufferException {
        final DateField field = new DateField(DateProgram.parse("ss"), new byte[0], new byte[0]);
        assertThatThrownBy(() -> field.render(localMs, 0, lines, 0)).isInstanceOf(CorruptBufferException.class);
        assertThat(render(field, 1000, 0)).isEqualTo("01");
        assertThatThrownBy(() -> field.render(localMs, 0, lines, 0)).isInstanceOf(CorruptBufferException.class);
        assertThat(render(field, SplitRecord.END_OF_TIME_MS - 1, 0)).isEqualTo("59");
        assertThatThrownBy(() -> field.render(localMs, 0, lines, 0)).isInstanceOf(CorruptBufferException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_000})
    void shouldRefuseNanosecondsThatAreNotWithinAMillisecond(final int nanos) {
        final DateField field = new DateField(DateProgram.parse("SSSSSSSSS"), new byte[0], new byte[0]);
        assertThatThrownBy(() -> field.render(0, nanos, lines, 0)).isInstanceOf(CorruptBufferException.class);
    }
}
