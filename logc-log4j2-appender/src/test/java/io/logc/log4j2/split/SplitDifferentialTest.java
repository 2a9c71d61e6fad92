package io.logc.log4j2.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.split.SplitTrial;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines made of fields have the bytes that Log4j's own layout makes, whatever the pattern and whatever the event. */
@Timeout(300)
class SplitDifferentialTest {
    /** A name or template is written out, is learnt, is known. */
    private static final int TIMES = 3;

    private static final int RANDOM_PATTERNS = Integer.getInteger("logc.test.patterns", 2000);
    private static final long FIRST_SEED = Long.getLong("logc.test.seed", 1L);
    private static final int EVENTS_OF_RANDOM = 12;
    private static final Charset[] CHARSETS = {UTF_8, ISO_8859_1, US_ASCII};

    private static final Pattern OPTIONS = Pattern.compile("\\{[^{}]*}");
    private static final Pattern NAME = Pattern.compile("%[-.\\d]*(p|level|t|tn|thread|threadName|c|logger)\\b");

    private static final Configuration CONFIGURATION = new DefaultConfiguration();
    private static List<LogEvent> events;

    @BeforeAll
    static void makeEvents() {
        events = CorpusEvents.all();
    }

    @Test
    void shouldMakeTheSameLinesForCorpus() {
        final List<String> patterns = CorpusPatterns.all();
        assertThat(patterns).hasSizeGreaterThan(150);
        assertThat(events).hasSizeGreaterThan(40);
        final List<String> unsplit = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            final Charset charset = CHARSETS[i % CHARSETS.length];
            final PatternLayout layout = layout(patterns.get(i), charset, i % 4 != 0, i % 2 == 0);
            if (!compare("pattern " + patterns.get(i), layout, i % 2 == 0 ? events : some(i))) {
                unsplit.add(patterns.get(i));
            }
        }
        assertThat(patterns.stream().filter(SplitDifferentialTest::hasName)).hasSizeGreaterThan(100);
        assertThat(unsplit.stream().filter(SplitDifferentialTest::hasName))
                .allMatch(pattern -> pattern.contains("%highlight"));
    }

    @Test
    void shouldMakeTheSameLinesForRandomPatterns() {
        int split = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RANDOM_PATTERNS; seed++) {
            final Random random = new Random(seed);
            final String pattern = anyThatLog4jCanRead(random);
            final Charset charset = CHARSETS[random.nextInt(CHARSETS.length)];
            final PatternLayout layout = layout(pattern, charset, random.nextBoolean(), random.nextBoolean());
            final List<LogEvent> some = random.ints(EVENTS_OF_RANDOM, 0, events.size())
                    .mapToObj(events::get)
                    .toList();
            split += compare("seed " + seed + ", pattern " + pattern, layout, some) ? 1 : 0;
        }
        assertThat(split).isGreaterThan(RANDOM_PATTERNS / 3);
    }

    /** Whether level, thread or logger stand in it, not only in another conversion's options: then it has to be taken apart. */
    private static boolean hasName(final String pattern) {
        String rest = pattern;
        for (String before = ""; !rest.equals(before); ) {
            before = rest;
            rest = OPTIONS.matcher(rest).replaceAll("");
        }
        return NAME.matcher(rest).find();
    }

    /** Some odd ones are too odd for Log4j, which throws. */
    private static String anyThatLog4jCanRead(final Random random) {
        while (true) {
            final String pattern = CorpusPatterns.random(random);
            try {
                layout(pattern, UTF_8, true, true);
                return pattern;
            } catch (final IllegalArgumentException cannotBeRead) {
                assertThat(cannotBeRead).hasMessageContaining("Cannot parse pattern");
            }
        }
    }

    /** A third of the events. */
    private static List<LogEvent> some(final int start) {
        return IntStream.iterate(start % TIMES, i -> i < events.size(), i -> i + TIMES)
                .mapToObj(events::get)
                .toList();
    }

    private static PatternLayout layout(
            final String pattern, final Charset charset, final boolean exceptions, final boolean withoutAnsi) {
        return PatternLayout.newBuilder()
                .withConfiguration(CONFIGURATION)
                .withPattern(pattern)
                .withCharset(charset)
                .withAlwaysWriteExceptions(exceptions)
                .withDisableAnsi(withoutAnsi)
                .build();
    }

    /** Returns whether the pattern was taken apart. */
    private static boolean compare(final String what, final PatternLayout layout, final List<LogEvent> compared) {
        final SplitLayout split = SplitRecognition.of(layout, "test");
        if (split == null) {
            return false;
        }
        final SplitTrial trial = new SplitTrial(split.pattern());
        for (int i = 0; i < compared.size(); i++) {
            compare(what + ", event " + i, layout, split, trial, compared.get(i));
        }
        return true;
    }

    private static void compare(
            final String what,
            final PatternLayout layout,
            final SplitLayout split,
            final SplitTrial trial,
            final LogEvent event) {
        String expected;
        try {
            expected = layout.toSerializable(event);
        } catch (final RuntimeException e) {
            assertThatThrownBy(() -> render(split, trial, event)).as(what).hasSameClassAs(e);
            return;
        }
        final String expectedBytes = new String(expected.getBytes(layout.getCharset()), ISO_8859_1);
        for (int round = 0; round < TIMES; round++) {
            final byte[] line = render(split, trial, event);
            if (line != null) {
                assertThat(new String(line, ISO_8859_1)).as(what).isEqualTo(expectedBytes);
            } else {
                final StringBuilder whole = new StringBuilder();
                split.render(event, whole);
                assertThat(whole.toString()).as(what).isEqualTo(expected);
            }
        }
    }

    private static byte[] render(final SplitLayout split, final SplitTrial trial, final LogEvent event) {
        final byte[] line = split.lineOf(event, trial);
        if (line == null) {
            split.render(event, new StringBuilder());
        }
        return line;
    }
}
