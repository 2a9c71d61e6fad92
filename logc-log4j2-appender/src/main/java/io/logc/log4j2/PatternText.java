package io.logc.log4j2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.log4j2.split.LineRenderer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.util.Set;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.Encoder;

/**
 * Turns what a {@link org.apache.logging.log4j.core.layout.PatternLayout} renders into bytes: the same ones as the layout's own {@code encode}, sooner where
 * they are ASCII, as most log lines are.
 *
 * <p>The JVM has vector instructions for characters to ISO-8859-1, which is what ASCII is too in the charsets below;
 * anything else goes through Log4j's encoder. One thread at a time uses an instance, as part of an {@link EncodeBuffer}.
 */
final class PatternText {
    private static final Set<Charset> ASCII_COMPATIBLE = Set.of(UTF_8, US_ASCII, ISO_8859_1);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long SIGN_BITS = 0x8080808080808080L;
    private static final int INITIAL_LENGTH = 1024;

    private final CharsetEncoder latin1 = ISO_8859_1.newEncoder();
    private StringBuilder text = new StringBuilder(INITIAL_LENGTH);
    private CharBuffer characters = CharBuffer.allocate(INITIAL_LENGTH);

    /** Whether ASCII text has the same bytes in a charset as in ISO-8859-1. */
    static boolean isFor(final Charset charset) {
        return ASCII_COMPATIBLE.contains(charset);
    }

    /**
     * Renders an event.
     *
     * @param renderer makes the text; may run user code and throw
     * @param event the event
     * @param otherwise encodes text that is not ASCII
     * @param target takes the bytes
     */
    void encode(
            final LineRenderer renderer,
            final LogEvent event,
            final Encoder<StringBuilder> otherwise,
            final EncodeBuffer target) {
        text.setLength(0);
        renderer.render(event, text);
        if (!encodeAscii(target)) {
            otherwise.encode(text, target);
        }
    }

    /** Gives back the memory that one long event took. */
    void trim(final int retainedLength) {
        if (text.capacity() > retainedLength) {
            text = new StringBuilder(INITIAL_LENGTH);
        }
        if (characters.capacity() > retainedLength) {
            characters = CharBuffer.allocate(INITIAL_LENGTH);
        }
    }

    private boolean encodeAscii(final EncodeBuffer target) {
        final int length = text.length();
        if (characters.capacity() < length) {
            characters = CharBuffer.allocate(text.capacity());
        }
        text.getChars(0, length, characters.array(), 0);
        characters.clear().limit(length);
        final ByteBuffer bytes = target.reserve(length);
        final int start = bytes.position();
        final CoderResult result = latin1.reset().encode(characters, bytes, true);
        if (result.isUnderflow() && isAscii(bytes.array(), start, start + length)) {
            return true;
        }
        bytes.position(start);
        return false;
    }

    private static boolean isAscii(final byte[] bytes, final int from, final int to) {
        long signs = 0;
        int index = from;
        for (; index <= to - Long.BYTES; index += Long.BYTES) {
            signs |= (long) LONGS.get(bytes, index);
        }
        for (; index < to; index++) {
            signs |= bytes[index];
        }
        return (signs & SIGN_BITS) == 0;
    }
}
