package io.logc.log4j2.split;

import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.core.pattern.AbstractStyleNameConverter;
import org.apache.logging.log4j.core.pattern.DatePatternConverter;
import org.apache.logging.log4j.core.pattern.FormattingInfo;
import org.apache.logging.log4j.core.pattern.LevelPatternConverter;
import org.apache.logging.log4j.core.pattern.LoggerPatternConverter;
import org.apache.logging.log4j.core.pattern.MessagePatternConverter;
import org.apache.logging.log4j.core.pattern.PatternFormatter;
import org.apache.logging.log4j.core.pattern.ThreadNamePatternConverter;
import org.apache.logging.log4j.core.pattern.ThrowablePatternConverter;

/**
 * What is known of a conversion, by the exact class of its converter. Stateless.
 *
 * <p>Converters are given the line so far. Most only append to it; what Log4j prints for an exception depends on the
 * character before, and an application's own converter may do anything, so that it has to see the line.
 */
enum Conversion {
    /** The same text in each line. */
    LITERAL,
    DATE,
    LEVEL,
    LOGGER,
    THREAD,
    MESSAGE,
    /** Its text depends on the event only, and asking twice gives the same. */
    TEXT,
    /** Its text depends on the event only, but it must be asked once: it counts, or runs the application's code. */
    TEXT_ONCE,
    /** Gives another text each time it is asked. */
    COUNTER,
    /** Log4j's own for exceptions: nothing without one, and with one it looks at the line. */
    THROWABLE,
    /** An application's kind of the former. */
    OTHER_THROWABLE,
    /** Renders a pattern inside another, into the same line. */
    NESTED,
    /** Anything. */
    UNKNOWN;

    private static final String PACKAGE = "org.apache.logging.log4j.core.pattern.";
    private static final String LITERALS = PACKAGE + "SimpleLiteralPatternConverter$";
    private static final String LEVELS = PACKAGE + "LevelPatternConverter$";
    private static final String SIMPLE_MESSAGE = PACKAGE + "MessagePatternConverter$SimpleMessagePatternConverter";
    private static final String MESSAGES = PACKAGE + "MessagePatternConverter$";

    private static final Map<String, Conversion> OTHERS = Map.of(
            "LineSeparatorPatternConverter", LITERAL,
            "RepeatPatternConverter", LITERAL,
            "ProcessIdPatternConverter", LITERAL,
            "ThrowablePatternConverter", THROWABLE,
            "ExtendedThrowablePatternConverter", THROWABLE,
            "RootThrowablePatternConverter", THROWABLE,
            "LiteralPatternConverter", TEXT_ONCE,
            "MapPatternConverter", TEXT_ONCE,
            "SequenceNumberPatternConverter", COUNTER,
            "UuidPatternConverter", COUNTER);

    private static final Set<String> TEXTS = Set.of(
            "ClassNamePatternConverter",
            "EndOfBatchPatternConverter",
            "FileLocationPatternConverter",
            "FullLocationPatternConverter",
            "IntegerPatternConverter",
            "LineLocationPatternConverter",
            "LoggerFqcnPatternConverter",
            "MarkerPatternConverter",
            "MarkerSimpleNamePatternConverter",
            "MdcPatternConverter",
            "MethodLocationPatternConverter",
            "NanoTimePatternConverter",
            "NdcPatternConverter",
            "RelativeTimePatternConverter",
            "ThreadIdPatternConverter",
            "ThreadPriorityPatternConverter");

    private static final Set<String> NESTING = Set.of(
            "EncodingPatternConverter",
            "EqualsIgnoreCaseReplacementConverter",
            "EqualsReplacementConverter",
            "HighlightConverter",
            "MaxLengthConverter",
            "RegexReplacementConverter",
            "StyleConverter",
            "VariablesNotEmptyReplacementConverter");

    /** What a converter is, with what stands between its percent sign and its word. */
    static Conversion of(final PatternFormatter formatter) {
        return modified(
                of(formatter.getConverter().getClass()), formatter.getFormattingInfo() != FormattingInfo.getDefault());
    }

    /** What a converter will be that a plugin makes. */
    static Conversion ofPlugin(final Class<?> plugin, final boolean isModified) {
        final Conversion made = plugin == LevelPatternConverter.class
                ? LEVEL
                : plugin == MessagePatternConverter.class ? MESSAGE : of(plugin);
        return modified(made, isModified);
    }

    private static Conversion modified(final Conversion conversion, final boolean isModified) {
        final boolean plain = !isModified;
        return switch (conversion) {
            case DATE -> plain ? DATE : TEXT;
            case MESSAGE -> plain ? MESSAGE : TEXT_ONCE;
            case THROWABLE -> plain ? THROWABLE : OTHER_THROWABLE;
            default -> conversion;
        };
    }

    /** Whether the text depends on nothing but one thing of few values. */
    boolean isName() {
        return this == LEVEL || this == LOGGER || this == THREAD;
    }

    /** Whether asking for samples does no harm. */
    boolean isRepeatable() {
        return this != COUNTER && this != OTHER_THROWABLE && this != NESTED && this != UNKNOWN;
    }

    private static Conversion of(final Class<?> type) {
        if (type == DatePatternConverter.class) {
            return DATE;
        } else if (type == LoggerPatternConverter.class) {
            return LOGGER;
        } else if (type == ThreadNamePatternConverter.class) {
            return THREAD;
        } else if (type.getClassLoader() == PatternFormatter.class.getClassLoader()) {
            final Conversion own = ofOwn(type);
            if (own != UNKNOWN) {
                return own;
            }
        }
        return ThrowablePatternConverter.class.isAssignableFrom(type) ? OTHER_THROWABLE : UNKNOWN;
    }

    private static Conversion ofOwn(final Class<?> type) {
        final String name = type.getName();
        if (!name.startsWith(PACKAGE)) {
            return UNKNOWN;
        } else if (name.startsWith(LITERALS)) {
            return LITERAL;
        } else if (name.startsWith(LEVELS)) {
            return LEVEL;
        } else if (name.startsWith(MESSAGES)) {
            return name.equals(SIMPLE_MESSAGE) ? MESSAGE : TEXT_ONCE;
        } else if (type.getSuperclass() == AbstractStyleNameConverter.class) {
            return NESTED;
        }
        final String simpleName = name.substring(PACKAGE.length());
        if (NESTING.contains(simpleName)) {
            return NESTED;
        }
        return TEXTS.contains(simpleName) ? TEXT : OTHERS.getOrDefault(simpleName, UNKNOWN);
    }
}
