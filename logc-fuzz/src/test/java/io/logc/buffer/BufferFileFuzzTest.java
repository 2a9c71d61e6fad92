package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Whatever stands in a buffer file, opening it ends with a buffer that can be used, with null, or with a CorruptBufferException. */
class BufferFileFuzzTest {
    private static final int CAPACITY = 64 * 1024;
    private static final Path LOG_FILE = Path.of("/logs/app.log");
    private static final BufferName NAME = new BufferName(BufferDirectory.keyOf(LOG_FILE), 7);
    private static final BufferDirectory DIRECTORY = directory();
    private static final byte[] SOUND = sound();

    private static BufferDirectory directory() {
        try {
            return BufferDirectory.open(
                    Path.of("buffer-file-" + ProcessHandle.current().pid()));
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sound() {
        final BufferSpec spec = new BufferSpec(
                LOG_FILE.toString(),
                1,
                2,
                3,
                true,
                0b110100000,
                "header\n".getBytes(UTF_8),
                "footer\n".getBytes(UTF_8),
                ("dropped " + BufferSpec.DROP_COUNT + "\n").getBytes(UTF_8),
                "a fuzzer",
                BufferSpec.Purpose.EVENTS);
        try {
            final BufferFile file = BufferFile.create(DIRECTORY, NAME, spec, CAPACITY, 0);
            file.newProducer().write(RecordType.EVENT, new byte[100], 0, 100);
            final byte[] bytes = Files.readAllBytes(file.path());
            Files.delete(file.path());
            return bytes;
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @FuzzTest(maxDuration = "6s")
    void shouldOpenOrRefuseWhateverStandsInTheFile(final FuzzedDataProvider data) throws IOException {
        final Path path = DIRECTORY.buffer(NAME);
        Files.createFile(path, UnixFiles.privateFile());
        Files.write(path, content(data));
        try {
            final BufferFile file = BufferFile.open(DIRECTORY, NAME);
            if (file != null) {
                check(file);
            }
        } catch (final CorruptBufferException | BufferVersionException e) {
            assertThat(e.getMessage()).isNotBlank();
        } finally {
            deleteBoth(path);
        }
    }

    private static void deleteBoth(final Path path) throws IOException {
        try {
            Files.delete(path);
        } catch (final NoSuchFileException gone) {
            throw new AssertionError("opening a buffer removes nothing", gone);
        }
    }

    /** All that others ask of an opened buffer. */
    private static void check(final BufferFile file) throws IOException {
        final Path logFile = Path.of(file.spec().logFile());
        assertThat(logFile).isAbsolute();
        assertThat(logFile.getParent()).isNotNull();
        assertThat(BufferDirectory.keyOf(logFile)).isEqualTo(NAME.key());
        file.spec().isSameFileHere();
        file.isDrained();
        file.isSealed();
        file.isConsumerAwake();
        assertThat(file.toString()).isNotBlank();
        final RingReader reader = file.newReader();
        final long head = reader.headPosition();
        final long to = reader.scan(head, file.tailPosition(), true, (type, source, index, length) -> true);
        assertThat(to).isGreaterThanOrEqualTo(head);
    }

    /** Anything, or a sound file that is cut, made longer, or in which some fields are changed. */
    private static byte[] content(final FuzzedDataProvider data) {
        if (data.consumeInt(0, 15) == 0) {
            final byte[] bytes = Arrays.copyOf(SOUND, data.consumeInt(0, SOUND.length + 100));
            final byte[] over = data.consumeBytes(600);
            System.arraycopy(over, 0, bytes, 0, Math.min(over.length, bytes.length));
            return bytes;
        }
        final ByteBuffer bytes = ByteBuffer.wrap(SOUND.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int changes = data.consumeInt(1, 6); changes > 0; changes--) {
            switch (data.consumeInt(0, 4)) {
                case 0 -> bytes.putInt(data.consumeInt(0, 63) * Integer.BYTES, data.consumeInt());
                case 1 -> bytes.putInt(data.consumeInt(0, 63) * Integer.BYTES, data.consumeInt(0, 5000));
                case 2 -> bytes.put(data.consumeInt(0, 511), data.consumeByte());
                case 3 -> bytes.put(512 + data.consumeInt(0, 99), data.consumeByte());
                default -> bytes.putLong(data.consumeInt(0, SOUND.length / 8 - 1) * Long.BYTES, data.consumeLong());
            }
        }
        return bytes.array();
    }
}
