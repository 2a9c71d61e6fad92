package io.logc.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes records, templates and programs byte by byte, right or wrong, without the classes under test. */
public final class SplitBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A template of segments. */
    public static byte[] template(final String... segments) {
        final SplitBytes template = new SplitBytes().int16(segments.length);
        for (final String segment : segments) {
            template.int16(segment.getBytes(UTF_8).length);
        }
        for (final String segment : segments) {
            template.text(segment);
        }
        return template.done();
    }

    /** Begins a program. */
    public static SplitBytes program(final int operations) {
        return new SplitBytes().int8(1).int8(operations);
    }

    /** Appends an operation. */
    public SplitBytes literal(final String text) {
        return int8(1).int16(text.getBytes(UTF_8).length).text(text);
    }

    /** Appends an operation. */
    public SplitBytes date(final String pattern) {
        final byte[] date = DateProgram.parse(pattern).encoded();
        return int8(3).int8(date.length).raw(date);
    }

    /** Appends a field of text, or an argument's length and text. */
    public SplitBytes inPlace(final String text) {
        return int32(-text.getBytes(UTF_8).length).text(text);
    }

    /** Appends an argument. */
    public SplitBytes argument(final String text) {
        return int8(5).int32(text.getBytes(UTF_8).length).text(text);
    }

    /** Appends an argument. */
    public SplitBytes argument(final int value) {
        return int8(3).int32(value);
    }

    /** Appends an argument. */
    public SplitBytes argument(final long value) {
        return int8(4).int64(value);
    }

    /** Appends a byte. */
    public SplitBytes int8(final int value) {
        bytes.write(value);
        return this;
    }

    /** Appends a number. */
    public SplitBytes int16(final int value) {
        return int8(value).int8(value >> 8);
    }

    /** Appends a number. */
    public SplitBytes int32(final int value) {
        return int16(value).int16(value >> 16);
    }

    /** Appends a number. */
    public SplitBytes int64(final long value) {
        return int32((int) value).int32((int) (value >> 32));
    }

    /** Appends text. */
    public SplitBytes text(final String text) {
        return raw(text.getBytes(UTF_8));
    }

    /** Appends bytes. */
    public SplitBytes raw(final byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    /** The bytes. */
    public byte[] done() {
        return bytes.toByteArray();
    }

    /** The bytes in memory like a ring's, in the middle of others. */
    static ByteBuffer asRing(final byte[] record, final int index) {
        final ByteBuffer ring =
                ByteBuffer.allocateDirect(index + record.length + 64).order(ByteOrder.LITTLE_ENDIAN);
        while (ring.hasRemaining()) {
            ring.put((byte) 0x55);
        }
        return ring.put(index, record);
    }
}
