package io.logc.log4j2.split;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.async.RingBufferLogEvent;
import org.apache.logging.log4j.core.impl.MementoMessage;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableParameterizedMessage;
import org.apache.logging.log4j.message.ReusableSimpleMessage;
import org.apache.logging.log4j.message.SimpleMessage;

/** What an event's message is, by its exact class. Stateless. */
enum MessageKind {
    /** Log4j has made the text already, as it does for its reusable events, or it is a text that the application gave. */
    FINISHED,
    /** A template, and arguments in an array. */
    TEMPLATE,
    /** A template, and arguments one by one. */
    REUSABLE_TEMPLATE,
    /** A class of Log4j that has to make the text. */
    FRAMEWORK,
    /** A class of the application, which could look at the line. */
    UNKNOWN;

    private static final String FRAMEWORK_PACKAGE = Message.class.getPackageName() + '.';

    static MessageKind of(final LogEvent event) {
        final Message message = event.getMessage();
        if (message == event) {
            final Class<?> type = event.getClass();
            return type == MutableLogEvent.class || type == RingBufferLogEvent.class ? FINISHED : UNKNOWN;
        } else if (message == null) {
            return FINISHED;
        }
        final Class<?> type = message.getClass();
        if (type == ParameterizedMessage.class) {
            // An event of another thread may have been formatted there, and its array may have changed since.
            return event.getThreadId() == Thread.currentThread().getId() ? TEMPLATE : FRAMEWORK;
        } else if (type == ReusableParameterizedMessage.class) {
            return REUSABLE_TEMPLATE;
        } else if (type == SimpleMessage.class || type == ReusableSimpleMessage.class || type == MementoMessage.class) {
            return FINISHED;
        }
        return isOfFramework(type) ? FRAMEWORK : UNKNOWN;
    }

    private static boolean isOfFramework(final Class<?> type) {
        return type.getName().startsWith(FRAMEWORK_PACKAGE) && type.getClassLoader() == Message.class.getClassLoader();
    }
}
