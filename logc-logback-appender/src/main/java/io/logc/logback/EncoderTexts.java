package io.logc.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ScanException;
import io.logc.client.FileTexts;
import io.logc.client.FileTexts.HeaderPolicy;
import io.logc.client.StatusSink;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Asks an encoder for all that logc must know of it before the first event: the file's header and footer, how it
 * reports dropped events, and whether it keeps state from event to event.
 *
 * <p>Used by the thread that starts the appender. An encoder that fails here costs its header, never the appender.
 */
final class EncoderTexts {
    private static final byte[] NONE = new byte[0];
    private static final MethodHandle IS_STATEFUL = findIsStateful();

    private EncoderTexts() {}

    /**
     * Renders the texts of a file.
     *
     * @param encoder the started encoder
     * @param context the encoder's context
     * @param status hears about texts that could not be rendered
     * @return the texts
     */
    static FileTexts of(final Encoder<ILoggingEvent> encoder, final Context context, final StatusSink status) {
        final byte[] header = textOf("header", encoder::headerBytes, status);
        final byte[] footer = textOf("footer", encoder::footerBytes, status);
        final boolean linesOnly = header.length == 0 && footer.length == 0 && !isStateful(encoder);
        return new FileTexts(header, footer, HeaderPolicy.EACH_START, linesOnly ? dropReport(encoder, context) : NONE);
    }

    /**
     * Whether the encoder must see one event at a time: {@code Encoder.isStateful()}, which Logback has since 1.6.4.
     *
     * @param encoder the encoder
     * @return true when calls of its {@code encode} must be locked
     */
    static boolean isStateful(final Encoder<ILoggingEvent> encoder) {
        if (IS_STATEFUL == null) {
            return false;
        }
        try {
            return (boolean) IS_STATEFUL.invoke(encoder);
        } catch (final Throwable cannotTell) {
            return true; // the careful answer
        }
    }

    private static MethodHandle findIsStateful() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Encoder.class, "isStateful", MethodType.methodType(boolean.class));
        } catch (final NoSuchMethodException | IllegalAccessException olderLogback) {
            return null;
        }
    }

    private static byte[] textOf(final String which, final Supplier<byte[]> encoder, final StatusSink status) {
        try {
            final byte[] text = encoder.get();
            return text == null ? NONE : text;
        } catch (final RuntimeException failed) {
            status.warn("encoder: it failed to make the file's " + which + ", which is left out", failed);
            return NONE;
        }
    }

    /**
     * Renders the line that reports drops, so that a JSON file stays JSON. Only for formats that are nothing but lines:
     * where there is a header or footer, the layout may count its rows as Logback's HTMLLayout does, and an event that
     * nobody logged would show in the next ones. Those files get logc's plain text. So do patterns of which no line is left
     * without the application's own conversions, and those that count: they see the application's events only.
     */
    private static byte[] dropReport(final Encoder<ILoggingEvent> encoder, final Context context) {
        try {
            final ILoggingEvent event = dropEvent(context);
            final KnownText known = knownText(encoder, context, event);
            if (known == null || known.isWhole()) {
                final byte[] report = encoder.encode(event);
                return report == null ? NONE : report;
            }
            final String text = known.toString();
            return text.endsWith("\n") ? text.getBytes(charsetOf((LayoutWrappingEncoder<?>) encoder)) : NONE;
        } catch (final ScanException | RuntimeException | Error needsARealEvent) {
            return NONE;
        }
    }

    /** Null where there is no pattern. */
    private static KnownText knownText(
            final Encoder<ILoggingEvent> encoder, final Context context, final ILoggingEvent event)
            throws ScanException {
        if (!(encoder instanceof LayoutWrappingEncoder)) {
            return null;
        }
        final Layout<ILoggingEvent> layout = ((LayoutWrappingEncoder<ILoggingEvent>) encoder).getLayout();
        // One that is not started has said what is wrong with its pattern, and makes no text at all.
        return layout instanceof PatternLayout && layout.isStarted()
                ? KnownText.of((PatternLayout) layout, context, event)
                : null;
    }

    /** The charset of the encoder's bytes. */
    static Charset charsetOf(final LayoutWrappingEncoder<?> encoder) {
        return encoder.getCharset() == null ? Charset.defaultCharset() : encoder.getCharset();
    }

    private static ILoggingEvent dropEvent(final Context context) {
        final LoggingEvent event = new LoggingEvent();
        if (context instanceof LoggerContext) {
            final LoggerContext loggerContext = (LoggerContext) context;
            event.setLoggerContext(loggerContext);
            event.setLoggerContextRemoteView(loggerContext.getLoggerContextRemoteView());
        }
        event.setLoggerName("io.logc");
        event.setLevel(Level.WARN);
        event.setThreadName("logc");
        event.setMessage(FileTexts.DROP_MESSAGE);
        event.setTimeStamp(System.currentTimeMillis());
        event.setMDCPropertyMap(Map.of());
        event.setCallerData(new StackTraceElement[0]);
        return event;
    }
}
