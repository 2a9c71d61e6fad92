package io.logc.log4j2.split;

import org.apache.logging.log4j.core.LogEvent;

/** Publishes an event as one finished text, as is done without split formatting. Any thread. */
@FunctionalInterface
public interface WholeLine {
    /**
     * Renders, encodes and publishes an event.
     *
     * @param event the event
     * @param renderer makes its text
     * @return false when the event was dropped
     */
    boolean publish(LogEvent event, LineRenderer renderer);
}
