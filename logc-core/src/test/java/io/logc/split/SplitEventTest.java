package io.logc.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.Dictionary;
import io.logc.render.DateProgram;
import io.logc.render.SplitLine;
import io.logc.render.SplitRecord;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SplitEventTest {
    /** As SLF4J does without its escapes: good enough to have templates. */
    private static final TemplateParser BRACES = new TemplateParser("braces", (template, args) -> {
        String text = template;
        for (final Object arg : args) {
            text = text.replaceFirst("\\{}", Matcher.quoteReplacement(String.valueOf(arg)));
        }
        return text;
    });

    private static SplitPattern pattern(final Charset charset) {
        return SplitPattern.builder(charset)
                .date(DateProgram.parse("HH:mm:ss.SSS"))
                .literal(" [")
                .name("thread")
                .literal("] ")
                .message(BRACES)
                .text()
                .literal("\n")
                .build();
    }

    private static String render(
            final SplitTrial trial, final String thread, final String template, final Object... arguments) {
        final SplitEvent event = trial.begin();
        event.date(12_345_678, 0);
        if (!event.name(thread)) {
            event.newName(thread, thread);
        }
        if (!event.message(template, arguments)) {
            event.text("text:" + template);
        }
        event.text("");
        assertThat(event.isWhole()).isFalse();
        return new String(trial.render(event), UTF_8);
    }

    @Test
    void shouldMakeTheLineWhetherItsNamesAreKnownOrNot() {
        final SplitTrial trial = new SplitTrial(pattern(UTF_8));

        assertThat(render(trial, "main", "a {} b {}", 7, "x")).isEqualTo("03:25:45.678 [main] text:a {} b {}\n");
        assertThat(render(trial, "main", "a {} b {}", 7, "x")).isEqualTo("03:25:45.678 [main] a 7 b x\n");
        assertThat(render(trial, "main", "a {} b {}", -8L, null)).isEqualTo("03:25:45.678 [main] a -8 b null\n");
    }

    @Test
    void shouldWriteTheBytesThatTheDiagramSays() {
        final Names names = new Names(Dictionary.inMemory(4096));
        final SplitPattern pattern = pattern(UTF_8);
        final SplitEvent event = new SplitEvent(null);
        String record = "";
        for (int i = 0; i < 3; i++) {
            event.begin(pattern, names);
            event.date(12_345_678, 0);
            if (!event.name("main")) {
                event.newName("main", "main");
            }
            if (!event.message("a {} b {}", new Object[] {7, "x"})) {
                event.text("a");
            }
            event.text("é");
            record = HexFormat.of().formatHex(event.bytes(), 0, event.length());
        }

        assertThat(record)
                .isEqualTo(
                        "08000000" // program
                                + "4e61bc0000000000" // local time
                                + "30000000" // main
                                + "40000000" // template
                                + "0307000000" // 7
                                + "050100000078" // x
                                + "feffffffc3a9"); // é
    }

    static Stream<Object> simpleValues() {
        return Stream.of(
                true,
                false,
                0,
                -1,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                (short) -5,
                (byte) 200,
                'x',
                'ä',
                1.5,
                -0.0,
                1e300,
                Double.NaN,
                1.5f,
                Float.MIN_VALUE,
                "",
                "text",
                "ä€😀",
                "\uD83D");
    }

    @ParameterizedTest
    @MethodSource("simpleValues")
    void shouldWriteASimpleArgumentAsItsText(final Object value) {
        final SplitTrial trial = new SplitTrial(pattern(UTF_8));
        render(trial, "t", "<{}>", "");

        final String line = render(trial, "t", "<{}>", value);

        final String expected = new String(String.valueOf(value).getBytes(UTF_8), UTF_8);
        assertThat(line).isEqualTo("03:25:45.678 [t] <" + expected + ">\n");
    }

    @Test
    void shouldLeaveAnyOtherArgumentToTheFramework() {
        final SplitTrial trial = new SplitTrial(pattern(UTF_8));
        render(trial, "t", "{} {}", 1, 2);

        assertThat(render(trial, "t", "{} {}", 1, List.of(2))).isEqualTo("03:25:45.678 [t] text:{} {}\n");
        assertThat(render(trial, "t", "{} {}", 1, 2)).isEqualTo("03:25:45.678 [t] 1 2\n");
    }

    @Test
    void shouldTakeATemplateApartForEachNumberOfArguments() {
        final SplitTrial trial = new SplitTrial(pattern(UTF_8));
        for (int i = 0; i < 2; i++) {
            render(trial, "t", "{} {}");
            render(trial, "t", "{} {}", 1);
            render(trial, "t", "{} {}", 1, 2, 3);
        }

        assertThat(render(trial, "t", "{} {}")).endsWith("] {} {}\n");
        assertThat(render(trial, "t", "{} {}", 1)).endsWith("] 1 {}\n");
        assertThat(render(trial, "t", "{} {}", 1, 2, new Object())).endsWith("] 1 2\n");
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                        "plain", "äÿ\u0100€\uFFFD", "a😀b", "\uD83Dx", "x\uDE00y", "\uDE00\uD83D", "\uD83D\uD83D\uDE00")
                .flatMap(text -> Stream.of(UTF_8, ISO_8859_1, US_ASCII).map(charset -> Arguments.of(text, charset)));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void shouldEncodeAsTheJdkDoes(final String text, final Charset charset) {
        final SplitPattern pattern =
                SplitPattern.builder(charset).literal("<").text().literal(">").build();
        final SplitTrial trial = new SplitTrial(pattern);
        final SplitEvent event = trial.begin();
        event.text(text);

        assertThat(trial.render(event)).isEqualTo(("<" + text + ">").getBytes(charset));
    }

    @Test
    void shouldSayWhenTwoFieldsShareASurrogatePair() {
        final SplitPattern pattern =
                SplitPattern.builder(UTF_8).text().name("n").text().build();
        final SplitTrial trial = new SplitTrial(pattern);
        for (int i = 0; i < 3; i++) {
            final SplitEvent event = trial.begin();
            event.text("a\uD83D");
            if (!event.name("")) {
                event.newName("", "");
            }
            event.text("\uDE00b");
            assertThat(event.isWhole()).isTrue();
        }
        final SplitEvent other = trial.begin();
        other.text("a\uD83D");
        other.name("");
        other.text("b");
        assertThat(other.isWhole()).isFalse();
    }

    @Test
    void shouldSayWhenADateHasNoFourDigits() {
        final SplitPattern pattern =
                SplitPattern.builder(UTF_8).date(DateProgram.parse("yyyy")).build();
        final SplitTrial trial = new SplitTrial(pattern);
        final SplitEvent event = trial.begin();
        event.date(-1, 0);
        assertThat(event.isWhole()).isTrue();
        assertThat(trial.begin().isWhole()).isFalse();
        trial.begin().date(253_402_300_800_000L, 0);
        assertThat(event.isWhole()).isTrue();
    }

    @Test
    void shouldNotSplitForACharsetWhoseBytesDependOnEachOther() {
        assertThat(SplitPattern.builder(UTF_16LE).text().build()).isNull();
        assertThat(SplitPattern.builder(Charset.forName("ISO-2022-JP")).text().build())
                .isNull();
    }

    @Test
    void shouldNotFillTheDictionaryWithTextsThatComeOnce() {
        final Names names = new Names(Dictionary.inMemory(4096));
        final SplitPattern pattern = pattern(UTF_8);
        final SplitEvent event = new SplitEvent(null);
        for (int i = 0; i < 1_000_000; i++) {
            event.begin(pattern, names);
            event.date(0, 0);
            final String thread = "request-" + i;
            assertThat(event.name(thread)).isFalse();
            event.newName(thread, thread);
        }

        assertThat(names.dictionary().add(Dictionary.KIND_TEXT, new byte[2048], 0, 2048))
                .as("room is left")
                .isNotZero();
    }

    @Test
    void shouldWriteTextsIntoTheRecordsOnceTheDictionaryIsFull() {
        final Names names = new Names(Dictionary.inMemory(4096));
        final SplitPattern pattern = pattern(UTF_8);
        final SplitEvent event = new SplitEvent(null);
        for (int i = 0; i < 2_000; i++) {
            final String thread = "thread-" + i;
            for (int sight = 0; sight < 3; sight++) {
                event.begin(pattern, names);
                event.date(12_345_678, 0);
                if (!event.name(thread)) {
                    event.newName(thread, thread);
                }
                if (!event.message("template " + i, null)) {
                    event.text("template " + i);
                }
                event.text("");
                assertThat(SplitLine.of(names.dictionary(), event.bytes(), event.length()))
                        .asString(UTF_8)
                        .isEqualTo("03:25:45.678 [thread-" + i + "] template " + i + "\n");
            }
        }
    }

    @Test
    void shouldSayWhenNanosecondsAreNone() {
        final SplitPattern pattern = SplitPattern.builder(UTF_8)
                .date(DateProgram.parse("HH:mm:ss.SSSSSS"))
                .build();
        final SplitTrial trial = new SplitTrial(pattern);
        for (final int odd : new int[] {-1, 1_000_000, Integer.MAX_VALUE}) {
            final SplitEvent event = trial.begin();
            event.date(0, odd);
            assertThat(event.isWhole()).as("%d", odd).isTrue();
        }
        final SplitEvent event = trial.begin();
        event.date(0, 999_999);
        assertThat(event.isWhole()).isFalse();
    }

    @Test
    void shouldUseTheSameNumbersForAPatternThatWasMadeAgain() {
        final Names names = new Names(Dictionary.inMemory(4096));
        final SplitEvent event = new SplitEvent(null);
        for (int reload = 0; reload < 100; reload++) {
            event.begin(pattern(UTF_8), names);
            event.date(0, 0);
            if (!event.name("main")) {
                event.newName("main", "main");
            }
        }

        assertThat(names.dictionary().add(Dictionary.KIND_TEXT, new byte[0], 0, 0))
                .isLessThan(128);
    }

    /** An event that is lent again remembers the last names, which have other numbers in each buffer and other texts in each field. */
    @Test
    void shouldUseEachNameAsItsBufferAndItsPatternHaveIt() {
        final SplitPattern upright = SplitPattern.builder(UTF_8)
                .name("as is")
                .message(BRACES)
                .name("twice")
                .build();
        final SplitPattern turned = SplitPattern.builder(UTF_8)
                .name("twice")
                .name("as is")
                .message(BRACES)
                .build();
        final Names filled = new Names(Dictionary.inMemory(4096));
        filled.dictionary().add(Dictionary.KIND_TEXT, new byte[100], 0, 100);
        final SplitEvent event = new SplitEvent(null);
        for (final Names names : List.of(new Names(Dictionary.inMemory(4096)), filled)) {
            for (int i = 0; i < 3; i++) {
                assertThat(twoNames(event, upright, names, false)).isEqualTo("aba:babab");
                assertThat(twoNames(event, turned, names, true)).isEqualTo("abababa:b");
                assertThat(twoNames(event, upright, names, false)).isEqualTo("aba:babab");
            }
        }
    }

    private static String twoNames(
            final SplitEvent event, final SplitPattern pattern, final Names names, final boolean twiceFirst) {
        final String key = "ab";
        event.begin(pattern, names);
        if (twiceFirst) {
            name(event, key, key + key);
            name(event, key, key);
        } else {
            name(event, key, key);
        }
        if (!event.message("a:{}", new Object[] {"b"})) {
            event.text("a:b");
        }
        if (!twiceFirst) {
            name(event, key, key + key);
        }
        return new String(SplitLine.of(names.dictionary(), event.bytes(), event.length()), UTF_8);
    }

    private static void name(final SplitEvent event, final String key, final String text) {
        if (!event.name(key)) {
            event.newName(key, text);
        }
    }

    @Test
    void shouldMakeTheLineOfARecordThatIsTooLongForARing() {
        final SplitTrial trial = new SplitTrial(pattern(UTF_8));
        final String thread = "t".repeat(1_000_000);

        assertThat(render(trial, thread, "m")).isEqualTo("03:25:45.678 [" + thread + "] text:m\n");
    }

    @Test
    void shouldKeepNoLongText() {
        final SplitPattern pattern = SplitPattern.builder(UTF_8).text().build();
        final SplitEvent event = new SplitEvent(null);
        event.begin(pattern, new Names(Dictionary.inMemory(4096)));
        event.text("x".repeat(1_000_000));
        event.scratch().append("y".repeat(1_000_000));

        event.trim();

        assertThat(event.bytes().length).isLessThanOrEqualTo(SplitRecord.MAX_LENGTH);
        assertThat(event.scratch().capacity()).isLessThanOrEqualTo(SplitRecord.MAX_LENGTH);
    }
}
