package io.logc.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import io.logc.testing.Allocations;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of honest records. */
class SplitRendererTest {
    private static final int TEXT = SplitRecord.TEXT;
    private static final int MESSAGE = SplitRecord.MESSAGE;

    private final RenderRig rig = new RenderRig();

    private int textProgram() {
        return rig.program(SplitBytes.program(3).literal("[").int8(TEXT).literal("]\n"));
    }

    @Test
    void shouldAppendLineAfterLine() throws CorruptBufferException {
        final int program = textProgram();
        final int name = rig.text("name");
        rig.render(new SplitBytes().int32(program).int32(name));
        rig.render(new SplitBytes().int32(program).inPlace("other"));
        rig.render(new SplitBytes().int32(program).inPlace(""));
        rig.render(new SplitBytes().int32(program).int32(name));

        assertThat(new String(rig.lines.bytes(), 0, rig.lines.length(), UTF_8))
                .isEqualTo("[name]\n[other]\n[]\n[name]\n");
    }

    @Test
    void shouldWriteTextsOfEachLengthFromRecordAndDictionary() throws CorruptBufferException {
        final RenderRig large = new RenderRig(1024 * 1024);
        final int program =
                large.program(SplitBytes.program(3).literal("[").int8(TEXT).literal("]\n"));
        for (int length = 0; length <= 4096; length += length < 300 ? 1 : 271) {
            final StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append((char) ('a' + i % 26));
            }
            final int reference = large.text(text.toString());
            final String line = "[" + text + "]\n";
            assertThat(large.render(new SplitBytes().int32(program).int32(reference)))
                    .isEqualTo(line);
            assertThat(large.render(new SplitBytes().int32(program).int32(reference)))
                    .isEqualTo(line);
            assertThat(large.render(new SplitBytes().int32(program).inPlace(text.toString())))
                    .isEqualTo(line);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 100, 65_528})
    void shouldWriteMessagesThatWereFinishedByTheClient(final int length) throws CorruptBufferException {
        final int program = rig.program(SplitBytes.program(1).int8(MESSAGE));
        final String message = "m".repeat(length);

        assertThat(rig.render(new SplitBytes().int32(program).inPlace(message))).isEqualTo(message);
    }

    @Test
    void shouldPutArgumentsBetweenTheSegments() throws CorruptBufferException {
        final int program = rig.program(SplitBytes.program(2).int8(MESSAGE).literal("\n"));
        final int template = rig.template("", " und ", "", "; ", ", ", ".");
        final SplitBytes record = new SplitBytes().int32(program).int32(template);
        record.argument("ä")
                .argument(Integer.MIN_VALUE)
                .argument(Long.MIN_VALUE)
                .int8(0)
                .int8(1);

        assertThat(rig.render(record)).isEqualTo("ä und -2147483648-9223372036854775808; null, false.\n");
    }

    @Test
    void shouldPutAsManyArgumentsAsThereCanBe() throws CorruptBufferException {
        final int program = rig.program(SplitBytes.program(1).int8(MESSAGE));
        final String[] segments = new String[SplitRecord.MAX_SEGMENTS];
        java.util.Arrays.fill(segments, "-");
        final SplitBytes record = new SplitBytes().int32(program).int32(rig.template(segments));
        final StringBuilder expected = new StringBuilder("-");
        for (int i = 1; i < segments.length; i++) {
            record.argument(i);
            expected.append(i).append('-');
        }

        assertThat(rig.render(record)).isEqualTo(expected.toString());
    }

    @Test
    void shouldRunProgramsOfLiteralsOnlyAndOfManyOperations() throws CorruptBufferException {
        assertThat(rig.render(new SplitBytes()
                        .int32(rig.program(SplitBytes.program(2).literal("a").literal("b\n")))))
                .isEqualTo("ab\n");
        final SplitBytes many = SplitBytes.program(255);
        final SplitBytes record = new SplitBytes();
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 255; i++) {
            many.int8(TEXT);
        }
        record.int32(rig.program(many));
        for (int i = 0; i < 255; i++) {
            record.inPlace(Integer.toString(i));
            expected.append(i);
        }
        assertThat(rig.render(record)).isEqualTo(expected.toString());
    }

    @Test
    void shouldKeepTheDatesOfProgramsApart() throws CorruptBufferException {
        final int seconds = rig.program(SplitBytes.program(1).date("ss"));
        final int nanos = rig.program(
                SplitBytes.program(3).date("ss.SSSSSSSSS").literal(" ").date("ss"));
        for (int i = 0; i < 100; i++) {
            final long ms = i * 1003L;
            final String second = String.format("%02d", ms / 1000 % 60);
            assertThat(rig.render(new SplitBytes().int32(seconds).int64(ms))).isEqualTo(second);
            assertThat(rig.render(
                            new SplitBytes().int32(nanos).int64(ms).int32(i).int64(ms + 1000)))
                    .isEqualTo(String.format("%s.%03d%06d %02d", second, ms % 1000, i, (ms / 1000 + 1) % 60));
        }
    }

    /** Literals are put together with what follows them, or with the date before them, if they are short. */
    @Test
    void shouldPutEachLiteralWhereItStandsHoweverLongItIs() throws CorruptBufferException {
        final RenderRig large = new RenderRig(1024 * 1024);
        final Random random = new Random(5);
        final int name = large.text("name");
        final int template = large.template("a", "b");
        for (int round = 0; round < 2000; round++) {
            final int operations = 1 + random.nextInt(10);
            final SplitBytes program = SplitBytes.program(operations);
            final SplitBytes fields = new SplitBytes();
            final StringBuilder expected = new StringBuilder();
            for (int i = 0; i < operations; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        program.int8(TEXT);
                        fields.int32(name);
                        expected.append("name");
                    }
                    case 1 -> {
                        program.int8(TEXT);
                        fields.inPlace("in place");
                        expected.append("in place");
                    }
                    case 2 -> {
                        program.date("ss.SSS");
                        fields.int64(12_345 + round);
                        expected.append(String.format(Locale.ROOT, "%06.3f", (12_345 + round) / 1000.0));
                    }
                    case 3 -> {
                        program.int8(MESSAGE);
                        fields.int32(template).argument(round);
                        expected.append("a").append(round).append("b");
                    }
                    default -> {
                        final String literal = "literal that may be long".substring(random.nextInt(24));
                        program.literal(literal);
                        expected.append(literal);
                    }
                }
            }
            final byte[] record = new SplitBytes()
                    .int32(large.program(program))
                    .raw(fields.done())
                    .done();
            assertThat(large.render(record)).isEqualTo(expected.toString());
            assertThat(large.render(record)).isEqualTo(expected.toString());
        }
    }

    /** More names, templates and programs than are kept, in any order, each many times. */
    @Test
    void shouldMakeTheSameLineWhateverItHasForgotten() throws CorruptBufferException {
        final RenderRig large = new RenderRig(256 * 1024);
        final List<SplitBytes> records = new ArrayList<>();
        final List<String> lines = new ArrayList<>();
        final int[] programs = new int[3 * SplitRenderer.MAX_PROGRAMS];
        for (int i = 0; i < programs.length; i++) {
            programs[i] = large.program(
                    SplitBytes.program(3).literal(i + " ").int8(TEXT).int8(MESSAGE));
        }
        for (int i = 0; i < 3 * EntryCache.MAX_ENTRIES; i++) {
            final int program = i % 7 == 0 ? i % programs.length : i % 5;
            records.add(new SplitBytes()
                    .int32(programs[program])
                    .int32(large.text("name " + i))
                    .int32(large.template("<" + i, ">"))
                    .argument(i));
            lines.add(program + " name " + i + "<" + i + i + ">");
        }
        final Random random = new Random(3);
        for (int round = 0; round < 30_000; round++) {
            final int i = random.nextInt(random.nextBoolean() ? 100 : records.size());
            if (random.nextInt(5000) == 0) {
                large.renderer.forget();
            }
            large.lines.clear();
            assertThat(large.render(records.get(i))).isEqualTo(lines.get(i));
        }
    }

    @Test
    void shouldMakeTheLineOfWhatItHasCopied() throws CorruptBufferException {
        final int program = textProgram();
        final byte[] record = new SplitBytes().int32(program).inPlace("before").done();
        final ByteBuffer ring = SplitBytes.asRing(record, 0);
        rig.renderer.render(ring, 0, record.length, rig.lines);
        ring.put(8, "behind".getBytes(UTF_8));

        assertThat(new String(rig.lines.bytes(), 0, rig.lines.length(), UTF_8)).isEqualTo("[before]\n");
    }

    /** A client that overwrites its dictionary does not change what was read of it. */
    @Test
    void shouldLeaveTheLinesBeforeAFaultAsTheyAre() throws CorruptBufferException {
        final int program = textProgram();
        rig.render(new SplitBytes().int32(program).inPlace("good"));
        final byte[] bad =
                new SplitBytes().int32(program).inPlace("bad").int8(0).done();

        assertThatThrownBy(() -> rig.render(bad)).isInstanceOf(CorruptBufferException.class);

        assertThat(new String(rig.lines.bytes(), 0, rig.lines.length(), UTF_8)).isEqualTo("[good]\n");
        assertThat(rig.render(new SplitBytes().int32(program).inPlace("better")))
                .isEqualTo("[better]\n");
    }

    @Test
    void shouldAllocateNothingForEventsWhoseNamesItKnows() throws CorruptBufferException {
        final int program = rig.program(SplitBytes.program(6)
                .date("yyyy-MM-dd HH:mm:ss,SSS")
                .literal(" [")
                .int8(TEXT)
                .literal("] ")
                .int8(MESSAGE)
                .literal("\n"));
        final byte[] record = new SplitBytes()
                .int32(program)
                .int64(1_700_000_000_123L)
                .int32(rig.text("thread"))
                .int32(rig.template("Order ", " for ", "", "", ""))
                .argument(12_345_678_901L)
                .argument("customer")
                .int8(2)
                .argument(-7)
                .done();
        final ByteBuffer ring = SplitBytes.asRing(record, 8);
        // The first rounds make the tables.
        final long least = Allocations.least(5, 1000, () -> {
            for (int i = 0; i < 1000; i++) {
                rig.lines.clear();
                rig.renderer.render(ring, 8, record.length, rig.lines);
            }
        });

        assertThat(least).isLessThan(1000);
        assertThat(new String(rig.lines.bytes(), 0, rig.lines.length(), UTF_8))
                .isEqualTo("2023-11-14 22:13:20,123 [thread] Order 12345678901 for customertrue-7\n");
    }

    @Test
    void shouldNotKnowABufferWithoutDictionaryEntries() {
        final Dictionary empty = Dictionary.inMemory(4096);
        final SplitRenderer renderer = new SplitRenderer(empty);

        assertThatThrownBy(() -> renderer.render(
                        SplitBytes.asRing(new SplitBytes().int32(8).done(), 0), 0, 4, new Lines(0)))
                .isInstanceOf(CorruptBufferException.class);
    }
}
