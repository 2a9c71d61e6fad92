package io.logc.split;

import io.logc.render.SplitRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of a record while it is written, in an array that grows. Owned by the thread that writes the record. */
final class RecordBytes {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final int FIRST_LENGTH = 1024;
    private static final int FIRST_CHARS = 128;
    /** A tag and a long. */
    private static final int MAX_NUMBER_LENGTH = 1 + Long.BYTES;

    private byte[] bytes = new byte[FIRST_LENGTH];
    private char[] chars = new char[FIRST_CHARS];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Forgets what was written from an offset on. */
    void cut(final int shorter) {
        length = shorter;
    }

    /** Gives up what a long record needed. */
    void trim() {
        if (bytes.length > SplitRecord.MAX_LENGTH) {
            bytes = new byte[FIRST_LENGTH];
        }
        if (chars.length > SplitRecord.MAX_LENGTH) {
            chars = new char[FIRST_CHARS];
        }
    }

    void putByte(final int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void putInt(final int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    void putLong(final long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Puts the length of a text in bytes, times a sign, and the text. */
    void putText(final CharSequence text, final int sign, final TextEncoder encoder) {
        final int at = length;
        final int count = text.length();
        ensure(Integer.BYTES + count * TextEncoder.MAX_BYTES_PER_CHAR);
        copyChars(text, count);
        length = encoder.encode(chars, count, bytes, at + Integer.BYTES);
        INT.set(bytes, at, sign * (length - at - Integer.BYTES));
    }

    /** A char of the text that was put last. */
    char textChar(final int index) {
        return chars[index];
    }

    private void copyChars(final CharSequence text, final int count) {
        if (chars.length < count) {
            chars = new char[Math.max(2 * chars.length, count)];
        }
        if (text instanceof String) {
            ((String) text).getChars(0, count, chars, 0);
        } else if (text instanceof StringBuilder) {
            ((StringBuilder) text).getChars(0, count, chars, 0);
        } else {
            text.toString().getChars(0, count, chars, 0);
        }
    }

    /** Puts an argument that is no text: its tag, and a number's value. Returns false, and puts nothing, if it is none of these. */
    boolean putSimple(final Object value) {
        ensure(MAX_NUMBER_LENGTH);
        if (value instanceof Integer) {
            putInt32((Integer) value);
        } else if (value instanceof Long) {
            bytes[length] = SplitRecord.ARGUMENT_LONG;
            LONG.set(bytes, length + 1, ((Long) value).longValue());
            length += MAX_NUMBER_LENGTH;
        } else if (value == null) {
            bytes[length++] = SplitRecord.ARGUMENT_NULL;
        } else if (value instanceof Boolean) {
            bytes[length++] =
                    (byte) ((boolean) (Boolean) value ? SplitRecord.ARGUMENT_TRUE : SplitRecord.ARGUMENT_FALSE);
        } else if (value instanceof Short || value instanceof Byte) {
            putInt32(((Number) value).intValue());
        } else {
            return false;
        }
        return true;
    }

    private void putInt32(final int value) {
        bytes[length] = SplitRecord.ARGUMENT_INT;
        INT.set(bytes, length + 1, value);
        length += 1 + Integer.BYTES;
    }

    private void ensure(final int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
        }
    }
}
