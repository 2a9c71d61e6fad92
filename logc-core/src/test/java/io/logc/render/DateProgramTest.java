package io.logc.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DateProgramTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yy",
                "y",
                "yyyyy",
                "MMM",
                "MMMM",
                "ddd",
                "D",
                "E",
                "a",
                "HHH",
                "k",
                "K",
                "SSSSSSSSSS",
                "n",
                "N",
                "A",
                "z",
                "Z",
                "X",
                "x",
                "VV",
                "G",
                "w",
                "e",
                "p",
                "HH:mm:ss z",
                "[ss]",
                "{ss}",
                "ss#",
                "ss 'open",
                "'",
                "'''",
                "ss'ä'",
                "ssä",
                "ss\u2028",
            })
    void shouldLeaveToOthersWhatItCannotWrite(final String pattern) {
        assertThat(DateProgram.parse(pattern)).isNull();
    }

    @Test
    void shouldLeaveToOthersWhatIsTooLongForAnOperation() {
        assertThat(DateProgram.parse("-".repeat(127) + "s").encoded()).hasSize(255);
        assertThat(DateProgram.parse("-".repeat(128))).isNull();
        assertThat(DateProgram.parse("-".repeat(100_000))).isNull();
    }

    @Test
    void shouldNeedNanosecondsOnlyForMoreThanMilliseconds() {
        assertThat(DateProgram.parse("HH:mm:ss").hasNanos()).isFalse();
        assertThat(DateProgram.parse("SSS").hasNanos()).isFalse();
        assertThat(DateProgram.parse("S SS SSS").hasNanos()).isFalse();
        assertThat(DateProgram.parse("SSSS").hasNanos()).isTrue();
        assertThat(DateProgram.parse("s SSS SSSSSSSSS").hasNanos()).isTrue();
    }

    /** Characters have the same numbers as codes. */
    @Test
    void shouldNotTakeCharactersForFractions() {
        assertThat(DateProgram.parse("ss$%&'()'").hasNanos()).isFalse();
    }
}
