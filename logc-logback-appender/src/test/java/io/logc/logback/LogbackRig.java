package io.logc.logback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A Logback context of a test's own, configured by XML as a user writes it, with all files below the test's directory.
 * The words {@code DIR} and {@code BUFFERS} in the XML stand for that directory and for the one of the buffers.
 */
final class LogbackRig implements AutoCloseable {
    /** The two elements that keep a test from the machine's own servers and buffers. */
    static final String APART = "<server>none</server><bufferDirectory>BUFFERS</bufferDirectory>";

    static final String PATTERN = "<encoder><pattern>%msg%n</pattern><charset>UTF-8</charset></encoder>";

    private static final Pattern DROP_REPORT = Pattern.compile("logc dropped (\\d+) events.*");

    private final LoggerContext context = new LoggerContext();
    private final Path directory;

    LogbackRig(final Path directory) {
        this.directory = directory;
        LoggerFactory.getILoggerFactory(); // initialises SLF4J, and with it the MDC
        context.setMDCAdapter(MDC.getMDCAdapter());
    }

    /** Wraps elements of one appender in a configuration. */
    static String appender(final String elements) {
        return configuration("<appender name='LOGC' class='io.logc.logback.LogcAppender'>" + APART + elements
                + "</appender>" + root("LOGC"));
    }

    static String configuration(final String elements) {
        return "<configuration>" + elements + "</configuration>";
    }

    static String root(final String... appenders) {
        final StringBuilder references = new StringBuilder();
        for (final String appender : appenders) {
            references.append("<appender-ref ref='").append(appender).append("'/>");
        }
        return "<root level='TRACE'>" + references + "</root>";
    }

    LogbackRig configure(final String xml) {
        final String here = xml.replace("DIR", directory.toString())
                .replace("BUFFERS", directory.resolve("buffers").toString());
        final JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(new ByteArrayInputStream(here.getBytes(UTF_8)));
        } catch (final JoranException malformed) {
            throw new IllegalArgumentException(here, malformed);
        }
        context.start(); // as Logback's own start-up and Spring Boot's do; stop() ends only a started context
        return this;
    }

    LogbackRig reset() {
        context.reset();
        return this;
    }

    LoggerContext context() {
        return context;
    }

    Logger logger() {
        return context.getLogger("com.example.orders.OrderBook");
    }

    LogcAppender appender() {
        return (LogcAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("LOGC");
    }

    /** Messages of all statuses of this level or above. */
    List<String> statuses(final int level) {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getEffectiveLevel() >= level)
                .map(Status::getMessage)
                .toList();
    }

    List<String> statusesNaming(final String word) {
        return statuses(Status.WARN).stream()
                .filter(message -> message.contains(word))
                .toList();
    }

    String text(final String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    List<String> lines(final String name) throws IOException {
        return Files.readAllLines(directory.resolve(name), UTF_8);
    }

    /** What is in the buffers; their lock files must not be opened, for closing them would end the locks. */
    String buffers() throws IOException {
        final StringBuilder text = new StringBuilder();
        try (DirectoryStream<Path> buffers = Files.newDirectoryStream(directory.resolve("buffers"), "*.buffer")) {
            for (final Path buffer : buffers) {
                text.append(Files.readString(buffer, ISO_8859_1));
            }
        }
        return text.toString();
    }

    /** How many log calls a file accounts for: one in each line, or as many as a line reports to be dropped. */
    int callsIn(final String name) throws IOException {
        return lines(name).stream()
                .map(DROP_REPORT::matcher)
                .mapToInt(report -> report.matches() ? Integer.parseInt(report.group(1)) : 1)
                .sum();
    }

    /** Stops the appenders, after which all that was logged is on file. */
    @Override
    public void close() {
        context.stop();
    }
}
