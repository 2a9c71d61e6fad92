package io.logc.logback;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.SequenceNumberGenerator;
import io.logc.split.SplitEvent;
import io.logc.split.SplitTrial;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Which encoders are taken apart, and that nobody is asked more often than by the encoder. */
class SplitFormatTest {
    private static final String PATTERN = "%d [%thread] %-5level %logger{36} - %msg%n";

    private final SplitDifference difference = new SplitDifference();

    @Test
    void shouldAskConversionOfApplicationOnceForEachEventAndForNoOther() {
        difference
                .context()
                .putObject(
                        CoreConstants.PATTERN_RULE_REGISTRY,
                        new HashMap<>(Map.of("count", CountingConverter.class.getName())));
        CountingConverter.CALLS.set(0);
        final SplitFormat format = difference.format(difference.encoder("%count %d %count%ex%count", UTF_8));
        final SplitTrial trial = new SplitTrial(format.layout().pattern());
        int calls = 0;
        int wholeLines = 0;
        for (final Supplier<ILoggingEvent> event : difference.events()) {
            final SplitEvent target = trial.begin();
            final ILoggingEvent logged = event.get();
            final String[] kept = format.layout().write(target, logged);
            wholeLines += target.isWhole() ? 1 : 0;
            final String line = new String(
                    target.isWhole() ? format.layout().encode(logged, kept, true) : trial.render(target), UTF_8);
            assertThat(line).startsWith(calls++ + " ").contains(" " + calls++).endsWith("" + calls++);
        }
        assertThat(wholeLines).isBetween(1, 10); // years that are none of 1970 to 9999
        assertThat(CountingConverter.CALLS).hasValue(calls);
        assertThat(difference.warnings()).isEmpty();
    }

    @Test
    void shouldUseUpNoSequenceNumber() {
        final SequenceNumberGenerator numbers = difference.context().getSequenceNumberGenerator();
        final long before = numbers.nextSequenceNumber();
        assertThat(difference.format(difference.encoder("%sn %m%n", UTF_8))).isNotNull();

        assertThat(numbers.nextSequenceNumber()).isEqualTo(before + 1);
    }

    @Test
    void shouldLeaveOtherEncodersAlone() {
        final LayoutWrappingEncoder<ILoggingEvent> wrapping = new LayoutWrappingEncoder<>();
        assertThat(SplitFormat.of(wrapping, null)).isNull();
        assertThat(SplitFormat.of(new PatternLayoutEncoder(), null)).isNull();
        assertThat(SplitFormat.of(started(new PatternLayoutEncoder() {}, PATTERN), null))
                .isNull();
        assertThat(SplitFormat.of(started(new PatternLayoutEncoder(), "%replace(%m){'(', ')"), null))
                .isNull();
        assertThat(SplitFormat.of(difference.encoder(PATTERN, UTF_16), null)).isNull();
        assertThat(SplitFormat.of(difference.encoder(PATTERN, Charset.forName("windows-1252")), null))
                .isNull();
        final PatternLayoutEncoder extended = difference.encoder(PATTERN, UTF_8);
        extendedWords((PatternLayout) extended.getLayout()).put("more", null);
        assertThat(SplitFormat.of(extended, null)).isNull();
    }

    /** By erasure: of strings in some versions, of suppliers in others. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<String, Object> extendedWords(final PatternLayout layout) {
        return (Map) layout.getInstanceConverterMap();
    }

    @Test
    void shouldTakeDefaultCharsetWhenNoneIsSet() {
        assertThat(difference.format(difference.encoder(PATTERN, null)).layout().charset())
                .isEqualTo(Charset.defaultCharset());
    }

    @Test
    void shouldWarnAndLeaveEncoderAloneWhenItsLinesDiffer() {
        final TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            final PatternLayoutEncoder encoder = difference.encoder(PATTERN, UTF_8);
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));

            assertThat(difference.format(encoder)).isNull();
        } finally {
            TimeZone.setDefault(zone);
        }
        assertThat(difference.warnings()).singleElement().asString().contains("splitFormatting", PATTERN, "differs");
    }

    @Test
    void shouldNoticeWhenEncoderChanges() {
        final PatternLayoutEncoder encoder = difference.encoder(PATTERN, UTF_8);
        final SplitFormat format = difference.format(encoder);
        assertThat(format.isOf(encoder)).isTrue();
        assertThat(format.isOf(difference.encoder(PATTERN, UTF_8))).isFalse();

        encoder.setCharset(UTF_16);
        assertThat(format.isOf(encoder)).isFalse();
        encoder.setCharset(UTF_8);
        assertThat(format.isOf(encoder)).isTrue();

        encoder.getLayout().stop();
        assertThat(format.isOf(encoder)).isFalse();
        encoder.getLayout().start();
        ((PatternLayout) encoder.getLayout()).setPattern("%m");
        assertThat(format.isOf(encoder)).isFalse();
        ((PatternLayout) encoder.getLayout()).setPattern(PATTERN);
        assertThat(format.isOf(encoder)).isTrue();

        encoder.start();
        assertThat(format.isOf(encoder)).isFalse();
    }

    private PatternLayoutEncoder started(final PatternLayoutEncoder encoder, final String pattern) {
        encoder.setContext(difference.context());
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    /** Counts. */
    public static final class CountingConverter extends ClassicConverter {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public String convert(final ILoggingEvent event) {
            return Integer.toString(CALLS.getAndIncrement());
        }
    }
}
