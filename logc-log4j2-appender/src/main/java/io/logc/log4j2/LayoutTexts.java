package io.logc.log4j2;

import io.logc.client.FileTexts;
import io.logc.log4j2.split.KnownText;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Asks a layout for the bytes that belong to the file instead of an event.
 *
 * <p>All of them are rendered when the appender starts, because they must be at hand when the application is dead: a
 * footer that contains the time contains that of the start. Used by the thread that configures.
 */
final class LayoutTexts {
    private static final Logger STATUS = StatusLogger.getLogger();
    private static final byte[] NONE = {};

    private LayoutTexts() {}

    /**
     * Renders header, footer and drop report; what a layout cannot render is left out with a warning.
     *
     * @param layout the appender's layout
     * @param appenderName for the warning
     * @return the texts, to be written as Log4j's own file appenders do: a header only at the top of a file
     */
    static FileTexts of(final Layout<?> layout, final String appenderName) {
        return new FileTexts(
                render("header", appenderName, layout::getHeader),
                render("footer", appenderName, layout::getFooter),
                FileTexts.HeaderPolicy.EMPTY_FILE,
                render("drop report", appenderName, () -> dropReport(layout)));
    }

    /** Nothing was dropped yet, and perhaps nothing ever is: no sequence number is used up, no converter of the application asked. */
    private static byte[] dropReport(final Layout<?> layout) {
        return layout instanceof PatternLayout pattern
                ? KnownText.of(pattern, dropEvent())
                : layout.toByteArray(dropEvent());
    }

    private static byte[] render(final String what, final String appenderName, final Supplier<byte[]> renderer) {
        try {
            final byte[] bytes = renderer.get();
            return bytes == null ? NONE : bytes;
        } catch (final RuntimeException e) {
            STATUS.warn("Logc appender {}: its layout cannot render the {}, which is left out", appenderName, what, e);
            return NONE;
        }
    }

    private static LogEvent dropEvent() {
        return Log4jLogEvent.newBuilder()
                .setLoggerName("io.logc")
                .setLoggerFqcn(LayoutTexts.class.getName())
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(FileTexts.DROP_MESSAGE))
                .setThreadName("logc")
                .setTimeMillis(System.currentTimeMillis())
                .build();
    }
}
