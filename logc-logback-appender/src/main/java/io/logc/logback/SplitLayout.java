package io.logc.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.split.TemplateParser;
import java.nio.charset.Charset;
import java.util.List;
import org.slf4j.helpers.MessageFormatter;

/**
 * A pattern taken apart into steps: writes an event's fields, so that the line can be made elsewhere, or makes the whole line
 * here by the very same conversions.
 *
 * <p>Made by the thread that starts the appender, used by any. The conversions are those of one chain, which nobody else
 * uses: a conversion that counts sees each event once.
 */
final class SplitLayout {
    /** Logback formats by SLF4J. */
    static final TemplateParser TEMPLATES = new TemplateParser(
            "slf4j",
            (template, arguments) ->
                    MessageFormatter.arrayFormat(template, arguments).getMessage());

    private final SplitPattern pattern;
    private final Step[] steps;
    private final Charset charset;

    private SplitLayout(final SplitPattern pattern, final List<Step> steps, final Charset charset) {
        this.pattern = pattern;
        this.steps = steps.toArray(new Step[0]);
        this.charset = charset;
    }

    /**
     * Puts steps together.
     *
     * @param steps in the order of the pattern
     * @param charset of the log file
     * @return the layout, or null when core cannot split such lines
     */
    static SplitLayout of(final List<Step> steps, final Charset charset) {
        final SplitPattern.Builder builder = SplitPattern.builder(charset);
        for (final Step step : steps) {
            switch (step.kind) {
                case Step.LITERAL:
                    builder.literal(step.words);
                    break;
                case Step.NAME:
                    builder.name(step.words);
                    break;
                case Step.DATE:
                    step.date.addTo(builder);
                    break;
                case Step.MESSAGE:
                    builder.message(TEMPLATES);
                    break;
                default:
                    builder.text();
                    break;
            }
        }
        final SplitPattern pattern = builder.build();
        return pattern == null ? null : new SplitLayout(pattern, steps, charset);
    }

    SplitPattern pattern() {
        return pattern;
    }

    List<Step> steps() {
        return List.of(steps);
    }

    Charset charset() {
        return charset;
    }

    /**
     * Writes the fields of an event, each conversion asked once and in its order.
     *
     * @param target the begun event
     * @param event the event
     * @return for {@link #encode}: the texts of conversions that must not be asked again, by step; null when there are none
     */
    String[] write(final SplitEvent target, final ILoggingEvent event) {
        final boolean isLogbacks = event.getClass() == LoggingEvent.class;
        String[] kept = null;
        for (int i = 0; i < steps.length; i++) {
            final Step step = steps[i];
            switch (step.kind) {
                case Step.LITERAL:
                    break;
                case Step.NAME:
                    writeName(target, step, event);
                    break;
                case Step.DATE:
                    step.date.write(target, event.getTimeStamp());
                    break;
                case Step.MESSAGE:
                    if (!isLogbacks || !writeTemplate(target, (LoggingEvent) event)) {
                        kept = writeMessage(target, i, event, kept, isLogbacks);
                    }
                    break;
                case Step.EXCEPTION:
                    if (event.getThrowableProxy() == null) {
                        target.text("");
                        break;
                    }
                    kept = writeText(target, i, event, kept, isLogbacks);
                    break;
                default:
                    kept = writeText(target, i, event, kept, isLogbacks);
                    break;
            }
        }
        return kept;
    }

    private static void writeName(final SplitEvent target, final Step step, final ILoggingEvent event) {
        final String key = step.key(event);
        if (key == null || !target.name(key)) {
            final StringBuilder text = target.scratch();
            step.converter.write(text, event);
            if (key == null) {
                target.text(text);
            } else {
                target.newName(key, text);
            }
        }
    }

    /** Only of events whose message is known to be made of template and arguments as they are now. */
    private static boolean writeTemplate(final SplitEvent target, final LoggingEvent event) {
        return !MadeMessages.mayDiffer(event) && target.message(event.getMessage(), event.getArgumentArray());
    }

    private String[] writeMessage(
            final SplitEvent target,
            final int index,
            final ILoggingEvent event,
            final String[] kept,
            final boolean isLogbacks) {
        final String message = String.valueOf(steps[index].converter.convert(event));
        target.text(message);
        return isLogbacks ? kept : keep(kept, index, message);
    }

    private String[] writeText(
            final SplitEvent target,
            final int index,
            final ILoggingEvent event,
            final String[] kept,
            final boolean isLogbacks) {
        final Step step = steps[index];
        final StringBuilder text = target.scratch();
        step.converter.write(text, event);
        final String[] texts =
                text.length() > 0 && (!isLogbacks || step.isAskedOnce()) ? keep(kept, index, text.toString()) : kept;
        target.text(text);
        return texts;
    }

    private String[] keep(final String[] kept, final int index, final String text) {
        final String[] texts = kept == null ? new String[steps.length] : kept;
        texts[index] = text;
        return texts;
    }

    /**
     * Makes the whole line.
     *
     * @param event the event
     * @param kept what {@link #write} returned for this event, or null when that was not called
     * @param isWritten whether it was called
     * @return the line in the file's charset
     */
    byte[] encode(final ILoggingEvent event, final String[] kept, final boolean isWritten) {
        final boolean isLogbacks = event.getClass() == LoggingEvent.class;
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < steps.length; i++) {
            final Step step = steps[i];
            if (isWritten && (step.isAskedOnce() || step.kind >= Step.MESSAGE && !isLogbacks)) {
                line.append(kept == null || kept[i] == null ? "" : kept[i]);
            } else {
                step.converter.write(line, event);
            }
        }
        return line.toString().getBytes(charset);
    }
}
