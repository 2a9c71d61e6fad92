package io.logc.logback;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.DateConverter;
import ch.qos.logback.classic.pattern.EnsureExceptionHandling;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.ConverterUtil;
import ch.qos.logback.core.pattern.FormatInfo;
import ch.qos.logback.core.pattern.FormattingConverter;
import ch.qos.logback.core.pattern.IdentityCompositeConverter;
import ch.qos.logback.core.pattern.parser.CompositeNode;
import ch.qos.logback.core.pattern.parser.Node;
import ch.qos.logback.core.pattern.parser.Parser;
import ch.qos.logback.core.pattern.parser.SimpleKeywordNode;
import ch.qos.logback.core.spi.ScanException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes a pattern apart with Logback's own parser, into a chain of conversions of logc's own and what logc knows of them.
 *
 * <p>Owned by the thread that starts the appender.
 */
final class Dissection {
    private final List<Step> steps = new ArrayList<>();

    private Dissection() {}

    /**
     * Takes an encoder's pattern apart.
     *
     * @param encoder a started one
     * @return the steps, or null when Logback itself found a fault in the pattern
     * @throws ScanException never, because the encoder's start has parsed the same pattern
     */
    static List<Step> of(final PatternLayoutEncoder encoder) throws ScanException {
        final PatternLayout layout = (PatternLayout) encoder.getLayout();
        final Parser<ILoggingEvent> parser = new Parser<>(layout.getPattern());
        parser.setContext(encoder.getContext());
        final Node tree = parser.parse();
        if (!areKnown(tree, layout.getEffectiveConverterMap().keySet())) {
            return null; // has been said as an ERROR, and shall not be said twice
        }
        final Converter<ILoggingEvent> head = parser.compile(tree, layout.getEffectiveConverterMap());
        new EnsureExceptionHandling().process(encoder.getContext(), head);
        ConverterUtil.setContextForConverters(encoder.getContext(), head);
        ConverterUtil.startConverters(head);
        final Dissection dissection = new Dissection();
        dissection.addAll(tree, head);
        return dissection.steps;
    }

    /** Whether Logback found no fault in the words of a pattern. */
    static boolean areKnown(final Node first, final Set<String> words) {
        for (Node node = first; node != null; node = node.getNext()) {
            if (node instanceof SimpleKeywordNode && !words.contains(String.valueOf(node.getValue()))) {
                return false;
            }
            if (node instanceof CompositeNode && !areKnown(((CompositeNode) node).getChildNode(), words)) {
                return false;
            }
        }
        return true;
    }

    /** Nodes and conversions correspond, but for the exception that Logback adds at the end. */
    private void addAll(final Node firstNode, final Converter<ILoggingEvent> first) {
        Node node = firstNode;
        for (Converter<ILoggingEvent> converter = first; converter != null; converter = converter.getNext()) {
            add(node, converter);
            node = node == null ? null : node.getNext();
        }
    }

    private void add(final Node node, final Converter<ILoggingEvent> converter) {
        final int dependencies = Conversions.dependencies(node, converter);
        final boolean isPlain = formatOf(converter) == null;
        if (dependencies == 0) {
            final StringBuilder text = new StringBuilder();
            converter.write(text, null); // reads nothing of an event
            steps.add(new Step(Step.LITERAL, converter, dependencies, text.toString(), null));
        } else if (isPlain && converter.getClass() == IdentityCompositeConverter.class) {
            addAll(
                    ((CompositeNode) node).getChildNode(),
                    ((CompositeConverter<ILoggingEvent>) converter).getChildConverter());
        } else if (isPlain && converter.getClass() == MessageConverter.class) {
            steps.add(new Step(Step.MESSAGE, converter, dependencies, null, null));
        } else if (Conversions.isOneKey(dependencies)) {
            steps.add(new Step(Step.NAME, converter, dependencies, Conversions.describe(node, converter), null));
        } else if (isPlain && converter.getClass() == DateConverter.class) {
            addDate(node, (DateConverter) converter);
        } else {
            final boolean isException = isPlain && Conversions.isException(dependencies, converter);
            steps.add(new Step(isException ? Step.EXCEPTION : Step.TEXT, converter, dependencies, null, null));
        }
    }

    private void addDate(final Node node, final DateConverter converter) {
        final List<String> options = Conversions.options(node);
        final ZoneId zone = options.size() > 1 ? ZoneId.of(options.get(1)) : ZoneId.systemDefault();
        final DateParts parts = DateParts.of(DatePattern.of(options.isEmpty() ? null : options.get(0)), zone);
        final boolean isSame = parts != null && DateCheck.isSame(parts, converter, zone);
        steps.add(new Step(isSame ? Step.DATE : Step.TEXT, converter, Conversions.EVENT, null, isSame ? parts : null));
    }

    private static FormatInfo formatOf(final Converter<ILoggingEvent> converter) {
        return converter instanceof FormattingConverter
                ? ((FormattingConverter<ILoggingEvent>) converter).getFormattingInfo()
                : null;
    }
}
