package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.Dictionary;
import io.logc.buffer.RecordType;
import io.logc.buffer.TestBuffers;
import io.logc.render.SplitBytes;
import java.io.IOException;

/** Writes split events into a buffer, of a program with a date, a thread and a message. */
final class SplitEvents {
    static final long TIME_MS = 1_700_000_000_000L;

    private final BufferFile file;
    private final int program;
    private final int thread;
    private final int template;
    private int count;

    SplitEvents(final BufferFile file) {
        this.file = file;
        program = add(
                Dictionary.KIND_PROGRAM,
                SplitBytes.program(6)
                        .date("HH:mm:ss.SSS")
                        .literal(" [")
                        .int8(2)
                        .literal("] ")
                        .int8(4)
                        .literal("\n")
                        .done());
        thread = add(Dictionary.KIND_TEXT, "main".getBytes(UTF_8));
        template = add(Dictionary.KIND_TEMPLATE, SplitBytes.template("event ", ""));
    }

    /** A buffer with a dictionary. */
    static OwnedBuffer create(final DrainRig rig) throws IOException {
        return create(rig, "", false);
    }

    /** A buffer with a dictionary and a header. */
    static OwnedBuffer create(final DrainRig rig, final String header, final boolean headerEachStart)
            throws IOException {
        final BufferSpec spec = TestBuffers.spec(rig.logFile, header, "footer\n", headerEachStart);
        final BufferSpec split = new BufferSpec(
                spec.logFile(),
                spec.directoryDevice(),
                spec.directoryInode(),
                spec.mountNamespace(),
                spec.headerEachStart(),
                spec.filePermissions(),
                spec.header(),
                spec.footer(),
                spec.dropReport(),
                spec.identity(),
                BufferSpec.Purpose.SPLIT_EVENTS);
        return rig.create(split, 0);
    }

    private int add(final int kind, final byte[] bytes) {
        return file.dictionary().add(kind, bytes, 0, bytes.length);
    }

    private SplitBytes begin() {
        return new SplitBytes().int32(program).int64(TIME_MS + count).int32(thread);
    }

    /** The next event; returns its line. */
    String write() {
        record(begin().int32(template).argument(count));
        final String line = line("event " + count);
        count++;
        return line;
    }

    /** The next event, with a message that stands in its record; returns its line. */
    String write(final String message) {
        record(begin().inPlace(message));
        final String line = line(message);
        count++;
        return line;
    }

    private String line(final String message) {
        return "22:13:20.%03d [main] %s\n".formatted(count, message);
    }

    /** An event that refers to a name that is none. */
    void writeDamaged() {
        record(begin().int32(8 * 1000).argument(1));
    }

    /** A program of many short literals and names, whose line is much longer than its record. */
    String writeLong(final int texts) {
        final byte[] text = "long".repeat(1000).getBytes(UTF_8);
        final int name = add(Dictionary.KIND_TEXT, text);
        final SplitBytes operations = SplitBytes.program(texts + 1);
        final SplitBytes fields = new SplitBytes();
        for (int i = 0; i < texts; i++) {
            operations.int8(2);
        }
        fields.int32(add(Dictionary.KIND_PROGRAM, operations.literal("\n").done()));
        for (int i = 0; i < texts; i++) {
            fields.int32(name);
        }
        record(fields);
        return "long".repeat(1000 * texts) + "\n";
    }

    private void record(final SplitBytes record) {
        final byte[] bytes = record.done();
        if (file.newProducer().write(RecordType.SPLIT_EVENT, bytes, 0, bytes.length) < 0) {
            throw new IllegalStateException("no room");
        }
    }
}
