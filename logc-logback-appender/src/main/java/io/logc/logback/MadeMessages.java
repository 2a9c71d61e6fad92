package io.logc.logback;

import ch.qos.logback.classic.spi.LoggingEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tells whether Logback has made the text of an event's message already. Then that text is what the log call meant, and its
 * arguments may have changed since: an AsyncAppender, or any other that keeps events for later, has the text made in the call.
 *
 * <p>An event does not say so, and asking for the text makes it. So its field is looked at, which Logback has in all versions,
 * and which modules may hide. Stateless; any thread; allocates nothing.
 */
final class MadeMessages {
    /** Null where the field cannot be seen. */
    private static final VarHandle FORMATTED_MESSAGE = find(LoggingEvent.class);

    private MadeMessages() {}

    /**
     * Finds the field.
     *
     * @param type of the events
     * @return null when it is not there, or not for us
     */
    static VarHandle find(final Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVarHandle(type, "formattedMessage", String.class)
                    .withInvokeExactBehavior();
        } catch (final ReflectiveOperationException | RuntimeException | LinkageError hidden) {
            return null;
        }
    }

    /**
     * Whether the text of an event's message may differ from what template and arguments give now.
     *
     * @param event of Logback's own class
     * @return true when the text was made; also when nobody can tell, unless there are no arguments
     */
    static boolean mayDiffer(final LoggingEvent event) {
        return event.getArgumentArray() != null
                && (FORMATTED_MESSAGE == null || (String) FORMATTED_MESSAGE.get(event) != null);
    }
}
