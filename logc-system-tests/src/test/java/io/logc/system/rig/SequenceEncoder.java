package io.logc.system.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

/**
 * Numbers the events that reach an appender, by thread, and makes {@link OracleLine}s of them. While Logback reloads there
 * are calls that it hands to no appender; those get no number, so what got one must be in the file without a gap.
 *
 * <p>The count of a thread outlives encoders, as a reload makes new ones.
 */
public final class SequenceEncoder extends EncoderBase<ILoggingEvent> {
    private static final ThreadLocal<long[]> COUNT = ThreadLocal.withInitial(() -> new long[1]);

    /** Number of the process, or of one life of it; 0 unless the system property says another. */
    private static final int PRODUCER = Integer.getInteger("logc.test.producer", 0);

    private String pattern = "";

    /** Events of this thread that were handed to an appender. */
    public static long count() {
        return COUNT.get()[0];
    }

    /** Accepted, as any encoder of a configuration has one. */
    public void setPattern(final String pattern) {
        this.pattern = pattern;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(final ILoggingEvent event) {
        final int thread = Integer.parseInt(event.getMessage());
        return (new OracleLine(PRODUCER, thread, COUNT.get()[0]++).text() + (pattern.isEmpty() ? "" : "\n"))
                .getBytes(US_ASCII);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
