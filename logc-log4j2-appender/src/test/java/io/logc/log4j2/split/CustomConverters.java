package io.logc.log4j2.split;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternConverter;
import org.apache.logging.log4j.core.pattern.ThrowablePatternConverter;

/** Converters as applications write them: Log4j gives them the line so far, and they make use of it. */
public final class CustomConverters {
    private CustomConverters() {}

    /** Prints how long the line is. */
    @Plugin(name = "LineLength", category = PatternConverter.CATEGORY)
    @ConverterKeys("lineLength")
    public static final class LineLength extends LogEventPatternConverter {
        private LineLength() {
            super("lineLength", "lineLength");
        }

        public static LineLength newInstance(final String[] options) {
            return new LineLength();
        }

        @Override
        public void format(final LogEvent event, final StringBuilder toAppendTo) {
            toAppendTo.append(toAppendTo.length());
        }
    }

    /** Changes what is there already. */
    @Plugin(name = "UpperLine", category = PatternConverter.CATEGORY)
    @ConverterKeys("upperLine")
    public static final class UpperLine extends LogEventPatternConverter {
        private UpperLine() {
            super("upperLine", "upperLine");
        }

        public static UpperLine newInstance(final String[] options) {
            return new UpperLine();
        }

        @Override
        public void format(final LogEvent event, final StringBuilder toAppendTo) {
            final String line = toAppendTo.toString().toUpperCase(Locale.ROOT);
            toAppendTo.setLength(0);
            toAppendTo.append(line);
        }
    }

    /** Counts its calls, each instance for itself. */
    @Plugin(name = "CallCount", category = PatternConverter.CATEGORY)
    @ConverterKeys("callCount")
    public static final class CallCount extends LogEventPatternConverter {
        private static final AtomicInteger MADE = new AtomicInteger();

        private final AtomicInteger calls = new AtomicInteger();

        private CallCount() {
            super("callCount", "callCount");
        }

        /** How many were made so far. */
        public static int made() {
            return MADE.get();
        }

        public static CallCount newInstance(final String[] options) {
            MADE.incrementAndGet();
            return new CallCount();
        }

        @Override
        public void format(final LogEvent event, final StringBuilder toAppendTo) {
            toAppendTo.append(calls.incrementAndGet());
        }
    }

    /** As Spring Boot's: prints more around an exception. */
    @Plugin(name = "LookingThrowable", category = PatternConverter.CATEGORY)
    @ConverterKeys("lookingThrowable")
    public static final class LookingThrowable extends ThrowablePatternConverter {
        private LookingThrowable(final Configuration configuration, final String[] options) {
            super("LookingThrowable", "throwable", options, configuration);
        }

        public static LookingThrowable newInstance(final Configuration configuration, final String[] options) {
            return new LookingThrowable(configuration, options);
        }

        @Override
        public void format(final LogEvent event, final StringBuilder buffer) {
            if (event.getThrown() != null) {
                buffer.append(System.lineSeparator()).append(buffer.length());
                super.format(event, buffer);
                buffer.append(System.lineSeparator());
            }
        }
    }
}
