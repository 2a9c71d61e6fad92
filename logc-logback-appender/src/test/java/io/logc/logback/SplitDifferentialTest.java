package io.logc.logback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Lines that were made in pieces are byte for byte what Logback's encoder makes of the same events: for each conversion word
 * and option, and for random patterns. More of those with {@code -Dlogc.patterns=N}, others with {@code -Dlogc.seed=N}.
 */
class SplitDifferentialTest {
    private static final int RANDOM_PATTERNS = Integer.getInteger("logc.patterns", 1000);
    private static final long FIRST_SEED = Long.getLong("logc.seed", 1);

    private static PrintStream standardError;

    /** SLF4J prints the stack of each toString() that throws. */
    @BeforeAll
    static void silence() {
        standardError = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    }

    @AfterAll
    static void unsilence() {
        System.setErr(standardError);
    }

    @Test
    void shouldMakeSameLinesWhenPatternIsInTheCorpus() {
        final SplitDifference difference = new SplitDifference();
        final List<String> patterns = PatternCorpus.all();
        final List<String> unsplit = new ArrayList<>();
        for (final String pattern : patterns) {
            if (!difference.check(pattern, UTF_8, "")) {
                unsplit.add(pattern);
            }
        }
        assertThat(patterns).hasSizeGreaterThan(150);
        assertThat(difference.events()).hasSizeGreaterThan(40);
        assertThat(difference.warnings()).isEmpty();
        assertThat(difference.wholeLines()).isPositive();
        assertThat(unsplit)
                .allMatch(pattern -> isFaulty(
                                difference.encoder(pattern, UTF_8),
                                difference.events().get(0).get())
                        || isOdd(pattern));
    }

    private static boolean isFaulty(final PatternLayoutEncoder encoder, final ILoggingEvent event) {
        return !encoder.getLayout().isStarted()
                || encoder.getLayout().doLayout(event).contains("PARSER_ERROR");
    }

    /** Always empty, or with half a character at the edge of a literal. */
    private static boolean isOdd(final String pattern) {
        return pattern.startsWith("%nopex")
                || pattern.contains("\ud83d%m")
                || pattern.contains("%m\ud83d")
                || pattern.contains("%m\ud800");
    }

    @Test
    void shouldMakeSameLinesWhenCharsetHasOneByte() {
        final SplitDifference difference = new SplitDifference();
        for (final Charset charset : List.of(ISO_8859_1, US_ASCII)) {
            for (final String pattern : List.of(
                    "%d [%thread] %-5level %logger{36} - %msg%n%ex",
                    "%m%X{order}%m%kvp%marker", "\u00e9\u4e16 %t%m%c%n", "%m", "%X%m%n")) {
                assertThat(difference.check(pattern, charset, charset.name()))
                        .as(pattern)
                        .isTrue();
            }
        }
        assertThat(difference.warnings()).isEmpty();
    }

    @Test
    void shouldMakeSameLinesWhenPatternIsRandom() {
        final SplitDifference difference = new SplitDifference();
        int split = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RANDOM_PATTERNS; seed++) {
            if (difference.check(PatternCorpus.random(seed), UTF_8, ", -Dlogc.seed=" + seed)) {
                split++;
            }
        }
        assertThat(difference.warnings()).isEmpty();
        assertThat(split).isGreaterThan(RANDOM_PATTERNS / 2);
    }
}
