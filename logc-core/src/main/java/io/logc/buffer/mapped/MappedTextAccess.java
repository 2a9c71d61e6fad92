package io.logc.buffer.mapped;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.LangUtil;

/**
 * Text in the region: ASCII and UTF-8 strings, with or without a length before them (an {@code int}, little-endian
 * unless an order is given), and numbers as ASCII digits ({@link AsciiNumbers}). Plain access, without any ordering
 * between threads.
 *
 * <p>Lengths are read once and checked before anything is allocated for them. What does not fit throws before anything
 * is written.
 */
abstract class MappedTextAccess extends MappedPlainAccess {

    private static final int MAX_ASCII = 127;
    private static final byte[] NULL_TEXT = "null".getBytes(US_ASCII);

    MappedTextAccess(final ByteBuffer buffer, final int offset, final int length) {
        super(buffer, offset, length);
    }

    @Override
    public final String getStringAscii(final int index) {
        return getStringAscii(index, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public final String getStringAscii(final int index, final ByteOrder byteOrder) {
        return getStringAscii(index, getInt(index, byteOrder));
    }

    @Override
    public final String getStringAscii(final int index, final int length) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, length);
    }

    @Override
    public final int getStringAscii(final int index, final Appendable appendable) {
        return getStringAscii(index, appendable, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public final int getStringAscii(final int index, final Appendable appendable, final ByteOrder byteOrder) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index, byteOrder), appendable);
    }

    @Override
    public final int getStringAscii(final int index, final int length, final Appendable appendable) {
        boundsCheck(index, length + STR_HEADER_LEN);
        return appendAscii(index + STR_HEADER_LEN, length, appendable);
    }

    @Override
    public final String getStringWithoutLengthAscii(final int index, final int length) {
        boundsCheck(index, length);
        final byte[] encoded = new byte[length];
        bytes.get(index, encoded, 0, length);
        return new String(encoded, US_ASCII);
    }

    @Override
    public final int getStringWithoutLengthAscii(final int index, final int length, final Appendable appendable) {
        boundsCheck(index, length);
        return appendAscii(index, length, appendable);
    }

    private int appendAscii(final int index, final int length, final Appendable appendable) {
        try {
            for (int i = 0; i < length; i++) {
                final byte value = bytes.get(index + i);
                appendable.append(value < 0 ? '?' : (char) value);
            }
        } catch (final IOException ex) {
            LangUtil.rethrowUnchecked(ex);
        }
        return length;
    }

    @Override
    public final int putStringAscii(final int index, final String value) {
        return putStringAscii(index, (CharSequence) value, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public final int putStringAscii(final int index, final CharSequence value) {
        return putStringAscii(index, value, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public final int putStringAscii(final int index, final String value, final ByteOrder byteOrder) {
        return putStringAscii(index, (CharSequence) value, byteOrder);
    }

    @Override
    public final int putStringAscii(final int index, final CharSequence value, final ByteOrder byteOrder) {
        final int length = value == null ? 0 : value.length();
        boundsCheck(index, STR_HEADER_LEN + length);
        putInt(index, length, byteOrder);
        return STR_HEADER_LEN + putStringWithoutLengthAscii(index + STR_HEADER_LEN, value, 0, length);
    }

    @Override
    public final int putStringWithoutLengthAscii(final int index, final String value) {
        return putStringWithoutLengthAscii(index, (CharSequence) value);
    }

    @Override
    public final int putStringWithoutLengthAscii(final int index, final CharSequence value) {
        return putStringWithoutLengthAscii(index, value, 0, Integer.MAX_VALUE);
    }

    @Override
    public final int putStringWithoutLengthAscii(
            final int index, final String value, final int valueOffset, final int length) {
        return putStringWithoutLengthAscii(index, (CharSequence) value, valueOffset, length);
    }

    @Override
    public final int putStringWithoutLengthAscii(
            final int index, final CharSequence value, final int valueOffset, final int length) {
        if (value == null) {
            return 0;
        }
        final int encodedLength = Math.min(value.length() - valueOffset, length);
        boundsCheck(index, encodedLength);
        for (int i = 0; i < encodedLength; i++) {
            final char c = value.charAt(valueOffset + i);
            bytes.put(index + i, (byte) (c > MAX_ASCII ? '?' : c));
        }
        return encodedLength;
    }

    @Override
    public final String getStringUtf8(final int index) {
        return getStringUtf8(index, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public final String getStringUtf8(final int index, final ByteOrder byteOrder) {
        return getStringUtf8(index, getInt(index, byteOrder));
    }

    @Override
    public final String getStringUtf8(final int index, final int length) {
        return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, length);
    }

    @Override
    public final String getStringWithoutLengthUtf8(final int index, final int length) {
        boundsCheck(index, length);
        final byte[] encoded = new byte[length];
        bytes.get(index, encoded, 0, length);
        return new String(encoded, UTF_8);
    }

    @Override
    public final int putStringUtf8(final int index, final String value) {
        return putStringUtf8(index, value, ByteOrder.LITTLE_ENDIAN, Integer.MAX_VALUE);
    }

    @Override
    public final int putStringUtf8(final int index, final String value, final ByteOrder byteOrder) {
        return putStringUtf8(index, value, byteOrder, Integer.MAX_VALUE);
    }

    @Override
    public final int putStringUtf8(final int index, final String value, final int maxEncodedLength) {
        return putStringUtf8(index, value, ByteOrder.LITTLE_ENDIAN, maxEncodedLength);
    }

    @Override
    public final int putStringUtf8(
            final int index, final String value, final ByteOrder byteOrder, final int maxEncodedLength) {
        final byte[] encoded = encodeUtf8(value);
        if (encoded.length > maxEncodedLength) {
            throw new IllegalArgumentException(
                    "encodedLength=" + encoded.length + ": larger than maxEncodedLength=" + maxEncodedLength);
        }
        boundsCheck(index, STR_HEADER_LEN + encoded.length);
        putInt(index, encoded.length, byteOrder);
        putBytes(index + STR_HEADER_LEN, encoded);
        return STR_HEADER_LEN + encoded.length;
    }

    @Override
    public final int putStringWithoutLengthUtf8(final int index, final String value) {
        final byte[] encoded = encodeUtf8(value);
        putBytes(index, encoded);
        return encoded.length;
    }

    /** In UTF-8 a null is the word, as in Agrona's buffers; in ASCII it is the empty string. */
    private static byte[] encodeUtf8(final String value) {
        return value == null ? NULL_TEXT : value.getBytes(UTF_8);
    }

    @Override
    public final int parseNaturalIntAscii(final int index, final int length) {
        return AsciiNumbers.parseNaturalInt(bytes, index, length);
    }

    @Override
    public final long parseNaturalLongAscii(final int index, final int length) {
        return AsciiNumbers.parseNaturalLong(bytes, index, length);
    }

    @Override
    public final int parseIntAscii(final int index, final int length) {
        return AsciiNumbers.parseInt(bytes, index, length);
    }

    @Override
    public final long parseLongAscii(final int index, final int length) {
        return AsciiNumbers.parseLong(bytes, index, length);
    }

    @Override
    public final int putIntAscii(final int index, final int value) {
        return AsciiNumbers.put(bytes, index, value);
    }

    @Override
    public final int putLongAscii(final int index, final long value) {
        return AsciiNumbers.put(bytes, index, value);
    }

    @Override
    public final int putNaturalIntAscii(final int index, final int value) {
        return AsciiNumbers.putNatural(bytes, index, value);
    }

    @Override
    public final int putNaturalLongAscii(final int index, final long value) {
        return AsciiNumbers.putNatural(bytes, index, value);
    }

    @Override
    public final void putNaturalPaddedIntAscii(final int index, final int length, final int value) {
        AsciiNumbers.putNaturalPadded(bytes, index, length, value);
    }

    @Override
    public final int putNaturalIntAsciiFromEnd(final int value, final int endExclusive) {
        return AsciiNumbers.putNaturalFromEnd(bytes, value, endExclusive);
    }
}
