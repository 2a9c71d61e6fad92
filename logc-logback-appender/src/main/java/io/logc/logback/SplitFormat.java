package io.logc.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ScanException;
import io.logc.client.Publication;
import io.logc.client.StatusSink;
import io.logc.split.SplitEvent;
import io.logc.split.SplitTrial;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Publishes events of a pattern encoder in pieces, from which the line is made elsewhere. Recognises such an encoder, and
 * believes itself only after it has made the same lines as the encoder of some events that nobody logged.
 *
 * <p>Made by the thread that starts the appender; {@link #publish} is for any thread.
 */
final class SplitFormat {
    /** A text is new, then learnt, then known. */
    private static final int TRIALS = 3;

    private final PatternLayoutEncoder encoder;
    private final PatternLayout layout;
    private final String pattern;
    private final Charset charset;
    private final SplitLayout split;

    private SplitFormat(final PatternLayoutEncoder encoder, final SplitLayout split) {
        this.encoder = encoder;
        this.layout = (PatternLayout) encoder.getLayout();
        this.pattern = layout.getPattern();
        this.charset = encoder.getCharset();
        this.split = split;
    }

    /**
     * Takes an encoder apart if it can be.
     *
     * @param encoder the appender's
     * @param status hears about a pattern that looked as if it could be taken apart
     * @return the format, or null when lines are to be made by the encoder
     */
    static SplitFormat of(final Encoder<ILoggingEvent> encoder, final StatusSink status) {
        if (!isPlain(encoder) || EncoderTexts.isStateful(encoder)) {
            return null;
        }
        final PatternLayoutEncoder plain = (PatternLayoutEncoder) encoder;
        try {
            final List<Step> steps = Dissection.of(plain);
            final SplitLayout split = steps == null ? null : SplitLayout.of(steps, EncoderTexts.charsetOf(plain));
            if (split == null) {
                return null;
            }
            check(plain, split);
            return new SplitFormat(plain, split);
        } catch (final ScanException | RuntimeException | LinkageError failed) {
            status.warn(
                    "splitFormatting: lines of the pattern \"" + plain.getPattern()
                            + "\" are made in the log call, because taking it apart has failed",
                    failed);
            return null;
        }
    }

    private static boolean isPlain(final Encoder<ILoggingEvent> encoder) {
        if (encoder.getClass() != PatternLayoutEncoder.class || !((PatternLayoutEncoder) encoder).isStarted()) {
            return false;
        }
        final Layout<ILoggingEvent> layout = ((PatternLayoutEncoder) encoder).getLayout();
        return layout != null
                && layout.getClass() == PatternLayout.class
                && layout.isStarted()
                && ((PatternLayout) layout).getInstanceConverterMap().isEmpty()
                && layout.getContext() instanceof LoggerContext;
    }

    /** Conversions of the application see no event that nobody logged: what they make travels as they made it. */
    private static void check(final PatternLayoutEncoder encoder, final SplitLayout split) {
        final List<Step> known =
                split.steps().stream().filter(step -> !step.isForeign()).collect(Collectors.toList());
        final boolean isAll = known.size() == split.steps().size();
        final SplitLayout checked = isAll ? split : SplitLayout.of(known, split.charset());
        if (checked == null) {
            return; // nothing but such conversions
        }
        final SplitTrial trial = new SplitTrial(checked.pattern());
        for (int i = 0; i < TRIALS; i++) {
            for (final ILoggingEvent event : SampleEvents.of((LoggerContext) encoder.getContext())) {
                final SplitEvent target = trial.begin();
                final String[] kept = checked.write(target, event);
                final byte[] whole = checked.encode(event, kept, true);
                final byte[] made = target.isWhole() ? whole : trial.render(target);
                final byte[] expected = isAll ? encoder.encode(event) : whole;
                if (!Arrays.equals(made, expected) || !Arrays.equals(whole, expected)) {
                    throw new IllegalStateException("the line differs from the encoder's for the message \""
                            + event.getMessage() + "\" at " + event.getTimeStamp());
                }
            }
        }
    }

    SplitLayout layout() {
        return split;
    }

    /** Whether the appender's encoder still is what was taken apart. Changes while it runs are allowed, if odd. */
    boolean isOf(final Encoder<ILoggingEvent> current) {
        return current == encoder
                && encoder.getLayout() == layout
                && encoder.getCharset() == charset
                && layout.getPattern() == pattern
                && layout.isStarted();
    }

    /**
     * Publishes an event.
     *
     * @param publication where to
     * @param event the event
     */
    void publish(final Publication publication, final ILoggingEvent event) {
        final SplitEvent target = publication.begin(split.pattern());
        if (target == null) {
            publishWhole(publication, split.encode(event, null, false));
            return;
        }
        final long loan = target.home.loan;
        try {
            publish(publication, event, target);
        } catch (final Throwable cutOff) {
            // No call may stand here: the stack may be full. It tells nothing if the target was given back.
            if (target.home.loan == loan) {
                target.home.lostLoan = loan;
            }
            throw cutOff;
        }
    }

    private void publish(final Publication publication, final ILoggingEvent event, final SplitEvent target) {
        final String[] kept;
        try {
            if (event.getClass() == LoggingEvent.class) {
                // Those of others may be of a time when events had no nanoseconds.
                target.of(event.getTimeStamp(), event.getNanoseconds());
            }
            kept = split.write(target, event);
        } catch (final Throwable failed) {
            publication.abandon(target);
            throw failed;
        }
        if (target.isWhole()) {
            publication.abandon(target);
            publishWhole(publication, split.encode(event, kept, true));
        } else {
            publication.publish(target);
        }
    }

    private static void publishWhole(final Publication publication, final byte[] line) {
        if (line.length > 0) {
            publication.publish(line, 0, line.length);
        }
    }
}
