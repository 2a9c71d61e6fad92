package io.logc.render;

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

    /** The array, with room behind an index, and for {@link Bytes#SLACK} more; what stands before the index stays. */
    byte[] room(final int index, final int more) {
        return index <= bytes.length - Bytes.SLACK - more ? bytes : grow(index + more + Bytes.SLACK);
    }

    private byte[] grow(final int needed) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        return bytes;
    }

    /**
     * Puts bytes of an array that has {@link Bytes#SLACK} more behind them. Until {@link #end} they do not count.
     *
     * @return index behind them
     */
    int put(final int index, final byte[] source, final int from, final int count) {
        Bytes.copy(source, from, room(index, count), index, count);
        return index + count;
    }

    int put(final int index, final long value) {
        return Digits.put(room(index, Digits.MAX_LENGTH), index, value);
    }

    /** Says that the line is whole that was put behind the others. */
    void end(final int index) {
        length = index;
    }
}
