package io.logc.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import io.logc.render.DateProgram;
import io.logc.render.Lines;
import io.logc.render.SplitRecord;
import io.logc.render.SplitRenderer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the server does for a split event, on one core: the time of a line of {@link #LINE_LENGTH} bytes. The line has a date
 * with milliseconds, thread, level and logger, and a message with a long and a text.
 *
 * <p>{@link #copyAndWrite} is the bound: it copies finished lines one by one and writes them. The lines come to the file in
 * batches of the length that the server has.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms256m", "-Xmx256m"})
public class RenderBenchmark {
    static final int LINE_LENGTH = 133;

    private static final int EVENTS = 16 * 1024;
    private static final int LONGEST_RECORD = 128;
    private static final int DICTIONARY_LENGTH = 256 * 1024;
    private static final int BATCH_LENGTH = 256 * 1024;
    private static final int GATHERED_LENGTH = 16 * 1024;
    private static final int EVENTS_PER_MS = 8;
    private static final long TIME_MS = 1_795_264_496_000L;

    private final ByteBuffer records =
            ByteBuffer.allocateDirect(EVENTS * LONGEST_RECORD).order(ByteOrder.LITTLE_ENDIAN);
    private final int[] indexes = new int[EVENTS + 1];
    private final Dictionary dictionary = Dictionary.inMemory(DICTIONARY_LENGTH);
    private final SplitRenderer renderer = new SplitRenderer(dictionary);
    private final Lines lines = new Lines(2 * GATHERED_LENGTH);
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_LENGTH);
    private int recordLength;
    private byte[] finished;
    private Path path;
    private FileChannel file;

    /**
     * Makes the records.
     *
     * @throws IOException when a line has not the length that it is said to have
     */
    @Setup
    public void fill() throws IOException {
        final int program = add(Dictionary.KIND_PROGRAM, program());
        final int thread = add(Dictionary.KIND_TEXT, "worker-1".getBytes(UTF_8));
        final int level = add(Dictionary.KIND_TEXT, "INFO ".getBytes(UTF_8));
        final int logger = add(Dictionary.KIND_TEXT, OpenLog.LOGGER.getBytes(UTF_8));
        final int template =
                add(Dictionary.KIND_TEMPLATE, template("order ", " of a customer was filled at price ", ""));
        for (int i = 0; i < EVENTS; i++) {
            final int begin = records.position();
            records.putInt(program).putLong(TIME_MS + i / EVENTS_PER_MS);
            records.putInt(thread).putInt(level).putInt(logger).putInt(template);
            records.put((byte) SplitRecord.ARGUMENT_LONG).putLong(OpenLog.FIRST_ORDER + i);
            records.put((byte) SplitRecord.ARGUMENT_TEXT).putInt(OpenLog.PRICE.length());
            records.put(OpenLog.PRICE.getBytes(UTF_8));
            recordLength = records.position() - begin;
            records.position(records.position() + Long.BYTES - 1 & -Long.BYTES);
            indexes[i + 1] = records.position();
        }
        renderer.render(records, 0, recordLength, lines);
        finished = new byte[lines.length()];
        System.arraycopy(lines.bytes(), 0, finished, 0, finished.length);
        if (finished.length != LINE_LENGTH) {
            throw new IOException("the line has " + finished.length + " bytes: " + new String(finished, UTF_8));
        }
    }

    private int add(final int kind, final byte[] bytes) {
        return dictionary.add(kind, bytes, 0, bytes.length);
    }

    private static byte[] program() {
        final ByteArrayOutputStream program = new ByteArrayOutputStream();
        final byte[] date = DateProgram.parse("yyyy-MM-dd HH:mm:ss.SSS").encoded();
        program.write(SplitRecord.PROGRAM_VERSION);
        program.write(10);
        program.write(SplitRecord.DATE);
        program.write(date.length);
        program.writeBytes(date);
        for (final String literal : new String[] {" [", "] ", " "}) {
            literal(program, literal);
            program.write(SplitRecord.TEXT);
        }
        literal(program, " - ");
        program.write(SplitRecord.MESSAGE);
        literal(program, "\n");
        return program.toByteArray();
    }

    private static void literal(final ByteArrayOutputStream program, final String text) {
        program.write(SplitRecord.LITERAL);
        program.write(text.length());
        program.write(0);
        program.writeBytes(text.getBytes(UTF_8));
    }

    private static byte[] template(final String... segments) {
        final ByteArrayOutputStream template = new ByteArrayOutputStream();
        template.write(segments.length);
        template.write(0);
        for (final String segment : segments) {
            template.write(segment.length());
            template.write(0);
        }
        for (final String segment : segments) {
            template.writeBytes(segment.getBytes(UTF_8));
        }
        return template.toByteArray();
    }

    /**
     * Makes an empty file for each iteration, because there are gigabytes in it at its end.
     *
     * @throws IOException when it cannot be
     */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        WarmMemory.prepare(Trial.onDisk());
        path = Files.createTempFile(Trial.onDisk(), "logc-jmh-", ".log");
        file = FileChannel.open(path, StandardOpenOption.APPEND);
        batch.clear();
    }

    /**
     * Removes the file.
     *
     * @throws IOException when it cannot be
     */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        file.close();
        Files.delete(path);
    }

    /**
     * The lines are made, and left there.
     *
     * @return how long they are
     * @throws CorruptBufferException never
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int render() throws CorruptBufferException {
        int length = 0;
        for (int i = 0; i < EVENTS; i++) {
            renderer.render(records, indexes[i], recordLength, lines);
            if (lines.length() >= GATHERED_LENGTH) {
                length += lines.length();
                lines.clear();
            }
        }
        return length;
    }

    /**
     * The lines are made and written.
     *
     * @throws IOException when they cannot be written
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void renderAndWrite() throws IOException {
        for (int i = 0; i < EVENTS; i++) {
            renderer.render(records, indexes[i], recordLength, lines);
            if (lines.length() >= GATHERED_LENGTH) {
                if (lines.length() > batch.remaining()) {
                    writeBatch();
                }
                batch.put(lines.bytes(), 0, lines.length());
                lines.clear();
            }
        }
    }

    /**
     * Finished lines are copied and written.
     *
     * @throws IOException when they cannot be written
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void copyAndWrite() throws IOException {
        for (int i = 0; i < EVENTS; i++) {
            if (LINE_LENGTH > batch.remaining()) {
                writeBatch();
            }
            batch.put(finished);
        }
    }

    private void writeBatch() throws IOException {
        batch.flip();
        while (batch.hasRemaining()) {
            file.write(batch);
        }
        batch.clear();
    }
}
