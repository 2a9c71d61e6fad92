package io.logc.drain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.buffer.BufferFile;
import io.logc.buffer.Dictionary;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.render.SplitBytes;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Numbered events with a check sum in the line, by turns finished lines and two kinds of split events, and which of them
 * refer to what of the dictionary. All records are 24 bytes long, and what stands in their middle is no record's beginning, so
 * that no flipped bit of a position leads from one to another.
 */
final class FlipEvents {
    /** Length of a record with its header. */
    static final int RECORD_LENGTH = 24;

    /** Begins a minute, and has no zeros that could be taken for space that nobody has claimed. */
    private static final long TIME_MS = 1_700_000_040_000L;

    private static final int FIRST_ENTRY = 8;
    private static final int ENTRY_HEADER = 8;
    private static final int ALIGNMENT = 8;

    private final Dictionary dictionary;
    private final RingProducer producer;
    private final int dated;
    private final int templated;
    /** For each entry's place the events that refer to it. */
    private final TreeMap<Integer, Set<Integer>> users = new TreeMap<>();

    private int dictionaryLength = FIRST_ENTRY;

    FlipEvents(final BufferFile file) {
        dictionary = file.dictionary();
        producer = file.newProducer();
        users.put(0, new HashSet<>());
        dated = add(
                Dictionary.KIND_PROGRAM,
                SplitBytes.program(4)
                        .date("ss")
                        .literal(" ")
                        .int8(2)
                        .literal("\n")
                        .done());
        templated = add(
                Dictionary.KIND_PROGRAM,
                SplitBytes.program(2).int8(4).literal("\n").done());
    }

    /** An event's line but its end. */
    static String line(final int number) {
        return "%02d %s".formatted(number, sum(number));
    }

    private static String sum(final int number) {
        final CRC32 crc = new CRC32();
        crc.update(number);
        return "%08x".formatted(crc.getValue());
    }

    void write(final int number) {
        final byte[] bytes =
                switch (number % 3) {
                    case 0 -> (line(number) + "\n").getBytes(US_ASCII);
                    case 1 -> dated(number);
                    default -> templated(number);
                };
        final int type = number % 3 == 0 ? RecordType.EVENT : RecordType.SPLIT_EVENT;
        if (producer.write(type, bytes, 0, bytes.length) < 0) {
            throw new IllegalStateException("no room");
        }
    }

    private byte[] dated(final int number) {
        final int sum = add(Dictionary.KIND_TEXT, sum(number).getBytes(US_ASCII));
        refer(number, dated, sum);
        return new SplitBytes()
                .int32(dated)
                .int64(TIME_MS + number * 1000L)
                .int32(sum)
                .done();
    }

    private byte[] templated(final int number) {
        final int template =
                add(Dictionary.KIND_TEMPLATE, SplitBytes.template(line(number).substring(0, 1), " " + sum(number)));
        refer(number, templated, template);
        return new SplitBytes()
                .int32(templated)
                .int32(template)
                .argument(number % 10)
                .done();
    }

    private int add(final int kind, final byte[] bytes) {
        final int reference = dictionary.add(kind, bytes, 0, bytes.length);
        users.put(reference, new HashSet<>());
        dictionaryLength = reference + ENTRY_HEADER + bytes.length + ALIGNMENT - 1 & -ALIGNMENT;
        return reference;
    }

    private void refer(final int number, final int... references) {
        for (final int reference : references) {
            users.get(reference).add(number);
        }
    }

    /** Bytes of the dictionary that are used. */
    int dictionaryLength() {
        return dictionaryLength;
    }

    /** The events that may look different when something else stands there. */
    Set<Integer> referringTo(final int offset) {
        return users.floorEntry(offset).getValue();
    }
}
