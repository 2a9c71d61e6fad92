package io.logc.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.CorruptBufferException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The head of one line must never come into another one that differs in it. */
class LineHeadTest {
    private static final int TEXT = SplitRecord.TEXT;
    private static final int MESSAGE = SplitRecord.MESSAGE;
    private static final int EVENTS = 20_000;
    /** A second before ten o'clock, when hour, minute and second lose or win a digit. */
    private static final long TIME_MS = 1_795_255_199_000L;

    private final RenderRig rig = new RenderRig();

    /** Dates, fractions of all lengths, and names, before the message and behind it. */
    private int[] programs() {
        return new int[] {
            rig.program(SplitBytes.program(8)
                    .date("yyyy-MM-dd HH:mm:ss.SSS")
                    .literal(" [")
                    .int8(TEXT)
                    .literal("] ")
                    .int8(TEXT)
                    .literal(": ")
                    .int8(MESSAGE)
                    .literal("\n")),
            rig.program(SplitBytes.program(7)
                    .literal("0123456789abcdef, too long to be kept with a name ")
                    .int8(TEXT)
                    .date("H:m:s,SSSSSSSSS")
                    .literal(" ")
                    .date("S ss")
                    .int8(MESSAGE)
                    .int8(TEXT)),
            rig.program(SplitBytes.program(3).int8(MESSAGE).int8(TEXT).date("ss.SSSSSS")),
            rig.program(SplitBytes.program(2).int8(TEXT).int8(TEXT)),
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldMakeEachLineAsIfItWereTheFirst(final long seed) throws CorruptBufferException {
        final Random random = new Random(seed);
        final int[] programs = programs();
        final int[] names = {rig.text("main"), rig.text(""), rig.text("n".repeat(300)), rig.text("ä€😀")};
        final int template = rig.template("m ", " n");
        long timeMs = TIME_MS;
        int program = 0;
        for (int i = 0; i < EVENTS; i++) {
            timeMs = random.nextInt(4) == 0 ? TIME_MS + random.nextInt(2500) : timeMs;
            program = random.nextInt(5) == 0 ? random.nextInt(programs.length) : program;
            final SplitBytes record = new SplitBytes().int32(programs[program]);
            final int message = random.nextInt(3) == 0 ? 0 : template;
            switch (program) {
                case 0 -> message(name(name(record.int64(timeMs), random, names), random, names), message, i);
                case 1 ->
                    name(
                            message(
                                    name(record, random, names)
                                            .int64(timeMs)
                                            .int32(random.nextInt(1_000_000))
                                            .int64(timeMs - random.nextInt(2) * 1000),
                                    message,
                                    i),
                            random,
                            names);
                case 2 ->
                    name(message(record, message, i), random, names)
                            .int64(timeMs)
                            .int32(random.nextInt(1_000_000));
                default -> name(name(record, random, names), random, names);
            }
            assertThat(rig.render(record)).isEqualTo(rig.renderAfresh(record.done()));
            if (random.nextInt(50) == 0) {
                rig.lines.clear();
            }
        }
    }

    private static SplitBytes name(final SplitBytes record, final Random random, final int... names) {
        return switch (random.nextInt(12)) {
            case 0 -> record.inPlace("in place");
            case 1 -> record.inPlace("");
            case 2 -> record.int32(names[random.nextInt(names.length)]);
            default -> record.int32(names[0]);
        };
    }

    private static SplitBytes message(final SplitBytes record, final int template, final int number) {
        return template == 0
                ? record.inPlace("message " + number)
                : record.int32(template).argument(number);
    }

    @Test
    void shouldFindFaultWithARecordWhoseHeadItKnows() throws CorruptBufferException {
        final int program = programs()[1];
        final int name = rig.text("main");
        final String line = rig.render(record(program, name, 5).inPlace("m").inPlace("n"));

        assertThatThrownBy(() ->
                        rig.render(record(program, name, 1_000_000).inPlace("m").inPlace("n")))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("nanoseconds=1000000");
        assertThatThrownBy(() -> rig.render(record(program, name, 5)))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("needs length=4");
        assertThat(rig.render(record(program, name, 5).inPlace("m").inPlace("n")))
                .isEqualTo(line);
    }

    private static SplitBytes record(final int program, final int name, final int nanos) {
        return new SplitBytes()
                .int32(program)
                .int32(name)
                .int64(TIME_MS)
                .int32(nanos)
                .int64(TIME_MS);
    }
}
