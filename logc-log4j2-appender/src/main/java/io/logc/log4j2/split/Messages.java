package io.logc.log4j2.split;

import io.logc.split.SplitEvent;
import io.logc.split.TemplateParser;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.pattern.PatternFormatter;
import org.apache.logging.log4j.message.ParameterConsumer;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableParameterizedMessage;

/** Writes the message of an event. Stateless. */
final class Messages {
    /** Log4j's templates. Those with another number of places than arguments are not taken apart: Log4j warns of them. */
    static final TemplateParser TEMPLATES = new TemplateParser(
            "log4j " + ParameterizedMessage.class.getPackage().getImplementationVersion(), Messages::format);

    private static final ParameterConsumer<SplitEvent> ARGUMENT = (value, index, record) -> record.argument(value);

    private Messages() {}

    /**
     * Writes a message as a template and its arguments.
     *
     * @param event whose message it is
     * @param kind of the message
     * @param record where it goes
     * @return false when nothing was written
     */
    static boolean writeTemplate(final LogEvent event, final MessageKind kind, final SplitEvent record) {
        if (kind == MessageKind.TEMPLATE) {
            final ParameterizedMessage message = (ParameterizedMessage) event.getMessage();
            return record.message(message.getFormat(), message.getParameters());
        } else if (kind == MessageKind.REUSABLE_TEMPLATE) {
            final ReusableParameterizedMessage message = (ReusableParameterizedMessage) event.getMessage();
            if (record.beginMessage(message.getFormat(), message.getParameterCount())) {
                message.forEachParameter(ARGUMENT, record);
                return record.endMessage();
            }
        }
        return false;
    }

    /**
     * Writes a message as a text that is there already.
     *
     * @param event whose message it is
     * @param formatter Log4j's
     * @param record where it goes
     */
    static void writeFinished(final LogEvent event, final PatternFormatter formatter, final SplitEvent record) {
        final StringBuilder text = record.scratch();
        formatter.getConverter().format(event, text);
        record.text(text);
    }

    private static String format(final String template, final Object[] arguments) {
        if (ParameterizedMessage.countArgumentPlaceholders(template) != arguments.length) {
            return null;
        }
        return new ParameterizedMessage(template, arguments).getFormattedMessage();
    }
}
