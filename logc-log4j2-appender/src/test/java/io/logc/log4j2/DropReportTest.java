package io.logc.log4j2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.client.FileTexts;
import io.logc.log4j2.split.CustomConverters;
import io.logc.testing.ScratchDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line that reports drops is made in advance, and the application's own lines do not show it. */
@Timeout(60)
class DropReportTest {
    private static final String SEPARATOR = System.lineSeparator();

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void shouldUseUpNoNumbersOfTheApplicationsLines(final String splitFormatting) {
        final Path file = directory.resolve("app.log");
        final String element = TestContext.logc(
                directory,
                "A",
                file,
                "splitFormatting='" + splitFormatting + "'",
                TestContext.pattern("%sn %callCount %m%n"));
        final int starts = 3;
        for (int i = 0; i < starts; i++) {
            try (TestContext context = new TestContext(directory, element, "A")) {
                context.logger().info("first");
                context.logger().info("second");
            }
        }
        final List<String> lines = TestContext.lines(file);
        final long first = Long.parseLong(lines.get(0).split(" ")[0]);
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            expected.add(first + 2 * i + " 1 first");
            expected.add(first + 2 * i + 1 + " 2 second");
        }
        assertThat(lines).isEqualTo(expected);
    }

    @Test
    void shouldHaveTheTextOfAllOtherConverters() {
        assertThat(report("%-5p [%t] %c{1} %sn%callCount%m%n%lookingThrowable"))
                .isEqualTo("WARN  [logc] logc " + FileTexts.DROP_MESSAGE + SEPARATOR);
        assertThat(report("%highlight{%sn} %highlight{%p} %m%n")).isEqualTo("  " + FileTexts.DROP_MESSAGE + SEPARATOR);
        assertThat(report("%replace{%p}{W}{w} %m%n")).isEqualTo("wARN " + FileTexts.DROP_MESSAGE + SEPARATOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void shouldHaveTheTextOfOthersThanStylesWithAndWithoutAnsi(final String disableAnsi) {
        final String layout = TestContext.pattern("%style{%p}{red} %sn%m%n", "disableAnsi='" + disableAnsi + "'");
        final String element =
                TestContext.logc(directory, "A", directory.resolve("app.log"), "splitFormatting='false'", layout);
        try (TestContext context = new TestContext(directory, element, "A")) {
            assertThat(new String(
                            LayoutTexts.of(context.appender("A").getLayout(), "A")
                                    .dropReport(),
                            UTF_8))
                    .isEqualTo(" " + FileTexts.DROP_MESSAGE + SEPARATOR);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%m %sn", "%p %enc{%sn %m%n}{JSON}", "%m%enc{%callCount%n}{CRLF}"})
    void shouldBePlainWhereNoLineIsLeft(final String pattern) {
        assertThat(report(pattern)).isEmpty();
    }

    @Test
    void shouldBePlainWhereTheLayoutDoesNotTellItsPatterns() {
        final String selector = "<PatternLayout><MarkerPatternSelector defaultPattern='%sn %m%n'>"
                + "<PatternMatch key='AUDIT' pattern='%callCount %m%n'/></MarkerPatternSelector></PatternLayout>";
        final String replacing =
                "<PatternLayout pattern='%sn %m%n'><replace regex='secret' replacement='*'/></PatternLayout>";
        for (final String layout : new String[] {selector, replacing}) {
            final String element = TestContext.logc(directory, "A", directory.resolve("app.log"), "", layout);
            try (TestContext context = new TestContext(directory, element, "A")) {
                assertThat(LayoutTexts.of(context.appender("A").getLayout(), "A")
                                .dropReport())
                        .isEmpty();
            }
        }
    }

    /** Log4j says what is wrong with a pattern whenever it parses it, which logc may have it do once more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%p %wrong %c %t %d %m%n",
                "%p %c %t %highlight{%p %wrong %c %m}%n",
                "%p %wrong %c %t %d %callCount %m%n",
                "%highlight{%p %wrong %callCount} %m%n",
            })
    void shouldNotMultiplyWhatIsSaidOfAWrongPattern(final String pattern) {
        for (final String more : new String[] {"", "alwaysWriteExceptions='false'"}) {
            final String layout = TestContext.pattern(pattern, more);
            final int theirs = saidOf(TestContext.file("A", directory.resolve("file.log"), "", layout));
            assertThat(theirs).isPositive();
            assertThat(saidOf(TestContext.logc(
                            directory, "A", directory.resolve("app.log"), "splitFormatting='false'", layout)))
                    .isBetween(theirs, 2 * theirs);
        }
    }

    private int saidOf(final String element) {
        try (StatusCapture status = new StatusCapture(directory);
                TestContext context = new TestContext(directory, element, "A")) {
            assertThat(context.appender("A")).isNotNull();
            return status.messages(Level.ERROR).size()
                    + status.messages(Level.WARN).size();
        }
    }

    @Test
    void shouldMakeTheApplicationsConvertersOnceMoreAtMost() {
        final String layout = TestContext.pattern("%p %c %t %callCount %m %c %t%n");
        final int before = CustomConverters.CallCount.made();
        final String element =
                TestContext.logc(directory, "A", directory.resolve("app.log"), "splitFormatting='false'", layout);
        try (TestContext context = new TestContext(directory, element, "A")) {
            assertThat(CustomConverters.CallCount.made() - before).isBetween(1, 2);
            assertThat(context.appender("A")).isNotNull();
        }
    }

    private static String report(final String pattern) {
        final PatternLayout layout = PatternLayout.newBuilder()
                .withPattern(pattern)
                .withCharset(UTF_8)
                .build();
        return new String(LayoutTexts.of(layout, "A").dropReport(), UTF_8);
    }
}
