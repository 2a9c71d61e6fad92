package io.logc.system.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.OnPrintStreamStatusListenerBase;
import ch.qos.logback.core.status.Status;
import io.logc.client.FileTexts;
import io.logc.client.LogcClient;
import io.logc.client.LogcOptions;
import io.logc.client.Publication;
import io.logc.client.StatusSink;
import io.logc.logback.LogcAppender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/** What a load application logs through: one of the frameworks, or logc's client alone. */
public interface LogTarget {
    /** Logs a line. */
    void log(String line);

    /** Stops logging as the framework's users do. */
    void stop();

    /** Events that were dropped. */
    long dropped();

    /** Reads the configuration again, as the framework does when its file has changed. */
    void reload();

    /** Reads a configuration with other options. */
    void reload(Arguments changed);

    /** Opens the target that {@code framework} names, with the options of an application. */
    static LogTarget open(final Arguments arguments) {
        return switch (arguments.text("framework", "bare")) {
            case "logback" -> new Logback(arguments);
            case "log4j2" -> new Log4j2(arguments);
            default -> new Bare(arguments);
        };
    }

    /** Logc's client without a framework. */
    final class Bare implements LogTarget, StatusSink {
        private static final long STOP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
        private final Publication publication;

        Bare(final Arguments arguments) {
            final LogcOptions options = new LogcOptions();
            options.setFile(arguments.text("file", ""));
            options.setServer(arguments.text("server", "auto"));
            options.setAutoStart(arguments.flag("autoStart"));
            options.setBufferSize(arguments.text("bufferSize", "4 MB"));
            options.setMaxBlock(arguments.text("maxBlock", "1 s"));
            options.setWhenFull(arguments.text("whenFull", "block"));
            publication = LogcClient.open(options, FileTexts.none(), this);
        }

        @Override
        public void log(final String line) {
            final byte[] bytes = (line + "\n").getBytes(UTF_8);
            publication.publish(bytes, 0, bytes.length);
        }

        @Override
        public void stop() {
            publication.close(STOP_TIMEOUT_NS);
        }

        @Override
        public long dropped() {
            return publication.droppedCount();
        }

        @Override
        public void reload() {
            throw new UnsupportedOperationException("there is no configuration");
        }

        @Override
        public void reload(final Arguments changed) {
            reload();
        }

        @Override
        public void info(final String message) {
            System.out.println("info: " + message);
        }

        @Override
        public void warn(final String message, final Throwable cause) {
            System.out.println("warn: " + message);
        }
    }

    /** Logback, configured by XML. */
    final class Logback implements LogTarget {
        private final Templates templates = new Templates();
        private final LoggerContext context = new LoggerContext();
        private final ch.qos.logback.classic.Logger logger = context.getLogger("load");
        private String xml;

        Logback(final Arguments arguments) {
            xml = xml(arguments);
            context.getStatusManager().add(new StatusPrinter());
            configure();
        }

        private static String xml(final Arguments arguments) {
            return """
                <configuration>
                  <appender name="LOGC" class="io.logc.logback.LogcAppender">
                    <file>%s</file><server>%s</server><autoStart>%s</autoStart>
                    <bufferSize>%s</bufferSize><maxBlock>%s</maxBlock><whenFull>%s</whenFull>
                    <encoder class="%s"><pattern>%%msg%%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="LOGC"/></root>
                </configuration>
                """.formatted(
                            arguments.text("file", ""),
                            arguments.text("server", "auto"),
                            arguments.flag("autoStart"),
                            arguments.text("bufferSize", "4 MB"),
                            arguments.text("maxBlock", "1 s"),
                            arguments.text("whenFull", "block"),
                            arguments.text("encoder", "ch.qos.logback.classic.encoder.PatternLayoutEncoder"));
        }

        private void configure() {
            final JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            try {
                configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(UTF_8)));
            } catch (final JoranException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void reload() {
            context.reset();
            context.getStatusManager().add(new StatusPrinter());
            configure();
        }

        @Override
        public void reload(final Arguments changed) {
            xml = xml(changed);
            reload();
        }

        @Override
        public void log(final String line) {
            templates.log(line, logger::info, logger::info);
        }

        @Override
        public void stop() {
            context.stop();
        }

        @Override
        public long dropped() {
            return ((LogcAppender) context.getLogger("ROOT").getAppender("LOGC")).getDroppedCount();
        }
    }

    /** Prints what Logback would tell a person. */
    final class StatusPrinter extends OnPrintStreamStatusListenerBase {
        @Override
        protected PrintStream getPrintStream() {
            return System.out;
        }

        @Override
        public void addStatusEvent(final Status status) {
            if (status.getLevel() >= Status.WARN || status.getMessage().contains("server")) {
                System.out.println("status: " + status);
            }
        }
    }

    /** Log4j2, configured by an XML file. */
    final class Log4j2 implements LogTarget {
        private final Templates templates = new Templates();
        private final org.apache.logging.log4j.core.LoggerContext context;
        private final org.apache.logging.log4j.Logger logger;

        Log4j2(final Arguments arguments) {
            context = Configurator.initialize(null, write(arguments).toString());
            logger = context.getLogger("load");
        }

        private static Path write(final Arguments arguments) {
            final Path file = Path.of(arguments.text("file", ""))
                    .resolveSibling("log4j2-" + ProcessHandle.current().pid() + ".xml");
            final String xml = """
                <Configuration status="WARN" dest="err" shutdownHook="%s">
                  <Appenders>
                    <Logc name="LOGC" fileName="%s" server="%s" autoStart="%s" bufferSize="%s" maxBlock="%s"
                        whenFull="%s">
                      <PatternLayout pattern="%%m%%n"/>
                    </Logc>
                  </Appenders>
                  <Loggers><Root level="info"><AppenderRef ref="LOGC"/></Root></Loggers>
                </Configuration>
                """.formatted(
                            arguments.text("shutdownHook", "enable"),
                            arguments.text("file", ""),
                            arguments.text("server", "auto"),
                            arguments.flag("autoStart"),
                            arguments.text("bufferSize", "4 MB"),
                            arguments.text("maxBlock", "1 s"),
                            arguments.text("whenFull", "block"));
            try {
                Files.writeString(file, xml);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            return file;
        }

        @Override
        public void reload() {
            context.reconfigure();
        }

        @Override
        public void reload(final Arguments changed) {
            write(changed);
            reload();
        }

        @Override
        public void log(final String line) {
            templates.log(line, logger::info, logger::info);
        }

        @Override
        public void stop() {
            LogManager.shutdown();
        }

        @Override
        public long dropped() {
            return 0;
        }
    }
}
