package io.logc.render;

import io.logc.buffer.CorruptBufferException;

/** Takes an entry of the dictionary apart, whose writer may be broken or hostile. Owned by one thread. */
final class EntryReader {
    private final byte[] bytes;
    private final int reference;
    private int position;

    EntryReader(final byte[] bytes, final int reference) {
        this.bytes = bytes;
        this.reference = reference;
    }

    int uint8() throws CorruptBufferException {
        return bytes[skip(Byte.BYTES)] & 0xFF;
    }

    int uint16() throws CorruptBufferException {
        return (short) Bytes.SHORT.get(bytes, skip(Short.BYTES)) & 0xFFFF;
    }

    /** Passes over bytes, and returns where they begin. */
    int skip(final int length) throws CorruptBufferException {
        if (length > bytes.length - position) {
            throw corrupt("it ends too early");
        }
        final int from = position;
        position += length;
        return from;
    }

    void checkEnd() throws CorruptBufferException {
        if (position != bytes.length) {
            throw corrupt("it goes on after its end at " + position);
        }
    }

    CorruptBufferException corrupt(final String reason) {
        return new CorruptBufferException(
                "dictionary entry reference=" + reference + ", length=" + bytes.length + ": " + reason);
    }
}
