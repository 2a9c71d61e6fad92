package io.logc.logback;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.ConverterUtil;
import ch.qos.logback.core.pattern.parser.Node;
import ch.qos.logback.core.pattern.parser.Parser;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.spi.LifeCycle;
import ch.qos.logback.core.spi.ScanException;

/**
 * Renders an event that nobody logged by Logback's own conversions only: those of the application, and what counts, are to see
 * the application's events only, and are neither started nor asked.
 *
 * <p>Owned by the thread that starts the appender.
 */
final class KnownText {
    private final Context context;
    private final StringBuilder text = new StringBuilder();
    private boolean isWhole;

    private KnownText(final Context context) {
        this.context = context;
    }

    /**
     * Renders an event.
     *
     * @param layout a started one
     * @param context of the conversions
     * @param event without an exception
     * @return the text, in which conversions that were not asked have none; nothing where all may be asked
     * @throws ScanException never, because the layout's start has parsed the same pattern
     */
    static KnownText of(final PatternLayout layout, final Context context, final ILoggingEvent event)
            throws ScanException {
        final KnownText known = new KnownText(context);
        final Parser<ILoggingEvent> parser = new Parser<>(layout.getPattern());
        parser.setContext(context);
        final Node tree = parser.parse();
        if (!Dissection.areKnown(tree, layout.getEffectiveConverterMap().keySet())) {
            known.isWhole = false; // has been said as an ERROR, and shall not be said twice
            return known;
        }
        final Converter<ILoggingEvent> first = parser.compile(tree, layout.getEffectiveConverterMap());
        known.isWhole = isAllKnown(tree, first);
        if (!known.isWhole) {
            known.add(tree, first, event);
        }
        return known;
    }

    private static boolean isAllKnown(final Node firstNode, final Converter<ILoggingEvent> first) {
        Node node = firstNode;
        for (Converter<ILoggingEvent> converter = first; converter != null; converter = converter.getNext()) {
            if (!isKnown(node, converter)) {
                return false;
            }
            node = node.getNext();
        }
        return true;
    }

    private static boolean isKnown(final Node node, final Converter<ILoggingEvent> converter) {
        return (Conversions.dependencies(node, converter) & Conversions.FOREIGN) == 0;
    }

    private void add(final Node firstNode, final Converter<ILoggingEvent> first, final ILoggingEvent event) {
        Node node = firstNode;
        for (Converter<ILoggingEvent> converter = first; converter != null; converter = converter.getNext()) {
            if (isKnown(node, converter)) {
                start(converter);
                converter.write(text, event);
            }
            node = node.getNext();
        }
    }

    /** This one only, and what is inside. */
    private void start(final Converter<ILoggingEvent> converter) {
        if (converter instanceof ContextAware) {
            ((ContextAware) converter).setContext(context);
        }
        if (converter instanceof CompositeConverter) {
            final Converter<ILoggingEvent> child = ((CompositeConverter<ILoggingEvent>) converter).getChildConverter();
            ConverterUtil.setContextForConverters(context, child);
            ConverterUtil.startConverters(child);
        }
        if (converter instanceof LifeCycle) {
            ((LifeCycle) converter).start();
        }
    }

    /** Whether all conversions may be asked, so that the layout itself may be; then there is no text here. */
    boolean isWhole() {
        return isWhole;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
