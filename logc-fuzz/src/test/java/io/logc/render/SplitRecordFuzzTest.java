package io.logc.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whatever stands in a dictionary and in a record, a line of bounded length comes out, the same one from a renderer that has
 * seen other records before and from one that has not, or a CorruptBufferException that says why, and no line.
 */
class SplitRecordFuzzTest {
    private static final int DICTIONARY_LENGTH = 16 * 1024;
    private static final int MAX_ENTRIES = 6;
    private static final int MAX_RECORDS = 6;
    private static final int MAX_OPERATIONS = 8;
    private static final String[] DATES = {"HH:mm:ss.SSS", "yyyy-MM-dd'T'HH:mm:ss,SSSSSSSSS", "d.M.uuuu h:m:s S", "ss"};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int[] references = new int[MAX_ENTRIES];

    @FuzzTest(maxDuration = "5s")
    void shouldMakeTheSameBoundedLineOrRefuseTheRecord(final FuzzedDataProvider data) {
        final Dictionary dictionary = Dictionary.inMemory(DICTIONARY_LENGTH);
        final int entries = data.consumeInt(1, MAX_ENTRIES);
        for (int i = 0; i < entries; i++) {
            final int kind = data.consumeInt(Dictionary.KIND_TEXT, Dictionary.KIND_PROGRAM);
            final byte[] entry = changed(data, entry(data, kind));
            references[i] = dictionary.add(kind, entry, 0, entry.length);
        }
        final SplitRenderer renderer = new SplitRenderer(dictionary);
        final Lines lines = new Lines(0);
        for (int records = data.consumeInt(1, MAX_RECORDS); records > 0; records--) {
            render(renderer, dictionary, lines, changed(data, record(data)));
        }
    }

    private static void render(
            final SplitRenderer renderer, final Dictionary dictionary, final Lines lines, final byte[] record) {
        final int before = lines.length();
        final String line = render(renderer, lines, record);
        final String afresh = render(new SplitRenderer(dictionary), new Lines(0), record);
        assertThat(line).isEqualTo(afresh);
        if (line == null) {
            assertThat(lines.length()).isEqualTo(before);
        } else {
            assertThat(lines.length() - before).isLessThanOrEqualTo(SplitRecord.maxLineLength(record.length));
        }
    }

    private static String render(final SplitRenderer renderer, final Lines lines, final byte[] record) {
        final int before = lines.length();
        try {
            renderer.render(ByteBuffer.wrap(record), 0, record.length, lines);
        } catch (final CorruptBufferException e) {
            assertThat(e.getMessage()).isNotBlank();
            return null;
        }
        return Arrays.toString(Arrays.copyOfRange(lines.bytes(), before, lines.length()));
    }

    private byte[] entry(final FuzzedDataProvider data, final int kind) {
        bytes.reset();
        switch (kind) {
            case Dictionary.KIND_TEXT -> bytes.writeBytes(data.consumeBytes(40));
            case Dictionary.KIND_TEMPLATE -> template(data);
            default -> program(data);
        }
        return bytes.toByteArray();
    }

    private void template(final FuzzedDataProvider data) {
        final int segments = data.consumeInt(1, 4);
        final int length = data.consumeInt(0, 20);
        putShort(segments);
        for (int i = 0; i < segments; i++) {
            putShort(length);
        }
        bytes.writeBytes("s".repeat(length * segments).getBytes(UTF_8));
    }

    private void program(final FuzzedDataProvider data) {
        final int operations = data.consumeInt(1, MAX_OPERATIONS);
        bytes.write(SplitRecord.PROGRAM_VERSION);
        bytes.write(operations);
        for (int i = 0; i < operations; i++) {
            final int code = data.consumeInt(SplitRecord.LITERAL, SplitRecord.MESSAGE);
            bytes.write(code);
            if (code == SplitRecord.LITERAL) {
                final int length = data.consumeInt(0, 30);
                putShort(length);
                bytes.writeBytes("l".repeat(length).getBytes(UTF_8));
            } else if (code == SplitRecord.DATE) {
                final byte[] date = DateProgram.parse(data.pickValue(DATES)).encoded();
                bytes.write(date.length);
                bytes.writeBytes(date);
            }
        }
    }

    private byte[] record(final FuzzedDataProvider data) {
        bytes.reset();
        putInt(references[data.consumeInt(0, MAX_ENTRIES - 1)]);
        for (int fields = data.consumeInt(0, MAX_OPERATIONS); fields > 0; fields--) {
            switch (data.consumeInt(0, 6)) {
                case 0, 1 -> putInt(references[data.consumeInt(0, MAX_ENTRIES - 1)]);
                case 2 -> {
                    final byte[] text = data.consumeBytes(20);
                    putInt(-text.length);
                    bytes.writeBytes(text);
                }
                case 3 -> putLong(data.consumeLong(0, SplitRecord.END_OF_TIME_MS));
                case 4 -> {
                    putLong(data.consumeLong());
                    putInt(data.consumeInt());
                }
                case 5 -> argument(data);
                default -> bytes.writeBytes(data.consumeBytes(10));
            }
        }
        return bytes.toByteArray();
    }

    private void argument(final FuzzedDataProvider data) {
        final int tag = data.consumeInt(0, 6);
        bytes.write(tag);
        switch (tag) {
            case SplitRecord.ARGUMENT_INT -> putInt(data.consumeInt());
            case SplitRecord.ARGUMENT_LONG -> putLong(data.consumeLong());
            case SplitRecord.ARGUMENT_TEXT -> {
                final byte[] text = data.consumeBytes(20);
                putInt(text.length);
                bytes.writeBytes(text);
            }
            default -> {
                // Nothing follows.
            }
        }
    }

    private static byte[] changed(final FuzzedDataProvider data, final byte[] sound) {
        final byte[] changed = sound.clone();
        if (changed.length > 0) {
            for (int changes = data.consumeInt(0, 2); changes > 0; changes--) {
                changed[data.consumeInt(0, changed.length - 1)] = data.consumeByte();
            }
        }
        return data.consumeInt(0, 9) == 0 ? Arrays.copyOf(changed, data.consumeInt(0, changed.length + 4)) : changed;
    }

    private void putShort(final int value) {
        bytes.write(value);
        bytes.write(value >> Byte.SIZE);
    }

    private void putInt(final int value) {
        putShort(value);
        putShort(value >> Short.SIZE);
    }

    private void putLong(final long value) {
        putInt((int) value);
        putInt((int) (value >> Integer.SIZE));
    }
}
