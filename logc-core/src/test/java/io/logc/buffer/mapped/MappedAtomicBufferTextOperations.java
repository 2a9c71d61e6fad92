package io.logc.buffer.mapped;

import static io.logc.buffer.mapped.MappedAtomicBufferOperation.answering;
import static io.logc.buffer.mapped.MappedAtomicBufferOperation.silent;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

/** Strings, and numbers as ASCII digits. */
final class MappedAtomicBufferTextOperations {

    private static final int HEADER = Integer.BYTES;

    private MappedAtomicBufferTextOperations() {}

    static List<MappedAtomicBufferOperation> table() {
        return Stream.of(asciiGets(), asciiPuts(), utf8(), numbers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<MappedAtomicBufferOperation> asciiGets() {
        return List.of(
                answering("getStringAscii(int)", (b, a) -> {
                    final int index = a.index(HEADER);
                    a.plantLength(b, index, LITTLE_ENDIAN);
                    return b.getStringAscii(index);
                }),
                answering("getStringAscii(int,ByteOrder)", (b, a) -> {
                    final int index = a.index(HEADER);
                    final ByteOrder order = a.order();
                    a.plantLength(b, index, order);
                    return b.getStringAscii(index, order);
                }),
                answering("getStringAscii(int,int)", (b, a) -> {
                    // only the text is read here, so it is the text that the index is chosen for
                    final int length = a.length(40);
                    return b.getStringAscii(a.index(length) - HEADER, length);
                }),
                answering("getStringAscii(int,Appendable)", (b, a) -> {
                    final StringBuilder text = new StringBuilder();
                    final int index = a.index(HEADER);
                    a.plantLength(b, index, LITTLE_ENDIAN);
                    return b.getStringAscii(index, text) + " " + text;
                }),
                answering("getStringAscii(int,Appendable,ByteOrder)", (b, a) -> {
                    final StringBuilder text = new StringBuilder();
                    final int index = a.index(HEADER);
                    final ByteOrder order = a.order();
                    a.plantLength(b, index, order);
                    return b.getStringAscii(index, text, order) + " " + text;
                }),
                answering("getStringAscii(int,int,Appendable)", (b, a) -> {
                    final StringBuilder text = new StringBuilder();
                    final int length = a.length(40);
                    return b.getStringAscii(a.index(HEADER + length), length, text) + " " + text;
                }),
                answering("getStringWithoutLengthAscii(int,int)", (b, a) -> {
                    final int length = a.length(40);
                    return b.getStringWithoutLengthAscii(a.index(length), length);
                }),
                answering("getStringWithoutLengthAscii(int,int,Appendable)", (b, a) -> {
                    final StringBuilder text = new StringBuilder();
                    final int length = a.length(40);
                    return b.getStringWithoutLengthAscii(a.index(length), length, text) + " " + text;
                }));
    }

    private static List<MappedAtomicBufferOperation> asciiPuts() {
        return List.of(
                answering("putStringAscii(int,String)", (b, a) -> {
                    final String text = a.text();
                    return b.putStringAscii(a.index(HEADER + length(text)), text);
                }),
                answering("putStringAscii(int,CharSequence)", (b, a) -> {
                    final CharSequence text = sequence(a.text());
                    return b.putStringAscii(a.index(HEADER + length(text)), text);
                }),
                answering("putStringAscii(int,String,ByteOrder)", (b, a) -> {
                    final String text = a.text();
                    return b.putStringAscii(a.index(HEADER + length(text)), text, a.order());
                }),
                answering("putStringAscii(int,CharSequence,ByteOrder)", (b, a) -> {
                    final CharSequence text = sequence(a.text());
                    return b.putStringAscii(a.index(HEADER + length(text)), text, a.order());
                }),
                answering("putStringWithoutLengthAscii(int,String)", (b, a) -> {
                    final String text = a.text();
                    return b.putStringWithoutLengthAscii(a.index(length(text)), text);
                }),
                answering("putStringWithoutLengthAscii(int,CharSequence)", (b, a) -> {
                    final CharSequence text = sequence(a.text());
                    return b.putStringWithoutLengthAscii(a.index(length(text)), text);
                }),
                answering("putStringWithoutLengthAscii(int,String,int,int)", (b, a) -> {
                    final String text = a.text();
                    final int offset = a.number(0, Math.max(0, length(text) - 1));
                    final int length = a.length(30);
                    final int encodedLength = Math.min(length(text) - offset, length);
                    return b.putStringWithoutLengthAscii(a.index(encodedLength), text, offset, length);
                }),
                answering("putStringWithoutLengthAscii(int,CharSequence,int,int)", (b, a) -> {
                    final CharSequence text = sequence(a.text());
                    final int offset = a.number(0, Math.max(0, length(text) - 1));
                    final int length = a.length(30);
                    final int encodedLength = Math.min(length(text) - offset, length);
                    return b.putStringWithoutLengthAscii(a.index(encodedLength), text, offset, length);
                }));
    }

    private static List<MappedAtomicBufferOperation> utf8() {
        return List.of(
                answering("getStringUtf8(int)", (b, a) -> {
                    final int index = a.index(HEADER);
                    a.plantLength(b, index, LITTLE_ENDIAN);
                    return b.getStringUtf8(index);
                }),
                answering("getStringUtf8(int,ByteOrder)", (b, a) -> {
                    final int index = a.index(HEADER);
                    final ByteOrder order = a.order();
                    a.plantLength(b, index, order);
                    return b.getStringUtf8(index, order);
                }),
                answering("getStringUtf8(int,int)", (b, a) -> {
                    final int length = a.length(40);
                    return b.getStringUtf8(a.index(length) - HEADER, length);
                }),
                answering("getStringWithoutLengthUtf8(int,int)", (b, a) -> {
                    final int length = a.length(40);
                    return b.getStringWithoutLengthUtf8(a.index(length), length);
                }),
                answering("putStringUtf8(int,String)", (b, a) -> {
                    final String text = a.text();
                    return b.putStringUtf8(a.index(HEADER + utf8Length(text)), text);
                }),
                answering("putStringUtf8(int,String,ByteOrder)", (b, a) -> {
                    final String text = a.text();
                    return b.putStringUtf8(a.index(HEADER + utf8Length(text)), text, a.order());
                }),
                answering("putStringUtf8(int,String,int)", (b, a) -> {
                    final String text = a.text();
                    final int maxLength = a.maxLength(utf8Length(text));
                    return b.putStringUtf8(a.index(HEADER + utf8Length(text)), text, maxLength);
                }),
                answering("putStringUtf8(int,String,ByteOrder,int)", (b, a) -> {
                    final String text = a.text();
                    final int maxLength = a.maxLength(utf8Length(text));
                    return b.putStringUtf8(a.index(HEADER + utf8Length(text)), text, a.order(), maxLength);
                }),
                answering("putStringWithoutLengthUtf8(int,String)", (b, a) -> {
                    final String text = a.text();
                    return b.putStringWithoutLengthUtf8(a.index(utf8Length(text)), text);
                }));
    }

    private static List<MappedAtomicBufferOperation> numbers() {
        return List.of(
                answering("parseIntAscii(int,int)", (b, a) -> {
                    final byte[] text = a.decimal();
                    final int index = a.index(text.length);
                    a.plant(b, index, text);
                    return b.parseIntAscii(index, text.length);
                }),
                answering("parseNaturalIntAscii(int,int)", (b, a) -> {
                    final byte[] text = a.decimal();
                    final int index = a.index(text.length);
                    a.plant(b, index, text);
                    return b.parseNaturalIntAscii(index, text.length);
                }),
                answering("parseLongAscii(int,int)", (b, a) -> {
                    final byte[] text = a.decimal();
                    final int index = a.index(text.length);
                    a.plant(b, index, text);
                    return b.parseLongAscii(index, text.length);
                }),
                answering("parseNaturalLongAscii(int,int)", (b, a) -> {
                    final byte[] text = a.decimal();
                    final int index = a.index(text.length);
                    a.plant(b, index, text);
                    return b.parseNaturalLongAscii(index, text.length);
                }),
                answering("putIntAscii(int,int)", (b, a) -> {
                    final int value = a.intValue();
                    return b.putIntAscii(a.index(String.valueOf(value).length()), value);
                }),
                answering("putLongAscii(int,long)", (b, a) -> {
                    final long value = a.longValue();
                    return b.putLongAscii(a.index(String.valueOf(value).length()), value);
                }),
                answering("putNaturalIntAscii(int,int)", (b, a) -> {
                    final int value = a.naturalInt();
                    return b.putNaturalIntAscii(a.index(String.valueOf(value).length()), value);
                }),
                answering("putNaturalLongAscii(int,long)", (b, a) -> {
                    final long value = a.naturalLong();
                    return b.putNaturalLongAscii(a.index(String.valueOf(value).length()), value);
                }),
                silent("putNaturalPaddedIntAscii(int,int,int)", (b, a) -> {
                    final int length = a.length(12);
                    b.putNaturalPaddedIntAscii(a.index(length), length, a.naturalInt());
                }),
                answering("putNaturalIntAsciiFromEnd(int,int)", (b, a) -> {
                    final int value = a.naturalInt();
                    final int length = String.valueOf(value).length();
                    return b.putNaturalIntAsciiFromEnd(value, a.index(length) + length);
                }));
    }

    private static CharSequence sequence(final String text) {
        return text == null ? null : new StringBuilder(text);
    }

    private static int length(final CharSequence text) {
        return text == null ? 0 : text.length();
    }

    private static int utf8Length(final String text) {
        return text == null ? "null".length() : text.getBytes(UTF_8).length;
    }
}
