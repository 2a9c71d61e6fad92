package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTextsTest {
    private static List<String> split(final String words) {
        return MessageTexts.split(words).stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }

    @Test
    void shouldSplitAtCommasWhenThereAreSome() {
        assertThat(split("hi,hello")).containsExactly("hi", "hello");
        assertThat(split("one message")).containsExactly("one message");
        assertThat(split("schön,,")).containsExactly("schön", "", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a\\,b|a,b", "a\\\\|a\\", "a\\nb|a\\nb", "end\\|end\\", "C:\\dir|C:\\dir"})
    void shouldKeepOneMessageWhenTheCommaIsEscaped(final String words, final String message) {
        assertThat(split(words)).containsExactly(message);
    }

    @Test
    void shouldSplitWhenABackslashIsEscapedBeforeTheComma() {
        assertThat(split("a\\\\,b")).containsExactly("a\\", "b");
    }
}
