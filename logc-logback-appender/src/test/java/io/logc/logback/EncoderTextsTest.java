package io.logc.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.html.HTMLLayout;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.logc.client.FileTexts;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderTextsTest {
    private final LoggerContext context = new LoggerContext();
    private final ContextStatus status = new ContextStatus(new LogcAppender());

    @Test
    void shouldReportDropsInFormatOfPattern() {
        final PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(
                "%d{yyyy} [%thread] %level %logger %X{user:-none} %class %contextName %relative %kvp - %msg%n%ex");
        encoder.setContext(context);
        encoder.start();

        final FileTexts texts = EncoderTexts.of(encoder, context, status);

        assertThat(new String(texts.dropReport(), UTF_8))
                .contains("[logc] WARN io.logc none ? ", FileTexts.DROP_COUNT)
                .endsWith(System.lineSeparator());
        assertThat(texts.header()).isEmpty();
        assertThat(texts.footer()).isEmpty();
        assertThat(texts.headerPolicy()).isEqualTo(FileTexts.HeaderPolicy.EACH_START);
    }

    @Test
    void shouldReportDropsAsJsonWhenFileIsJson() {
        final JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.start();

        assertThat(new String(EncoderTexts.of(encoder, context, status).dropReport(), UTF_8))
                .startsWith("{")
                .contains("\"WARN\"", FileTexts.DROP_COUNT)
                .endsWith("}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "%-5level %lsn%count - %msg%n%count # `WARN   - MESSAGE`",
                "%(%level %count) %replace(%logger){'i', 'I'} %msg%n # ` Io.logc MESSAGE`",
                "%cyan(%level) %caller{1, E}%contextName %msg%n # `\u001b[36mWARN\u001b[0;39m test MESSAGE`",
            })
    void shouldAskNoConversionThatCountsForAReport(final String pattern, final String expected) {
        context.setName("test");
        final PatternLayoutEncoder encoder = counting(pattern);

        assertThat(new String(EncoderTexts.of(encoder, context, status).dropReport(), UTF_8))
                .isEqualTo(expected.replace("MESSAGE", FileTexts.DROP_MESSAGE) + System.lineSeparator());
        assertThat(CountingConverter.STARTS).hasValue(0);
        assertThat(CountingConverter.CALLS).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%count %msg", "%msg%(%count%n)", "%msg %noSuchWord%n"})
    void shouldReportDropsPlainlyWhereNoLineIsLeft(final String pattern) {
        assertThat(EncoderTexts.of(counting(pattern), context, status).dropReport())
                .isEmpty();
        assertThat(CountingConverter.CALLS).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%-5(%level %msg%n", "%replace(%msg){'a'}%n", "%d{nonsense} %msg%n", "%level %msg%n"})
    void shouldSayNothingAboutThePatternThatItsStartHasSaid(final String pattern) {
        final PatternLayoutEncoder encoder = counting(pattern);
        final int said = context.getStatusManager().getCount();

        EncoderTexts.of(encoder, context, status);

        assertThat(context.getStatusManager().getCount()).isEqualTo(said);
    }

    @Test
    void shouldUseUpNoNumbersOfTheApplicationsLines() {
        final PatternLayoutEncoder encoder = counting("%lsn %count %msg%n");
        final LoggingEvent event = new LoggingEvent();
        event.setMessage("text");
        final long first = Long.parseLong(new String(encoder.encode(event), UTF_8).split(" ")[0]);

        EncoderTexts.of(encoder, context, status);

        assertThat(new String(encoder.encode(event), UTF_8)).startsWith(first + 1 + " 1 text");
    }

    private PatternLayoutEncoder counting(final String pattern) {
        context.putObject(
                CoreConstants.PATTERN_RULE_REGISTRY, new HashMap<>(Map.of("count", CountingConverter.class.getName())));
        final PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(pattern);
        encoder.setContext(context);
        encoder.start();
        CountingConverter.STARTS.set(0);
        CountingConverter.CALLS.set(0);
        return encoder;
    }

    @Test
    void shouldNotDisturbLayoutThatCountsRows() {
        final HTMLLayout layout = new HTMLLayout();
        layout.setContext(context);
        layout.start();
        final LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setLayout(layout);

        final FileTexts texts = EncoderTexts.of(encoder, context, status);

        assertThat(new String(texts.header(), UTF_8)).contains("<html>");
        assertThat(new String(texts.footer(), UTF_8)).contains("</html>");
        assertThat(texts.dropReport()).isEmpty();
    }

    @Test
    void shouldDoWithoutTextsWhenEncoderFails() {
        final Encoder<ILoggingEvent> withoutLayout = new LayoutWrappingEncoder<>();

        final FileTexts texts = EncoderTexts.of(withoutLayout, null, status);

        assertThat(texts.header()).isEmpty();
        assertThat(texts.footer()).isEmpty();
        assertThat(texts.dropReport()).isEmpty();
    }

    /** As applications write them. */
    public static final class CountingConverter extends ClassicConverter {
        static final AtomicInteger STARTS = new AtomicInteger();
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public void start() {
            STARTS.incrementAndGet();
            super.start();
        }

        @Override
        public String convert(final ILoggingEvent event) {
            return Integer.toString(CALLS.getAndIncrement());
        }
    }
}
