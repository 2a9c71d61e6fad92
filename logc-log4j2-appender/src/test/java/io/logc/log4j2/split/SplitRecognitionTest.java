package io.logc.log4j2.split;

import static io.logc.log4j2.split.Conversion.COUNTER;
import static io.logc.log4j2.split.Conversion.DATE;
import static io.logc.log4j2.split.Conversion.LEVEL;
import static io.logc.log4j2.split.Conversion.LITERAL;
import static io.logc.log4j2.split.Conversion.LOGGER;
import static io.logc.log4j2.split.Conversion.MESSAGE;
import static io.logc.log4j2.split.Conversion.NESTED;
import static io.logc.log4j2.split.Conversion.OTHER_THROWABLE;
import static io.logc.log4j2.split.Conversion.TEXT;
import static io.logc.log4j2.split.Conversion.TEXT_ONCE;
import static io.logc.log4j2.split.Conversion.THREAD;
import static io.logc.log4j2.split.Conversion.THROWABLE;
import static io.logc.log4j2.split.Conversion.UNKNOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.layout.MarkerPatternSelector;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.layout.PatternMatch;
import org.apache.logging.log4j.core.pattern.RegexReplacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which conversions are left to whoever writes the file, and which layouts are left alone. */
class SplitRecognitionTest {
    private static final Configuration CONFIGURATION = new DefaultConfiguration();

    @Test
    void shouldDeferWhatMostLinesAreMadeOf() {
        assertThat(split(builder("%d [%t] %-5level %c{1.} - %m%n")).conversions())
                .containsExactly(
                        DATE, LITERAL, THREAD, LITERAL, LEVEL, LITERAL, LOGGER, LITERAL, MESSAGE, LITERAL, THROWABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d",
                "%d{ISO8601}",
                "%d{ISO8601_BASIC}",
                "%d{COMPACT}",
                "%d{ABSOLUTE}",
                "%d{DEFAULT_MICROS}",
                "%d{ABSOLUTE_NANOS}",
                "%d{HH:mm:ss.SSS}",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSS}{America/New_York}",
                "%d{H:m:s}{GMT+5}",
                "%d{dd/MM/yyyy}{UTC}{de-DE}",
                "%d{ISO8601_OFFSET_DATE_TIME_HH}{Asia/Tokyo}",
                "%d{ISO8601_OFFSET_DATE_TIME_HHMM}{Asia/Kathmandu}",
                "%d{ISO8601_OFFSET_DATE_TIME_HHCMM}{Europe/Berlin}",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}",
                "%d{HH:mm Z 'Z'}{America/New_York}",
            })
    void shouldDeferDate(final String date) {
        assertThat(split(builder(date + "%n")).conversions()).first().isEqualTo(DATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d{UNIX}",
                "%d{UNIX_MILLIS}",
                "%d{DATE}",
                "%d{yyyy-MM-dd HH:mm z}",
                "%d{US_MONTH_DAY_YEAR2_TIME}",
                "%d{yyyy-MM-dd}{UTC}{th-TH-u-ca-buddhist}x%d{yy}",
                "%d{EEE HH:mm}",
                "%30d",
            })
    void shouldRenderDateInTheCall(final String date) {
        final SplitLayout split = split(builder(date + " %m%n"));
        assertThat(split.conversions()).contains(TEXT, MESSAGE);
    }

    @Test
    void shouldLeaveTheRestToLog4j() {
        assertThat(split(builder("%X{user}|%5m|%sn|%enc{%m}{JSON}|%p%n%ex")).conversions())
                .containsExactly(
                        TEXT, LITERAL, TEXT_ONCE, LITERAL, COUNTER, LITERAL, NESTED, LITERAL, LEVEL, LITERAL,
                        THROWABLE);
        assertThat(split(builder("%m{XML}%p%n%lookingThrowable")).conversions())
                .containsExactly(TEXT_ONCE, LEVEL, LITERAL, OTHER_THROWABLE);
    }

    @Test
    void shouldRenderWhatAnApplicationsConverterMaySeeTogetherWithIt() {
        assertThat(split(builder("%d %c %lineLength %p %m%n")).conversions())
                .containsExactly(UNKNOWN, LITERAL, LEVEL, LITERAL, MESSAGE, LITERAL, THROWABLE);
        assertThat(split(builder("%d %enc{%lineLength}{JSON} %p %m%n")).conversions())
                .containsExactly(UNKNOWN, LITERAL, LEVEL, LITERAL, MESSAGE, LITERAL, THROWABLE);
        assertThat(split(builder("%d %p %m%n%upperLine"))).isNull();
    }

    @Test
    void shouldReadPatternAsTheLayoutWasToldTo() {
        assertThat(split(builder("%p%n").withAlwaysWriteExceptions(false)).conversions())
                .containsExactly(LEVEL, LITERAL);
        assertThat(split(builder("%style{%p}{red} %m%n").withDisableAnsi(true)).conversions())
                .containsExactly(NESTED, LITERAL, MESSAGE, LITERAL, THROWABLE);
        assertThat(split(builder("%highlight{%p} %m%n").withDisableAnsi(true)).conversions())
                .containsExactly(NESTED, LITERAL, MESSAGE, LITERAL, THROWABLE);
        assertThat(split(builder("%highlight{%p} %m%n").withDisableAnsi(false)).conversions())
                .containsExactly(NESTED, LITERAL, MESSAGE, LITERAL, THROWABLE);
    }

    @Test
    void shouldLeaveLayoutAloneThatDoesMoreThanItsPatternSays() {
        final RegexReplacement replacement = RegexReplacement.createRegexReplacement(Pattern.compile("secret"), "***");
        assertThat(split(builder("%p %m%n").withRegexReplacement(replacement))).isNull();
        final PatternMatch match = PatternMatch.newBuilder()
                .setKey("AUDIT")
                .setPattern("audit %m%n")
                .build();
        final MarkerPatternSelector selector = MarkerPatternSelector.newBuilder()
                .setProperties(new PatternMatch[] {match})
                .setDefaultPattern("%p %m%n")
                .setConfiguration(CONFIGURATION)
                .build();
        assertThat(split(builder("%p %m%n").withPatternSelector(selector))).isNull();
        assertThat(split(builder("%p %m%n").withCharset(Charset.forName("windows-1252"))))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "constant%n", "%X%n", "%highlight{%p %sn} %m%n"})
    void shouldLeaveLayoutAloneWhereNothingIsGainedOrNotAllIsCertain(final String pattern) {
        assertThat(split(builder(pattern))).isNull();
    }

    @Test
    void shouldTakeLayoutApartThatWasMadeInCode() {
        assertThat(split(PatternLayout.newBuilder().withPattern("%p %m%n").withCharset(UTF_8))
                        .conversions())
                .containsExactly(LEVEL, LITERAL, MESSAGE, LITERAL, THROWABLE);
        assertThat(split(PatternLayout.newBuilder().withCharset(UTF_8)).conversions())
                .containsExactly(MESSAGE, LITERAL, THROWABLE);
    }

    @Test
    void shouldAskNoConverterThatCountsWhenItLooksWhetherLinesAreTheSame() {
        final PatternLayout layout = builder("%callCount %sn %p %m%n").build();
        final LogEvent event = CorpusEvents.all().get(0);
        final String before = layout.toSerializable(event);
        assertThat(SplitRecognition.of(layout, "test")).isNotNull();
        final int number = Integer.parseInt(before.split(" ")[1]);
        assertThat(layout.toSerializable(event)).startsWith("2 " + (number + 1) + " ");
    }

    @Test
    void shouldNoticeDifference() {
        final PatternLayout layout = builder("%p %m%n").build();
        final SplitLayout split = SplitRecognition.of(layout, "test");
        assertThat(SelfCheck.difference(split, UTF_8, layout::toByteArray)).isNull();
        final PatternLayout other = builder("%p  %m%n").build();
        assertThat(SelfCheck.difference(split, UTF_8, other::toByteArray)).contains("instead of");
    }

    private static PatternLayout.Builder builder(final String pattern) {
        return PatternLayout.newBuilder()
                .withConfiguration(CONFIGURATION)
                .withCharset(UTF_8)
                .withPattern(pattern);
    }

    private static SplitLayout split(final PatternLayout.Builder layout) {
        return SplitRecognition.of(layout.build(), "test");
    }
}
