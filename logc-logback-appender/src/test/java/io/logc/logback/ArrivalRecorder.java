package io.logc.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter that lets everything pass and notes which events entered the appender: what arrives between two
 * configurations never meets one, and no appender can answer for it. Messages are {@code <thread number> <sequence>};
 * each list belongs to its thread until that has ended.
 */
public final class ArrivalRecorder extends Filter<ILoggingEvent> {
    private static final List<List<String>> ARRIVED = new ArrayList<>();

    static void reset(final int threads) {
        ARRIVED.clear();
        for (int t = 0; t < threads; t++) {
            ARRIVED.add(new ArrayList<>());
        }
    }

    static List<String> arrived(final int thread) {
        return ARRIVED.get(thread);
    }

    @Override
    public FilterReply decide(final ILoggingEvent event) {
        final String message = event.getFormattedMessage();
        ARRIVED.get(Integer.parseInt(message.substring(0, message.indexOf(' '))))
                .add(message);
        return FilterReply.NEUTRAL;
    }
}
