package io.logc.logback;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.FormattingConverter;
import ch.qos.logback.core.pattern.LiteralConverter;
import ch.qos.logback.core.pattern.parser.CompositeNode;
import ch.qos.logback.core.pattern.parser.Node;
import ch.qos.logback.core.pattern.parser.SimpleKeywordNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What logc knows of Logback's own conversions: what the text of each depends on. Immutable; any thread.
 *
 * <p>Exact classes only, by name, because not every version of Logback has each of them. A class that is not known here may
 * depend on anything and count its calls: it is {@link #FOREIGN}.
 */
final class Conversions {
    /** The event's level. */
    static final int LEVEL = 1;
    /** The event's logger name. */
    static final int LOGGER = 2;
    /** The event's thread name. */
    static final int THREAD = 4;
    /** The name of the event's context. */
    static final int CONTEXT = 8;
    /** Something else of the event, different for each one. */
    static final int EVENT = 16;
    /** A {@code toString()} of the application, which may tell how often it was called. */
    static final int CALLS_OUT = 32;
    /** Code that logc does not know, or a state: to be called once for each event, and for no other. */
    static final int FOREIGN = 64;

    /** Takes evaluators of the application behind its first option. */
    private static final int EVALUATES = 128;

    private static final Map<String, Integer> KNOWN = new HashMap<>();

    static {
        know(0, "core.pattern.", "LiteralConverter", "IdentityCompositeConverter", "ReplacingCompositeConverter");
        for (final String color : List.of("Black", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White")) {
            know(0, "core.pattern.color.", color + "CompositeConverter", "Bold" + color + "CompositeConverter");
        }
        know(0, "core.pattern.color.", "GrayCompositeConverter");
        know(LEVEL, "classic.pattern.color.", "HighlightingCompositeConverter");
        final String classic = "classic.pattern.";
        know(0, classic, "LineSeparatorConverter", "NopThrowableInformationConverter", "PrefixCompositeConverter");
        know(LEVEL, classic, "LevelConverter");
        know(LOGGER, classic, "LoggerConverter");
        know(THREAD, classic, "ThreadConverter");
        know(CONTEXT, classic, "ContextNameConverter");
        know(EVENT, classic, "DateConverter", "EpochConverter", "MicrosecondConverter", "RelativeTimeConverter");
        know(EVENT, classic, "MessageConverter", "SequenceNumberConverter", "MDCConverter", "PropertyConverter");
        know(EVENT, classic, "ClassOfCallerConverter", "FileOfCallerConverter", "LineOfCallerConverter");
        know(EVENT, classic, "MethodOfCallerConverter");
        know(EVALUATES, classic, "CallerDataConverter", "ThrowableProxyConverter", "ExtendedThrowableProxyConverter");
        know(EVALUATES, classic, "RootCauseFirstThrowableProxyConverter");
        know(EVENT | CALLS_OUT, classic, "MarkerConverter", "KeyValuePairConverter", "MaskedKeyValuePairConverter");
    }

    private Conversions() {}

    private static void know(final int dependency, final String prefix, final String... names) {
        for (final String name : names) {
            KNOWN.put("ch.qos.logback." + prefix + name, dependency);
        }
    }

    /**
     * What the text of a conversion depends on, its inner conversions included.
     *
     * @param node what the parser made of it; null for what Logback has added by itself
     * @param converter what renders it
     * @return the sum of the constants above
     */
    static int dependencies(final Node node, final Converter<ILoggingEvent> converter) {
        final Class<?> type = converter.getClass();
        final Integer known = isLogbacks(type) ? KNOWN.get(type.getName()) : null;
        if (known == null) {
            return FOREIGN;
        }
        if (known == EVALUATES) {
            return options(node).size() > 1 ? FOREIGN : EVENT;
        }
        return converter instanceof CompositeConverter
                ? known | dependenciesOfChildren((CompositeNode) node, (CompositeConverter<ILoggingEvent>) converter)
                : known;
    }

    private static int dependenciesOfChildren(
            final CompositeNode node, final CompositeConverter<ILoggingEvent> composite) {
        int all = 0;
        Node childNode = node.getChildNode();
        Converter<ILoggingEvent> child = composite.getChildConverter();
        while (child != null) {
            all |= dependencies(childNode, child);
            childNode = childNode.getNext();
            child = child.getNext();
        }
        return all;
    }

    private static boolean isLogbacks(final Class<?> type) {
        final ClassLoader loader = type.getClassLoader();
        return loader == PatternLayout.class.getClassLoader() || loader == Converter.class.getClassLoader();
    }

    /**
     * The options of a conversion, in braces behind its word.
     *
     * @param node what the parser made of it, or null
     * @return the options, empty when there are none
     */
    static List<String> options(final Node node) {
        final List<String> options = node instanceof SimpleKeywordNode ? ((SimpleKeywordNode) node).getOptions() : null;
        return options == null ? List.of() : options;
    }

    /**
     * Whether a text depends on one thing that has few values and nothing else.
     *
     * @param dependencies of a conversion
     * @return true when the text may be a name
     */
    static boolean isOneKey(final int dependencies) {
        return dependencies == LEVEL || dependencies == LOGGER || dependencies == THREAD || dependencies == CONTEXT;
    }

    /**
     * Whether a conversion shows the exception of an event, and nothing when there is none.
     *
     * @param dependencies of the conversion
     * @param converter what renders it
     * @return true when it is one of Logback's own and asks no evaluator
     */
    static boolean isException(final int dependencies, final Converter<ILoggingEvent> converter) {
        return dependencies == EVENT && converter instanceof ThrowableProxyConverter;
    }

    /**
     * Says in words how a name is made, so that equal words mean equal texts.
     *
     * @param node what the parser made of it
     * @param converter what renders it, of a class that is known here
     * @return class, options, padding and truncation, and the same of what is inside
     */
    static String describe(final Node node, final Converter<ILoggingEvent> converter) {
        final StringBuilder words = new StringBuilder("logback");
        describe(node, converter, words);
        return words.toString();
    }

    private static void describe(final Node node, final Converter<ILoggingEvent> converter, final StringBuilder words) {
        words.append(' ').append(converter.getClass().getName());
        if (converter instanceof LiteralConverter) {
            quote(converter.convert(null), words);
        }
        options(node).forEach(option -> quote(option, words));
        if (converter instanceof FormattingConverter) {
            words.append(((FormattingConverter<ILoggingEvent>) converter).getFormattingInfo());
        }
        if (converter instanceof CompositeConverter) {
            words.append('(');
            Node childNode = ((CompositeNode) node).getChildNode();
            Converter<ILoggingEvent> child = ((CompositeConverter<ILoggingEvent>) converter).getChildConverter();
            while (child != null) {
                describe(childNode, child, words);
                childNode = childNode.getNext();
                child = child.getNext();
            }
            words.append(')');
        }
    }

    /** With its length, so that no option can look like the end of itself. */
    private static void quote(final String text, final StringBuilder words) {
        words.append(' ').append(text.length()).append(':').append(text);
    }
}
