package io.logc.log4j2;

import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.TriggeringPolicy;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;

/**
 * Accepts what Log4j's own file appenders know and logc does not need, so that a configuration goes on to work when only
 * the element's name was changed to {@code Logc}.
 *
 * @param <B> the builder's type
 */
abstract class FileElementBuilder<B extends FileElementBuilder<B>> extends AbstractAppender.Builder<B> {
    @PluginBuilderAttribute
    private boolean immediateFlush;

    @PluginBuilderAttribute
    private boolean bufferedIo;

    @PluginBuilderAttribute
    private boolean locking;

    @PluginBuilderAttribute
    private boolean createOnDemand;

    @PluginBuilderAttribute
    private String fileOwner;

    @PluginBuilderAttribute
    private String fileGroup;

    @PluginBuilderAttribute
    private int regionLength;

    @PluginBuilderAttribute
    private boolean advertise;

    @PluginBuilderAttribute
    private String advertiseUri;

    @PluginBuilderAttribute
    private String filePattern;

    @PluginElement("Policy")
    private TriggeringPolicy policy;

    @PluginElement("Strategy")
    private RolloverStrategy strategy;

    /** Whether the element asks for rolling, which logc does not do yet. */
    final boolean asksForRolling() {
        return filePattern != null || policy != null || strategy != null;
    }

    /** Accepted without effect: a line is always visible within {@code flushInterval}. */
    public B setImmediateFlush(final boolean value) {
        immediateFlush = value;
        return asBuilder();
    }

    /** Accepted without effect: there is always a buffer. */
    public B setBufferedIo(final boolean value) {
        bufferedIo = value;
        return asBuilder();
    }

    /** Accepted without effect: several applications may always log to one file. */
    public B setLocking(final boolean value) {
        locking = value;
        return asBuilder();
    }

    /** Accepted without effect. */
    public B setCreateOnDemand(final boolean value) {
        createOnDemand = value;
        return asBuilder();
    }

    /** Accepted without effect: the file belongs to the user who runs the application. */
    public B setFileOwner(final String value) {
        fileOwner = value;
        return asBuilder();
    }

    /** Accepted without effect: the file belongs to the group of the user who runs the application. */
    public B setFileGroup(final String value) {
        fileGroup = value;
        return asBuilder();
    }

    /** Accepted without effect: the log file itself is not mapped. */
    public B setRegionLength(final int value) {
        regionLength = value;
        return asBuilder();
    }

    /** Accepted without effect: nothing is advertised. */
    public B setAdvertise(final boolean value) {
        advertise = value;
        return asBuilder();
    }

    /** Accepted without effect: nothing is advertised. */
    public B setAdvertiseUri(final String value) {
        advertiseUri = value;
        return asBuilder();
    }

    /** Accepted with a warning: logc does not roll yet. */
    public B setFilePattern(final String value) {
        filePattern = value;
        return asBuilder();
    }

    /** Accepted with a warning: logc does not roll yet. */
    public B setPolicy(final TriggeringPolicy value) {
        policy = value;
        return asBuilder();
    }

    /** Accepted with a warning: logc does not roll yet. */
    public B setStrategy(final RolloverStrategy value) {
        strategy = value;
        return asBuilder();
    }
}
