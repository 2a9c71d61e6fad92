package io.logc.split;

import java.util.Arrays;

/** Rendered lines, one after another, in an array that grows. Owned by one thread. */
public final class Lines {
    private byte[] bytes;
    private int length;

    /**
     * No lines yet.
     *
     * @param capacity bytes for which there is room at first
     */
    public Lines(final int capacity) {
        bytes = new byte[capacity + Bytes.SLACK];
    }

    /** The bytes.
     * @return the array, of which the first {@link #length()} bytes count, until more is rendered */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes there are.
     * @return the length */
    public int length() {
        return length;
    }

    /** Forgets all lines, and keeps the array. */
    public void clear() {
        length = 0;
    }

    /**
     * Forgets what was appended last.
     *
     * @param shorter the length from before
     */
    public void cut(final int shorter) {
        if (shorter < 0 || shorter > length) {
            throw new IllegalArgumentException("length=" + length + " cannot become " + shorter);
        }
        length = shorter;
    }

    /** Makes room, and for {@link Bytes#SLACK} more bytes; the array may be another one then. */
    void reserve(final int more) {
        final int needed = length + more + Bytes.SLACK;
        if (needed > bytes.length) {
            grow(needed);
        }
    }

    private void grow(final int needed) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }

    /** Appends bytes of an array that has {@link Bytes#SLACK} more behind them. */
    void put(final byte[] source, final int index, final int count) {
        reserve(count);
        Bytes.copy(source, index, bytes, length, count);
        length += count;
    }

    void put(final int value) {
        reserve(Digits.MAX_LENGTH);
        length = Digits.put(bytes, length, value);
    }

    void put(final long value) {
        reserve(Digits.MAX_LENGTH);
        length = Digits.put(bytes, length, value);
    }
}
