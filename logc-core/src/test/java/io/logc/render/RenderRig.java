package io.logc.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;

/** A dictionary and a renderer. */
final class RenderRig {
    private static final int INDEX = 24;

    final Dictionary dictionary;
    final SplitRenderer renderer;
    final Lines lines = new Lines(0);

    RenderRig() {
        this(64 * 1024);
    }

    RenderRig(final int dictionaryLength) {
        dictionary = Dictionary.inMemory(dictionaryLength);
        renderer = new SplitRenderer(dictionary);
    }

    int text(final String text) {
        return add(Dictionary.KIND_TEXT, text.getBytes(UTF_8));
    }

    int template(final String... segments) {
        return add(Dictionary.KIND_TEMPLATE, SplitBytes.template(segments));
    }

    int program(final SplitBytes program) {
        return add(Dictionary.KIND_PROGRAM, program.done());
    }

    int add(final int kind, final byte[] bytes) {
        final int reference = dictionary.add(kind, bytes, 0, bytes.length);
        assertThat(reference).as("there is room").isPositive();
        return reference;
    }

    String render(final SplitBytes record) throws CorruptBufferException {
        return render(record.done());
    }

    String render(final byte[] record) throws CorruptBufferException {
        final int before = lines.length();
        renderer.render(SplitBytes.asRing(record, INDEX), INDEX, record.length, lines);
        return new String(lines.bytes(), before, lines.length() - before, UTF_8);
    }

    /** The line as a renderer makes it that has never seen anything. */
    String renderAfresh(final byte[] record) throws CorruptBufferException {
        final Lines fresh = new Lines(16);
        new SplitRenderer(dictionary).render(SplitBytes.asRing(record, 0), 0, record.length, fresh);
        return new String(fresh.bytes(), 0, fresh.length(), UTF_8);
    }
}
