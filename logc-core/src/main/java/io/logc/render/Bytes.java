package io.logc.render;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Little-endian numbers in byte arrays, and copies of a few bytes, which whole words make faster than
 * {@link System#arraycopy} does. Stateless.
 */
final class Bytes {
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    /** Bytes that {@link #copy} may read and write behind what it is to copy. */
    static final int SLACK = Long.BYTES;

    private static final VarHandle BUFFER = MethodHandles.byteBufferViewVarHandle(long[].class, LITTLE_ENDIAN);

    private static final int FEW = 64;
    private static final int FEW_OF_A_BUFFER = 256;

    private Bytes() {}

    /** Copies bytes. Behind them both arrays have {@link #SLACK} more, of which those in the target may change. */
    static void copy(final byte[] from, final int fromIndex, final byte[] to, final int toIndex, final int length) {
        if (length > FEW) {
            System.arraycopy(from, fromIndex, to, toIndex, length);
            return;
        }
        LONG.set(to, toIndex, (long) LONG.get(from, fromIndex));
        for (int i = Long.BYTES; i < length; i += Long.BYTES) {
            LONG.set(to, toIndex + i, (long) LONG.get(from, fromIndex + i));
        }
    }

    /** Copies bytes to the beginning of an array, which has {@link #SLACK} more. */
    static void copy(final ByteBuffer from, final int fromIndex, final byte[] to, final int length) {
        if (length > FEW_OF_A_BUFFER || fromIndex > from.limit() - SLACK - length) {
            from.get(fromIndex, to, 0, length);
            return;
        }
        for (int i = 0; i < length; i += Long.BYTES) {
            LONG.set(to, i, (long) BUFFER.get(from, fromIndex + i));
        }
    }

    /** The same bytes in an array that {@link #copy} can copy from. */
    static byte[] withSlack(final byte[] bytes, final int from, final int length) {
        final byte[] copy = new byte[length + SLACK];
        System.arraycopy(bytes, from, copy, 0, length);
        return copy;
    }
}
