package io.logc.log4j2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same events through Log4j's own File appender and through logc give the same files, byte for byte. */
class LayoutParityTest {
    private static final Level NOTICE = Level.forName("NOTICE", 350);

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path directory;

    @BeforeEach
    void fillThreadContext() {
        ThreadContext.put("user", "Zoë <zoe@example.org>");
        ThreadContext.put("request", "42");
        ThreadContext.push("outer");
        ThreadContext.push("inner");
    }

    @AfterEach
    void clearThreadContext() {
        ThreadContext.clearAll();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d [%t] %-5level %c{1.} - %m%n",
                "%d{ISO8601_BASIC} %p %logger{36} %msg%n",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX}{Asia/Tokyo} %m%n",
                "%d{UNIX_MILLIS} %d{HH:mm:ss,nnnnnnnnn} %d{dd MMM yyyy}{UTC} %m%n",
                "%r %T %tp %pid %m%n",
                "%m%n%ex",
                "%m%n%ex{short.message}%n%ex{3}",
                "%m %xEx%n",
                "%m %rEx{separator(|)}%n",
                "%m%n%throwable{none}",
                "%X %X{user} %X{user, request} %x %NDC %m%n",
                "%marker %markerSimpleName %m%n",
                "%C{1} %F %L %M %l %m%n",
                "%fqcn %K{key} %m%n",
                "%replace{%m}{[aeiou]}{*}%n",
                "%enc{%m}{JSON} %enc{%X{user}}{HTML} %enc{%m}{CRLF}%n",
                "%maxLen{%m}{20} %-20.30c|%20.-5p|%.3t%n",
                "%notEmpty{[%marker] }%equals{%p}{WARN}{!}%equalsIgnoreCase{%c}{x}{y}%m%n",
                "%highlight{%p %m}{ERROR=red} %style{%t}{bold}%n",
                "äöü € %m 日本語 %n",
                "%m",
                "%%%m%n%n",
            })
    void shouldWriteTheSameBytesForPattern(final String pattern) throws IOException {
        assertSameFiles(TestContext.pattern(pattern, "disableAnsi='false'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UTF-8", "US-ASCII", "ISO-8859-1", "windows-1252", "UTF-16", "UTF-16LE", "Shift_JIS", "UTF-32"})
    void shouldWriteTheSameBytesForCharset(final String charset) throws IOException {
        assertSameFiles(TestContext.pattern("%d %p %m%n%ex", "charset='" + charset + "'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<JsonTemplateLayout eventTemplateUri='classpath:EcsLayout.json'/>",
                "<JsonTemplateLayout eventTemplateUri='classpath:LogstashJsonEventLayoutV1.json' locationInfoEnabled='true'/>",
                "<GelfLayout compressionType='OFF' includeNewLineDelimiter='true' host='example'/>",
                "<Rfc5424Layout appName='app' newLine='true' includeMDC='true'/>",
                "<SyslogLayout facility='LOCAL0' newLine='true'/>",
            })
    void shouldWriteTheSameBytesForLayout(final String layout) throws IOException {
        assertSameFiles(layout);
    }

    @Test
    void shouldWriteTheSameHeaderAndFooterForPatternLayout() throws IOException {
        assertSameFiles(TestContext.pattern("%m%n", "header='# begin ${sys:user.name} ä&#10;' footer='# end&#10;'"));
    }

    @Test
    void shouldWriteTheSamePageForHtmlLayout() throws IOException {
        final String layout = "<HtmlLayout title='Log' locationInfo='true'/>";
        final String logc = write(layout, TestContext.logc(directory, "A", directory.resolve("logc.log"), "", layout));
        // The header of this layout contains the second in which it was asked for.
        final String time = "Log session start time [^<]*<";
        assertThat(logc.replaceAll(time, ""))
                .isEqualTo(Files.readString(directory.resolve("file.log"), ISO_8859_1)
                        .replaceAll(time, ""));
        assertThat(logc).startsWith("<!DOCTYPE HTML").endsWith("</body></html>" + System.lineSeparator());
    }

    @Test
    void shouldWriteTheSameBytesBehindAsyncAppender() throws IOException {
        final String layout = TestContext.pattern("%d [%t] %p %c %M %X %m%n%ex");
        final String async = "<Async name='A' includeLocation='true'><AppenderRef ref='LOGC'/>"
                + "<AppenderRef ref='FILE'/></Async>";
        try (TestContext context = new TestContext(directory, both("FILE", "LOGC", layout) + async, "A")) {
            logCorpus(context.logger());
        }
        assertSameContent();
    }

    private void assertSameFiles(final String layout) throws IOException {
        write(layout, TestContext.logc(directory, "A", directory.resolve("logc.log"), "", layout));
        assertSameContent();
    }

    private void assertSameContent() throws IOException {
        assertThat(Files.size(directory.resolve("file.log"))).isGreaterThan(10_000);
        assertThat(directory.resolve("logc.log")).hasSameBinaryContentAs(directory.resolve("file.log"));
    }

    private String write(final String layout, final String logc) throws IOException {
        final String file = TestContext.file("B", directory.resolve("file.log"), "", layout);
        try (TestContext context = new TestContext(directory, logc + file, "A", "B")) {
            assertThat(context.appender("A").getLayout()).isInstanceOf(Layout.class);
            logCorpus(context.logger());
        }
        return Files.readString(directory.resolve("logc.log"), ISO_8859_1);
    }

    private String both(final String file, final String logc, final String layout) {
        return TestContext.file(file, directory.resolve("file.log"), "", layout)
                + TestContext.logc(directory, logc, directory.resolve("logc.log"), "", layout);
    }

    private static void logCorpus(final Logger logger) {
        logger.info("plain");
        logger.debug("with {} arguments: {}", 2, "second");
        logger.warn(MarkerManager.getMarker("AUDIT").addParents(MarkerManager.getMarker("SECURITY")), "marked");
        logger.log(NOTICE, "custom level");
        logger.trace("");
        logger.info((String) null);
        logger.info("äöü ß € 日本語 \uD83D\uDE00 lone surrogate \uD800 end");
        logger.info("several\nlines\r\nand\ttabs \u0000\u001b[31m \"quoted\" <tag> & more");
        logger.fatal("failed", failure());
        logger.error("with argument {}", "x", new IllegalStateException());
        logger.info(new StringMapMessage().with("key", "value").with("other", "ü"));
        // Longer than the encoder's buffer, than a fresh scratch buffer, and than one that is kept.
        logger.info("long " + "0123456789".repeat(1_000));
        logger.info("longer " + "ü日\uD83D\uDE00".repeat(12_000));
        logger.info("after");
    }

    private static RuntimeException failure() {
        final RuntimeException failure = new RuntimeException("outer ü", new IOException("cause", new Error("root")));
        failure.addSuppressed(new IllegalArgumentException("suppressed"));
        return failure;
    }
}
