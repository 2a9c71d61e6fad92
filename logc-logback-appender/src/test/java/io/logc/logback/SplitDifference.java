package io.logc.logback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.spi.BasicSequenceNumberGenerator;
import io.logc.client.StatusSink;
import io.logc.split.SplitEvent;
import io.logc.split.SplitTrial;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Makes lines of a pattern in pieces and by Logback's own encoder, and compares. */
final class SplitDifference {
    /** Unknown, learnt, known: each in its own way of writing. */
    private static final int TIMES = 3;

    private final LoggerContext context = new LoggerContext();
    private final List<Supplier<ILoggingEvent>> events;
    private final List<String> warnings = new ArrayList<>();
    private int wholeLines;

    SplitDifference() {
        LoggerFactory.getILoggerFactory(); // initialises SLF4J, and with it the MDC
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.setName("difference");
        context.putProperty("zone", "north");
        context.setSequenceNumberGenerator(new BasicSequenceNumberGenerator());
        context.putObject(ch.qos.logback.core.CoreConstants.EVALUATOR_MAP, new java.util.HashMap<>());
        events = EventCorpus.of(context);
    }

    LoggerContext context() {
        return context;
    }

    List<Supplier<ILoggingEvent>> events() {
        return events;
    }

    /** What was said about patterns that could not be taken apart. */
    List<String> warnings() {
        return warnings;
    }

    /** How many lines could not be made in pieces, because they had to be encoded as one text. */
    int wholeLines() {
        return wholeLines;
    }

    PatternLayoutEncoder encoder(final String pattern, final Charset charset) {
        final PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.setCharset(charset);
        encoder.start();
        return encoder;
    }

    SplitFormat format(final PatternLayoutEncoder encoder) {
        return SplitFormat.of(encoder, new StatusSink() {
            @Override
            public void info(final String message) {
                warnings.add(message);
            }

            @Override
            public void warn(final String message, final Throwable cause) {
                warnings.add(message + ": " + cause);
            }
        });
    }

    /**
     * Compares the lines of all events.
     *
     * @return false when the pattern cannot be taken apart, so that there is nothing to compare
     */
    boolean check(final String pattern, final Charset charset, final String hint) {
        final SplitFormat format = format(encoder(pattern, charset));
        if (format == null) {
            return false;
        }
        final PatternLayoutEncoder expecting = encoder(pattern, charset);
        final SplitTrial trial = new SplitTrial(format.layout().pattern());
        for (int i = 0; i < events.size(); i++) {
            final String expected = text(expecting.encode(events.get(i).get()));
            for (int time = 0; time < TIMES; time++) {
                final String made =
                        text(line(format.layout(), trial, events.get(i).get()));
                if (!made.equals(expected)) {
                    assertThat(made)
                            .as("pattern <%s>, event %s, time %s%s", pattern, i, time, hint)
                            .isEqualTo(expected);
                }
            }
        }
        return true;
    }

    private byte[] line(final SplitLayout layout, final SplitTrial trial, final ILoggingEvent event) {
        final SplitEvent target = trial.begin();
        final String[] kept = layout.write(target, event);
        if (target.isWhole()) {
            wholeLines++;
            return layout.encode(event, kept, true);
        }
        return trial.render(target);
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
