package io.logc.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.html.HTMLLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.logc.client.FileTexts;
import org.junit.jupiter.api.Test;

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
}
