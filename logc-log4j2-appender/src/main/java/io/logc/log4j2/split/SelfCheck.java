package io.logc.log4j2.split;

import io.logc.split.SplitTrial;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.logging.log4j.core.LogEvent;

/**
 * Compares lines that are made of fields with those that Log4j makes. Owned by the thread that configures.
 *
 * <p>Nothing should ever differ; where it does, the appender makes its lines as a whole.
 */
final class SelfCheck {
    /** A name or template is written out, is learnt, is known. */
    private static final int TIMES = 3;

    private SelfCheck() {}

    /**
     * Compares.
     *
     * @param split what makes the fields
     * @param charset of the log file
     * @param expected makes the bytes of a line
     * @return what differs, or null
     */
    static String difference(
            final SplitLayout split, final Charset charset, final Function<LogEvent, byte[]> expected) {
        final SplitTrial trial = new SplitTrial(split.pattern());
        for (final LogEvent event : SampleEvents.all()) {
            for (int i = 0; i < TIMES; i++) {
                final byte[] line = split.lineOf(event, trial);
                final byte[] wanted = expected.apply(event);
                if (line != null && !Arrays.equals(line, wanted)) {
                    return "\"" + new String(line, charset) + "\" instead of \"" + new String(wanted, charset) + '"';
                }
            }
        }
        return null;
    }
}
