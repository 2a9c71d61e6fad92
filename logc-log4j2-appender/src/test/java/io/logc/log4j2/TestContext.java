package io.logc.log4j2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/** A Log4j context of its own, configured by a file as a user writes it, in a directory that the test throws away. */
final class TestContext implements AutoCloseable {
    private static final String OTHER = "com.example.other.Service";

    private final Path directory;
    private final LoggerContext context;

    /**
     * Starts a context.
     *
     * @param directory where the configuration, the log files and the buffers are
     * @param appenders the elements inside {@code <Appenders>}
     * @param rootRefs the appenders that get every event
     */
    TestContext(final Path directory, final String appenders, final String... rootRefs) {
        this(directory, configuration -> new LoggerContext("test", null, configuration), appenders, rootRefs);
    }

    /** Starts a context of a kind that the test chooses. */
    TestContext(
            final Path directory,
            final Function<URI, LoggerContext> contextFactory,
            final String appenders,
            final String... rootRefs) {
        this.directory = directory;
        write(appenders, rootRefs);
        context = contextFactory.apply(configurationFile().toUri());
        context.start();
    }

    /** A {@code Logc} element that drains in-process and keeps its buffer in the test's directory. */
    static String logc(
            final Path directory, final String name, final Path file, final String more, final String inner) {
        return String.format(
                "<Logc name='%s' fileName='%s' server='none' autoStart='false' bufferDirectory='%s' %s>%s</Logc>%n",
                name, file, directory.resolve("buffers"), more, inner);
    }

    /** The framework's own element for the same file. */
    static String file(final String name, final Path file, final String more, final String inner) {
        return String.format("<File name='%s' fileName='%s' %s>%s</File>%n", name, file, more, inner);
    }

    static String pattern(final String pattern) {
        return pattern(pattern, "");
    }

    static String pattern(final String pattern, final String more) {
        return "<PatternLayout pattern='" + escape(pattern) + "' " + more + "/>";
    }

    static List<String> lines(final Path file) {
        try {
            return Files.readAllLines(file, UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
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

    Logger logger() {
        return logger("org.example.app.Service");
    }

    Logger logger(final String name) {
        return context.getLogger(name);
    }

    /** A logger whose references to the appenders are not the root logger's. */
    Logger otherLogger() {
        return logger(OTHER);
    }

    Appender appender(final String name) {
        return context.getConfiguration().getAppender(name);
    }

    /** Reloads, as {@code monitorInterval} does: the new configuration is started before the old one is stopped. */
    void reload(final String appenders, final String... rootRefs) {
        write(appenders, rootRefs);
        context.reconfigure();
    }

    void stop() {
        context.stop();
    }

    @Override
    public void close() {
        stop();
    }

    private Path configurationFile() {
        return directory.resolve("log4j2-test-context.xml");
    }

    private void write(final String appenders, final String... rootRefs) {
        final StringBuilder refs = new StringBuilder();
        for (final String ref : rootRefs) {
            refs.append("<AppenderRef ref='").append(ref).append("'/>");
        }
        final String xml = "<Configuration>\n<Appenders>" + appenders + "</Appenders>\n" + "<Loggers><Root level='ALL'>"
                + refs + "</Root></Loggers>\n</Configuration>\n";
        try {
            Files.writeString(configurationFile(), xml);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escape(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }
}
