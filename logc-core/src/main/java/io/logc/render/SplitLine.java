package io.logc.render;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes the line of one record in the process that wrote it, for the rare cases in which it is needed there. Stateless. */
public final class SplitLine {
    private static final int FIRST_LENGTH = 512;

    private SplitLine() {}

    /**
     * Makes a record's line.
     *
     * @param dictionary to which the record refers
     * @param record array that holds it
     * @param length of it, from the array's beginning
     * @return the line
     * @throws InternalError when somebody else has damaged the dictionary meanwhile, as for any memory that is unusable
     */
    public static byte[] of(final Dictionary dictionary, final byte[] record, final int length) {
        final Lines line = new Lines(FIRST_LENGTH);
        try {
            new SplitRenderer(dictionary, Integer.MAX_VALUE).render(ByteBuffer.wrap(record), 0, length, line);
        } catch (final CorruptBufferException damaged) {
            throw new InternalError(damaged);
        }
        return Arrays.copyOf(line.bytes(), line.length());
    }
}
