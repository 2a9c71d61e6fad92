package io.logc.log4j2.split;

import org.apache.logging.log4j.core.LogEvent;

/** Makes the text of a whole line. Any thread; may run user code and throw. */
@FunctionalInterface
public interface LineRenderer {
    /**
     * Renders an event.
     *
     * @param event the event
     * @param line empty; takes the text
     */
    void render(LogEvent event, StringBuilder line);
}
