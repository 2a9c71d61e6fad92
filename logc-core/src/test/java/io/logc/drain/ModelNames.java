package io.logc.drain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.buffer.Dictionary;
import io.logc.render.SplitBytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What producers know of a buffer's dictionary, and the records that they make: a text that is seen for the second time goes
 * there, until it is full. The dictionary is in the buffer file, and outlives this.
 */
final class ModelNames {
    private static final String TEMPLATE = "{} {} {}";

    private final Dictionary dictionary;
    private final int program;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Integer> references = new HashMap<>();

    ModelNames(final Dictionary dictionary) {
        this.dictionary = dictionary;
        program = add(
                Dictionary.KIND_PROGRAM,
                SplitBytes.program(8)
                        .literal("<")
                        .int8(2)
                        .literal(" ")
                        .date("ss.SSS")
                        .literal(":")
                        .int8(4)
                        .literal(">")
                        .literal("\n")
                        .done());
    }

    private int add(final int kind, final byte[] bytes) {
        return dictionary.add(kind, bytes, 0, bytes.length);
    }

    /** The record of a call; each field is by turns in the record and in the dictionary. */
    byte[] record(final ModelCalls.Call call) {
        final SplitBytes record = new SplitBytes().int32(program);
        putText(record, call.name());
        record.int64(call.localMs());
        putMessage(record, call);
        return record.done();
    }

    private void putText(final SplitBytes record, final String text) {
        final int reference = reference(text, Dictionary.KIND_TEXT, text.getBytes(US_ASCII));
        if (reference == Dictionary.NONE) {
            record.inPlace(text);
        } else {
            record.int32(reference);
        }
    }

    private void putMessage(final SplitBytes record, final ModelCalls.Call call) {
        final int sequence = call.sequence();
        // Messages of the same letters are constant templates, which fill the dictionary soon.
        final boolean isConstant = sequence % 4 == 0;
        final int reference = isConstant
                ? reference(call.message(), Dictionary.KIND_TEMPLATE, SplitBytes.template(call.message()))
                : reference(TEMPLATE, Dictionary.KIND_TEMPLATE, SplitBytes.template("", " ", " ", ""));
        if (reference == Dictionary.NONE) {
            record.inPlace(call.message());
        } else {
            record.int32(reference);
            if (!isConstant) {
                record.argument(call.letters()).argument(sequence).int8(call.isEven() ? 2 : 1);
            }
        }
    }

    private int reference(final String text, final int kind, final byte[] bytes) {
        final Integer known = references.get(text);
        if (known != null || seen.add(text)) {
            return known == null ? Dictionary.NONE : known;
        }
        final int reference = add(kind, bytes);
        references.put(text, reference);
        return reference;
    }
}
