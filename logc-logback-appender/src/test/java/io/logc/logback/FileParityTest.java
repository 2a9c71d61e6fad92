package io.logc.logback;

import static io.logc.logback.LogbackRig.APART;
import static io.logc.logback.LogbackRig.configuration;
import static io.logc.logback.LogbackRig.root;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.spi.BasicSequenceNumberGenerator;
import ch.qos.logback.core.status.Status;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The file is byte for byte what Logback's own FileAppender makes of the same events with the same encoder. */
class FileParityTest {
    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d [%thread] %-5level %logger{36} - %msg%n",
                "%d{HH:mm:ss.SSS} %msg%n",
                "%date{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, Australia/Perth} %m%n",
                "%d{ISO8601, UTC} %relative %m%n",
                "%d{&quot;EEE, d MMM yyyy HH:mm:ss,SSS&quot;, UTC, de-DE} %micros %m%n",
                "%p %c{0} %c{5} %c %.-10logger %20.30logger|%m%n",
                "%m%n%ex",
                "%m%nopex%n",
                "%m %ex{short}%n",
                "%m %ex{3, org.junit}%n",
                "%m%n%xEx{full}",
                "%m%n%rEx",
                "%X %mdc{order} %X{absent:-none} %mdc{user:-nobody} %m%n",
                "%caller{2} %m%n",
                "%class{20}.%method\\(%file:%line\\) %m%n",
                "%marker %kvp %kvp{NONE} %m%n",
                "%replace(%msg){'\\s+', '_'}%n",
                "%highlight(%-5level) %cyan(%logger{15}) %m%n",
                "%contextName %sn %property{zone} %m%n",
                "%msg",
                "\u00e4\u00f6\u00fc \u4e16\u754c \ud83d\ude80 %m%n",
                "%d %5p ${PID:-} --- [%t] %-40.40logger{39} : %m%n%xEx"
            })
    void shouldWriteSameBytesWhenPatternIs(final String pattern) throws IOException {
        assertSameBytes("<encoder><pattern>" + pattern + "</pattern><charset>UTF-8</charset></encoder>");
        assertThat(new String(bytesOf("logc.log"), UTF_8)).doesNotContain("PARSER_ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16", "UTF-16LE", "US-ASCII", "windows-1252"})
    void shouldWriteSameBytesWhenCharsetIs(final String charset) throws IOException {
        assertSameBytes(
                "<encoder><charset>" + charset + "</charset><pattern>%d %-5level %msg%n%ex</pattern></encoder>");
    }

    @Test
    void shouldWriteSameBytesWhenCharsetIsThePlatforms() throws IOException {
        assertSameBytes("<encoder><pattern>%d %msg%n</pattern></encoder>");
    }

    @Test
    void shouldWriteSameBytesWhenEncoderIsJson() throws IOException {
        assertSameBytes("<encoder class='ch.qos.logback.classic.encoder.JsonEncoder'/>");
        assertThat(new String(bytesOf("logc.log"), UTF_8)).startsWith("{").endsWith("}\n");
    }

    @Test
    void shouldWriteSameBytesWhenPatternIsTheHeader() throws IOException {
        assertSameBytes("<encoder><outputPatternAsHeader>true</outputPatternAsHeader>"
                + "<pattern>%d %msg%n</pattern></encoder>");
        assertThat(new String(bytesOf("logc.log"), UTF_8)).contains("#logback.classic pattern: %d %msg%n");
    }

    @Test
    void shouldWriteSameBytesWhenLayoutHasHeaderAndFooter() throws IOException {
        assertSameBytes("<encoder class='ch.qos.logback.core.encoder.LayoutWrappingEncoder'><layout class='"
                + FramedLayout.class.getName() + "'/></encoder>");
        assertThat(new String(bytesOf("logc.log"), UTF_8))
                .startsWith("<file><rows>" + System.lineSeparator())
                .endsWith("</rows></file>");
    }

    @Test
    void shouldWriteSameHtmlWhenLayoutCountsRows() throws IOException {
        logWith("<encoder class='ch.qos.logback.core.encoder.LayoutWrappingEncoder'>"
                + "<layout class='ch.qos.logback.classic.html.HTMLLayout'>"
                + "<pattern>%d%thread%level%X%logger%msg</pattern></layout></encoder>");

        final String sessionStart = "Log session start time [^<]*";
        assertThat(new String(bytesOf("logc.log"), UTF_8).replaceAll(sessionStart, ""))
                .isEqualTo(new String(bytesOf("file.log"), UTF_8).replaceAll(sessionStart, ""))
                .contains(" odd\">", "</body></html>");
    }

    @Test
    void shouldWriteSameBytesWhenOldConfigurationHasLayoutInsteadOfEncoder() throws IOException {
        assertSameBytes("<layout class='ch.qos.logback.classic.PatternLayout'><pattern>%d %msg%n</pattern></layout>");
    }

    @Test
    void shouldAppendSameBytesWhenFilesHaveContent() throws IOException {
        Files.writeString(directory.resolve("logc.log"), "an unfinished line");
        Files.writeString(directory.resolve("file.log"), "an unfinished line");

        assertSameBytes("<encoder class='ch.qos.logback.core.encoder.LayoutWrappingEncoder'><layout class='"
                + FramedLayout.class.getName() + "'/></encoder>");

        assertThat(new String(bytesOf("logc.log"), UTF_8)).startsWith("an unfinished line<file>");
    }

    @Test
    void shouldTruncateAsFileAppenderDoesWhenAppendIsFalse() throws IOException {
        Files.writeString(directory.resolve("logc.log"), "yesterday\n");
        Files.writeString(directory.resolve("file.log"), "yesterday\n");

        assertSameBytes("<append>false</append><encoder><pattern>%msg%n</pattern></encoder>");

        assertThat(new String(bytesOf("logc.log"), UTF_8)).doesNotContain("yesterday");
    }

    private void assertSameBytes(final String elements) throws IOException {
        logWith(elements);
        final byte[] expected = bytesOf("file.log");
        final byte[] written = bytesOf("logc.log");
        assertThat(new String(written, ISO_8859_1)).isEqualTo(new String(expected, ISO_8859_1));
        assertThat(expected.length).isGreaterThan(500);
    }

    /** One logger hands the same event objects to both appenders, logc's first. */
    private void logWith(final String elements) {
        try (LogbackRig rig = new LogbackRig(directory)) {
            rig.context().setName("parity");
            rig.context().putProperty("zone", "north");
            rig.context().setSequenceNumberGenerator(new BasicSequenceNumberGenerator());
            rig.configure(configuration("<appender name='LOGC' class='io.logc.logback.LogcAppender'>" + APART
                    + "<file>DIR/logc.log</file>" + elements + "</appender>"
                    + "<appender name='FILE' class='ch.qos.logback.core.FileAppender'><file>DIR/file.log</file>"
                    + elements + "</appender>" + root("LOGC", "FILE")));
            assertThat(rig.statuses(Status.ERROR)).isEmpty();
            for (int i = 0; i < 3; i++) { // names and templates are new, then learnt, then known
                logEverything(rig.logger());
            }
        }
    }

    private static void logEverything(final Logger logger) {
        final Marker marker = MarkerFactory.getDetachedMarker("AUDIT");
        marker.add(MarkerFactory.getDetachedMarker("SLOW"));
        logger.trace("trace");
        logger.debug("debug {} {}", 1, "two");
        logger.info("");
        logger.info(
                "umlauts \u00e4\u00f6\u00fc\u00df, \u4e16\u754c, \ud83d\ude80, lone surrogate \ud83d end, NUL \u0000 end");
        logger.info("quotes \" and \\ and tab\tand <tags> & entities");
        logger.info("several\nlines\r\nof text\n");
        MDC.put("order", "4711");
        MDC.put("user", "J\u00fcrgen");
        logger.warn(marker, "with a marker {}", List.of(1, 2));
        MDC.clear();
        logger.atInfo()
                .addMarker(marker)
                .addKeyValue("price", 12.5)
                .addKeyValue("side", "BUY")
                .log("with key-value pairs");
        logger.error("with an exception", nested());
        logger.error("null message and null argument {}", (Object) null);
        logger.warn((String) null);
        logger.info("map {}", Map.of("k", "v"));
        logger.info("long {}", "x".repeat(20_000));
        final Thread other = new Thread(() -> logger.info("from another thread"), "other [thread] \u00e9");
        other.start();
        joinUninterrupted(other);
    }

    private static Throwable nested() {
        final Exception root = new IOException("disk on fire\nsecond line");
        final RuntimeException middle = new IllegalStateException("middle", root);
        middle.addSuppressed(new IllegalArgumentException("suppressed", new Exception("its cause")));
        return new RuntimeException("outer \u00e4", middle);
    }

    private static void joinUninterrupted(final Thread thread) {
        try {
            thread.join();
        } catch (final InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private byte[] bytesOf(final String name) throws IOException {
        return Files.readAllBytes(directory.resolve(name));
    }

    /** A layout with all four header and footer parts. */
    public static final class FramedLayout extends LayoutBase<ILoggingEvent> {
        @Override
        public String getFileHeader() {
            return "<file>";
        }

        @Override
        public String getPresentationHeader() {
            return "<rows>";
        }

        @Override
        public String doLayout(final ILoggingEvent event) {
            return "<row>" + event.getTimeStamp() + " " + event.getFormattedMessage() + "</row>\n";
        }

        @Override
        public String getPresentationFooter() {
            return "</rows>";
        }

        @Override
        public String getFileFooter() {
            return "</file>";
        }
    }
}
