package io.logc.log4j2;

import io.logc.client.LogcOptions;
import io.logc.log4j2.split.SplitLayout;
import io.logc.log4j2.split.SplitRecognition;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.util.Builder;
import org.apache.logging.log4j.core.util.Constants;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The configuration element {@code <Logc>}: reads its attributes, says what is wrong with them, and builds the appender.
 *
 * <p>A bad value costs a warning and leaves the default in force; only a missing file name leaves the application without
 * this appender. Attributes with units are texts here, checked by {@link LogcOptions}, so that both frameworks accept the
 * same values and print the same remedies. Used by the thread that configures.
 */
public final class LogcAppenderBuilder extends FileElementBuilder<LogcAppenderBuilder>
        implements Builder<LogcAppender> {
    private static final Logger STATUS = StatusLogger.getLogger();

    @PluginBuilderAttribute
    private String fileName;

    @PluginBuilderAttribute
    private boolean append = true;

    @PluginBuilderAttribute
    private String server;

    @PluginBuilderAttribute
    private String bufferSize;

    @PluginBuilderAttribute
    private String bufferDirectory;

    @PluginBuilderAttribute
    private String flushInterval;

    @PluginBuilderAttribute
    private String whenFull;

    @PluginBuilderAttribute
    private String maxBlock;

    @PluginBuilderAttribute
    private boolean autoStart = true;

    @PluginBuilderAttribute
    private String filePermissions;

    @PluginBuilderAttribute
    private boolean splitFormatting = true;

    @Override
    public LogcAppender build() {
        if (!isValid()) {
            return null;
        }
        final LogcOptions options = options();
        if (!options.hasFile()) {
            STATUS.error(
                    "Logc appender {}: fileName is not set, so nothing is logged through it; name the log file, as in"
                            + " fileName=\"logs/app.log\"",
                    getName());
            return null;
        }
        for (final String problem : options.problems()) {
            STATUS.warn("Logc appender {}: {}", getName(), problem);
        }
        if (asksForRolling()) {
            STATUS.warn(
                    "Logc appender {}: filePattern, policies and strategy have no effect, because logc does not roll"
                            + " files yet; let logrotate move the file, which logc notices (without copytruncate)",
                    getName());
        }
        final FileSpec spec = new FileSpec(fileName.trim(), options, optionTexts());
        final Layout<?> layout = getOrCreateLayout();
        return new LogcAppender(
                getName(), getFilter(), layout, isIgnoreExceptions(), getPropertyArray(), spec, split(layout, options));
    }

    /** What makes the fields of the layout's lines, or null where log calls make the lines. */
    private SplitLayout split(final Layout<?> layout, final LogcOptions options) {
        return options.splitFormatting() && Constants.ENABLE_DIRECT_ENCODERS && layout instanceof PatternLayout pattern
                ? SplitRecognition.of(pattern, getName())
                : null;
    }

    private LogcOptions options() {
        final LogcOptions options = new LogcOptions();
        options.setFile(fileName);
        options.setAppend(append);
        options.setAutoStart(autoStart);
        ifSet(server, options::setServer);
        ifSet(bufferSize, options::setBufferSize);
        ifSet(bufferDirectory, options::setBufferDirectory);
        ifSet(flushInterval, options::setFlushInterval);
        ifSet(whenFull, options::setWhenFull);
        ifSet(maxBlock, options::setMaxBlock);
        ifSet(filePermissions, options::setFilePermissions);
        options.setSplitFormatting(splitFormatting);
        return options;
    }

    private String optionTexts() {
        return Arrays.asList(
                        autoStart,
                        server,
                        bufferSize,
                        bufferDirectory,
                        flushInterval,
                        whenFull,
                        maxBlock,
                        filePermissions,
                        splitFormatting)
                .toString();
    }

    private static void ifSet(final String value, final Consumer<String> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    /** Sets the log file; required. */
    public LogcAppenderBuilder setFileName(final String value) {
        fileName = value;
        return this;
    }

    /** Sets whether the file's content is kept (the default) or truncated once, when the file is first opened. */
    public LogcAppenderBuilder setAppend(final boolean value) {
        append = value;
        return this;
    }

    /** Sets who writes the file: {@code auto} (a server where there is one) or {@code none} (this process). */
    public LogcAppenderBuilder setServer(final String value) {
        server = value;
        return this;
    }

    /** Sets the size of the buffer, such as {@code 4 MB}. */
    public LogcAppenderBuilder setBufferSize(final String value) {
        bufferSize = value;
        return this;
    }

    /** Sets the directory of the buffer files. */
    public LogcAppenderBuilder setBufferDirectory(final String value) {
        bufferDirectory = value;
        return this;
    }

    /** Sets within which time a line is visible in the file, such as {@code 100 ms}. */
    public LogcAppenderBuilder setFlushInterval(final String value) {
        flushInterval = value;
        return this;
    }

    /** Sets what a log call does when the buffer is full: {@code block} or {@code drop}. */
    public LogcAppenderBuilder setWhenFull(final String value) {
        whenFull = value;
        return this;
    }

    /** Sets how long a log call may wait when the buffer is full, such as {@code 1 s}. */
    public LogcAppenderBuilder setMaxBlock(final String value) {
        maxBlock = value;
        return this;
    }

    /** Sets whether the appender may start a server. */
    public LogcAppenderBuilder setAutoStart(final boolean value) {
        autoStart = value;
        return this;
    }

    /** Sets the permissions of a log file that logc creates, such as {@code rw-r-----}. */
    public LogcAppenderBuilder setFilePermissions(final String value) {
        filePermissions = value;
        return this;
    }

    /** Sets whether log calls may leave the making of the line to who writes the file, where the pattern allows it. */
    public LogcAppenderBuilder setSplitFormatting(final boolean value) {
        splitFormatting = value;
        return this;
    }
}
