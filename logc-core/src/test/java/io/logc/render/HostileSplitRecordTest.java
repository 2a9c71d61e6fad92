package io.logc.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a record and in the dictionary: a line of bounded length, or a CorruptBufferException. */
@Timeout(60)
class HostileSplitRecordTest {
    private static final int TEXT = SplitRecord.TEXT;
    private static final int MESSAGE = SplitRecord.MESSAGE;

    private final RenderRig rig = new RenderRig();
    private final int name = rig.text("name");
    private final int template = rig.template("a ", " b ", " c");
    private final int textProgram = rig.program(SplitBytes.program(1).int8(TEXT));
    private final int messageProgram = rig.program(SplitBytes.program(1).int8(MESSAGE));
    private final int dateProgram = rig.program(SplitBytes.program(1).date("ss.SSSS"));

    private void assertRefused(final SplitBytes record) {
        final int before = rig.lines.length();
        assertThatThrownBy(() -> rig.render(record))
                .isInstanceOf(CorruptBufferException.class)
                .message()
                .isNotBlank();
        assertThat(rig.lines.length()).isEqualTo(before);
    }

    private void assertProgramRefused(final SplitBytes program) {
        assertRefused(new SplitBytes().int32(rig.program(program)).raw(new byte[100]));
    }

    private void assertTemplateRefused(final byte... bytes) {
        final int reference = rig.add(Dictionary.KIND_TEMPLATE, bytes);
        assertRefused(new SplitBytes().int32(messageProgram).int32(reference).raw(new byte[200]));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                7,
                9,
                -8,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                64 * 1024,
                64 * 1024 - 8,
                64 * 1024 - 4,
                0x7FFF_FFF8
            })
    void shouldRefuseProgramsThatAreNone(final int reference) {
        assertRefused(new SplitBytes().int32(reference));
    }

    @Test
    void shouldRefuseEntriesOfAnotherKindAlsoWhenItKnowsThem() throws CorruptBufferException {
        rig.render(new SplitBytes().int32(textProgram).int32(name));
        rig.render(new SplitBytes()
                .int32(messageProgram)
                .int32(template)
                .argument(1)
                .argument(2));

        assertRefused(new SplitBytes().int32(name));
        assertRefused(new SplitBytes().int32(template));
        assertRefused(new SplitBytes().int32(textProgram).int32(template));
        assertRefused(new SplitBytes().int32(textProgram).int32(textProgram));
        assertRefused(new SplitBytes().int32(messageProgram).int32(name));
        assertRefused(new SplitBytes().int32(messageProgram).int32(messageProgram));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 12, 20, 1_000_000, Integer.MAX_VALUE, -1, -5, -64 * 1024, Integer.MIN_VALUE})
    void shouldRefuseReferencesAndLengthsThatMakeNoSense(final int value) {
        assertRefused(new SplitBytes().int32(textProgram).int32(value));
        assertRefused(new SplitBytes().int32(messageProgram).int32(value));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 4, 64 * 1024})
    void shouldRefuseLengthsOfArgumentsThatMakeNoSense(final int length) {
        assertRefused(new SplitBytes()
                .int32(messageProgram)
                .int32(template)
                .int8(0)
                .int8(5)
                .int32(length)
                .text("abc"));
    }

    @Test
    void shouldRefuseArgumentsOfUnknownTags() {
        for (int tag = 6; tag < 256; tag++) {
            assertRefused(new SplitBytes()
                    .int32(messageProgram)
                    .int32(template)
                    .int8(tag)
                    .int8(0)
                    .raw(new byte[16]));
        }
    }

    @Test
    void shouldRefuseRecordsOfEachOtherLength() {
        final byte[] record = new SplitBytes()
                .int32(messageProgram)
                .int32(template)
                .argument(Long.MAX_VALUE)
                .argument("text")
                .done();
        for (int length = 0; length < record.length; length++) {
            assertRefused(new SplitBytes().raw(Arrays.copyOf(record, length)));
        }
        assertRefused(new SplitBytes().raw(record).int8(0));
        final byte[] date =
                new SplitBytes().int32(dateProgram).int64(0).int32(0).done();
        for (int length = 0; length < date.length; length++) {
            assertRefused(new SplitBytes().raw(Arrays.copyOf(date, length)));
        }
        assertRefused(new SplitBytes().raw(date).int32(0));
    }

    /** What a longer record left in the renderer's memory is not a part of the next one. */
    @Test
    void shouldNotReadBehindTheRecord() throws CorruptBufferException {
        rig.render(new SplitBytes().int32(textProgram).inPlace("x".repeat(1000)));

        assertRefused(new SplitBytes().int32(textProgram).int32(-1000));
        assertRefused(new SplitBytes().int32(textProgram));
        assertRefused(new SplitBytes());
    }

    @Test
    void shouldRefuseRecordsThatAreTooLong() {
        assertRefused(new SplitBytes().int32(textProgram).inPlace("x".repeat(SplitRecord.MAX_LENGTH - 7)));
    }

    @Test
    void shouldRefuseDatesThatAreNone() {
        assertRefused(new SplitBytes().int32(dateProgram).int64(-1).int32(0));
        assertRefused(new SplitBytes()
                .int32(dateProgram)
                .int64(SplitRecord.END_OF_TIME_MS)
                .int32(0));
        assertRefused(new SplitBytes().int32(dateProgram).int64(0).int32(1_000_000));
    }

    @Test
    void shouldRefuseProgramsThatMakeNoSense() {
        assertProgramRefused(new SplitBytes());
        assertProgramRefused(new SplitBytes().int8(1));
        assertProgramRefused(new SplitBytes().int8(2).int8(1).int8(TEXT));
        assertProgramRefused(new SplitBytes().int8(0).int8(1).int8(TEXT));
        assertProgramRefused(SplitBytes.program(0));
        assertProgramRefused(SplitBytes.program(2).int8(TEXT));
        assertProgramRefused(SplitBytes.program(1).int8(TEXT).int8(TEXT));
        assertProgramRefused(SplitBytes.program(1).int8(0));
        assertProgramRefused(SplitBytes.program(1).int8(5));
        assertProgramRefused(SplitBytes.program(1).int8(255));
        assertProgramRefused(SplitBytes.program(1).int8(1));
        assertProgramRefused(SplitBytes.program(1).int8(1).int8(1));
        assertProgramRefused(SplitBytes.program(1).int8(1).int16(3).text("ab"));
        assertProgramRefused(SplitBytes.program(1).int8(1).int16(65_535).text("ab"));
        assertProgramRefused(SplitBytes.program(1).int8(3));
        assertProgramRefused(SplitBytes.program(1).int8(3).int8(0));
        assertProgramRefused(SplitBytes.program(1).int8(3).int8(2).int8(1));
    }

    @Test
    void shouldRefuseDateCodesThatAreNotListed() throws CorruptBufferException {
        int known = 0;
        for (int code = 1; code < 256; code++) {
            final int program =
                    rig.program(SplitBytes.program(1).int8(3).int8(1).int8(code));
            final SplitBytes record = new SplitBytes().int32(program).int64(0);
            if (code >= 0x24 && code <= 0x29) {
                record.int32(0);
            }
            final boolean isListed = code >= 1 && code <= 6
                    || code == 8
                    || code >= 0x12 && code <= 0x16
                    || code == 0x18
                    || code >= 0x21 && code <= 0x29;
            if (isListed) {
                assertThat(rig.render(record)).isNotEmpty();
                known++;
            } else {
                assertRefused(record);
            }
        }
        assertThat(known).isEqualTo(22);
        assertProgramRefused(SplitBytes.program(1).int8(3).int8(1).int8(0));
        assertProgramRefused(SplitBytes.program(1).int8(3).int8(2).int8(0).int8(0x80));
    }

    @Test
    void shouldRefuseTemplatesThatMakeNoSense() {
        assertTemplateRefused();
        assertTemplateRefused((byte) 1);
        assertTemplateRefused((byte) 0, (byte) 0);
        assertTemplateRefused((byte) 1, (byte) 0);
        assertTemplateRefused((byte) 1, (byte) 0, (byte) 2, (byte) 0, (byte) 'a');
        assertTemplateRefused((byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 'a');
        assertTemplateRefused((byte) 2, (byte) 0, (byte) -1, (byte) -1, (byte) -1, (byte) -1);
        assertTemplateRefused((byte) 255, (byte) 255);
        final String[] segments = new String[SplitRecord.MAX_SEGMENTS + 1];
        Arrays.fill(segments, "");
        assertTemplateRefused(SplitBytes.template(segments));
    }

    @Test
    void shouldNeverMakeALineThatIsLongerThanItSays() throws CorruptBufferException {
        final RenderRig large = new RenderRig(64 * 1024);
        final int longText = large.text("t".repeat(4096));
        final SplitBytes operations = SplitBytes.program(255).literal("l".repeat(7900));
        final SplitBytes record = new SplitBytes();
        for (int i = 1; i < 255; i++) {
            operations.int8(TEXT);
        }
        record.int32(large.program(operations));
        for (int i = 1; i < 255; i++) {
            record.int32(longText);
        }

        assertThat(large.render(record))
                .hasSize(7900 + 254 * 4096)
                .hasSizeLessThanOrEqualTo(SplitRecord.maxLineLength(record.done().length));
        assertThat(SplitRecord.maxLineLength(Integer.MAX_VALUE)).isBetween(1, 2 * 1024 * 1024);
    }

    /** Random changes of a sound record and of a sound dictionary's entries. */
    @Test
    void shouldBearAnyChangeOfTheBytes() {
        final Random random = new Random(4);
        final byte[] record = new SplitBytes()
                .int32(8)
                .int64(1_700_000_000_000L)
                .int32(0)
                .int32(100)
                .inPlace("text")
                .int32(200)
                .argument("argument")
                .argument(1)
                .argument(2L)
                .done();
        int lines = 0;
        int refused = 0;
        for (int round = 0; round < 30_000; round++) {
            final RenderRig one = new RenderRig(8 * 1024);
            final int program = one.add(
                    Dictionary.KIND_PROGRAM,
                    changed(
                            random,
                            SplitBytes.program(6)
                                    .date("HH:mm:ss.SSSS")
                                    .literal("literal")
                                    .int8(TEXT)
                                    .int8(TEXT)
                                    .int8(MESSAGE)
                                    .literal("\n")
                                    .done()));
            final int text = one.text("name");
            final int segments = one.add(
                    Dictionary.KIND_TEMPLATE, changed(random, SplitBytes.template("one", "two", "three", "four")));
            final byte[] filled = record.clone();
            Bytes.INT.set(filled, 0, program);
            Bytes.INT.set(filled, 16, text);
            Bytes.INT.set(filled, 28, segments);
            final byte[] hostile = changed(random, filled);
            try {
                final String line = one.render(hostile);
                assertThat(line.length()).isLessThanOrEqualTo(SplitRecord.maxLineLength(hostile.length));
                assertThat(one.renderAfresh(hostile)).isEqualTo(line);
                lines++;
            } catch (final CorruptBufferException e) {
                assertThat(one.lines.length()).isZero();
                refused++;
            }
        }
        assertThat(lines).isGreaterThan(3000);
        assertThat(refused).isGreaterThan(3000);
    }

    private static byte[] changed(final Random random, final byte[] sound) {
        final byte[] bytes = sound.clone();
        switch (random.nextInt(6)) {
            case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 2 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 10));
            }
            default -> {
                // As it was.
            }
        }
        return bytes;
    }

    /** However many names a client makes and uses, what is kept is bounded by their dictionary's length. */
    @Test
    void shouldKeepNoMoreThanTheDictionaryHolds() throws CorruptBufferException {
        final int capacity = 1024 * 1024;
        final Dictionary dictionary = Dictionary.inMemory(capacity);
        final EntryCache cache = new EntryCache(dictionary);
        final LineProgram.Step step =
                new LineProgram(8, SplitBytes.program(1).int8(TEXT).done()).steps()[0];
        // Entries that lie in each other, as no honest client makes them: 4 KiB each, every 16 bytes.
        final byte[] overlapping = new byte[Dictionary.MAX_TEXT_LENGTH];
        for (int i = 0; i + 16 <= overlapping.length; i += 16) {
            Bytes.INT.set(overlapping, i, Dictionary.MAX_TEXT_LENGTH);
            Bytes.INT.set(overlapping, i + 4, Dictionary.KIND_TEXT);
        }
        while (dictionary.add(Dictionary.KIND_TEXT, overlapping, 0, overlapping.length) != Dictionary.NONE) {
            // Until it is full.
        }
        for (int reference = 16; reference + 8 + overlapping.length < capacity; reference += 8) {
            try {
                cache.text(reference, step);
            } catch (final CorruptBufferException misaligned) {
                continue;
            }
            assertThat(cache.weight()).isLessThanOrEqualTo(capacity);
        }
    }
}
