package io.logc.buffer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What another process may have put into the directory, or into a buffer file's header, is refused before it is used. */
class BufferFileRefusalTest {
    private static final BufferName NAME = TestBuffers.name(1);

    @TempDir
    private Path temporary;

    private BufferDirectory directory;
    private Path path;

    @BeforeEach
    void createBuffer() throws IOException {
        directory = BufferDirectory.open(temporary.resolve("buffers"));
        path = TestBuffers.create(directory, 1).path();
    }

    @Test
    void shouldRefuseASymbolicLink() throws IOException {
        final Path real = temporary.resolve("real");
        Files.move(path, real);
        Files.createSymbolicLink(path, real);

        assertRefused("regular file");
    }

    @Test
    void shouldRefuseAHardLink() throws IOException {
        Files.createLink(temporary.resolve("second-name"), path);

        assertRefused("single link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-rw-", "rw-r-----", "rw----r--", "rw-----w-"})
    @DisabledOnOs(OS.WINDOWS)
    void shouldRefuseAFileThatOthersMayUse(final String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

        assertRefused("mode 0600");
    }

    @Test
    void shouldRefuseADirectory() throws IOException {
        Files.delete(path);
        Files.createDirectory(path, UnixFiles.privateDirectory());

        assertRefused("regular file");
    }

    @Test
    @Timeout(60)
    @DisabledOnOs(OS.WINDOWS)
    void shouldRefuseAFifoWithoutWaitingForItsWriter() throws Exception {
        Files.delete(path);
        final Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", path.toString()).start();
        assertThat(mkfifo.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertRefused("regular file");
    }

    @Test
    void shouldSayThatThereIsNoneWhenTheFileIsMissing() throws IOException {
        Files.delete(path);

        assertThatThrownBy(() -> BufferFile.open(directory, NAME)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldTakeAFileForIncompleteWhileItsVersionIsZero() throws IOException {
        TestBuffers.putInt(path, 4, 0);

        assertThat(BufferFile.open(directory, NAME)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 511, 4095})
    void shouldTakeAFileForIncompleteWhileItHasNoHeader(final long length) throws IOException {
        truncate(length);

        assertThat(BufferFile.open(directory, NAME)).isNull();
    }

    @Test
    void shouldNameBothVersionsWhenTheFileIsOfAnother() throws IOException {
        TestBuffers.putInt(path, 4, 3);

        assertThatThrownBy(() -> BufferFile.open(directory, NAME))
                .isInstanceOf(BufferVersionException.class)
                .isNotInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("format version=3, this logc reads versions 1 to 2");
    }

    @Test
    void shouldRefuseAFileWithoutTheMagic() throws IOException {
        TestBuffers.putInt(path, 0, 0x12345678);

        assertRefused("is no buffer of logc");
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 4097, 4096 + 65_536, 4096 + 65_536 + 767, 4096 + 65_536 + 769, 1 << 20})
    void shouldRefuseALengthThatDoesNotFitTheHeader(final long length) throws IOException {
        truncate(length);

        assertRefused("file length=" + length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1, 32_768, 65_535, 65_537, 196_608, 131_072, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseABadCapacity(final int capacity) throws IOException {
        TestBuffers.putInt(path, 12, capacity);

        assertRefused("makes no sense");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -4096, 1, 4095, 4097, 8192, 1 << 17, 1 << 18, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseABadHeaderLength(final int length) throws IOException {
        TestBuffers.putInt(path, 8, length);

        assertRefused("makes no sense");
    }

    @Test
    void shouldRefuseAnotherGenerationThanTheName() throws IOException {
        TestBuffers.putLong(path, 16, 2);

        assertRefused("generation=2");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 4095, 4096, 1 << 20, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseADictionaryForWhichTheHeaderHasNoRoom(final int length) throws IOException {
        TestBuffers.putInt(path, 68, length);

        assertRefused("dictionary length");
    }

    @ParameterizedTest
    @CsvSource({
        "76, -1",
        "76, 3585",
        "80, 2147483647",
        "84, -2147483648",
        "88, 4096",
        "92, 3572",
        "92, 2147483647",
    })
    void shouldRefuseTextLengthsThatLeaveTheHeader(final long offset, final int length) throws IOException {
        TestBuffers.putInt(path, offset, length);

        assertRefused("length of text");
    }

    /** Lengths that each fit, and together do not. */
    @Test
    void shouldRefuseTextLengthsWhoseSumLeavesTheHeader() throws IOException {
        TestBuffers.putInt(path, 76, 2000);
        TestBuffers.putInt(path, 80, 2000);

        assertRefused("length of text 1");
    }

    /** Whatever the header holds, the answer is a buffer, null, or an exception that says what is wrong. */
    @Test
    void shouldNeverAnswerADamagedHeaderWithAnotherException() throws IOException {
        final Random random = new Random(20_261_121);
        final byte[] sound = Files.readAllBytes(path);
        int refused = 0;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (int round = 0; round < 3000; round++) {
                for (int flips = random.nextInt(8); flips >= 0; flips--) {
                    final int offset = random.nextInt(100);
                    file.seek(offset);
                    file.write(random.nextBoolean() ? sound[offset] ^ 1 << random.nextInt(8) : random.nextInt(256));
                }
                try {
                    BufferFile.open(directory, NAME);
                } catch (final CorruptBufferException | BufferVersionException damaged) {
                    assertThat(damaged).hasMessageContaining(NAME.toString());
                    refused++;
                }
                file.seek(0);
                file.write(sound, 0, 100);
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 'x', 0xFF})
    void shouldRefuseALogFileThatIsNotTheOneOfTheName(final int damage) throws IOException {
        TestBuffers.putInt(path, 512 + 4, damage << 24 | damage << 16 | damage << 8 | damage);

        assertRefused("log file");
    }

    /** Texts for people may be any bytes; they become text and nothing is done with them here. */
    @Test
    void shouldReadTextsThatAreNoUtf8() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(512 + "/logs/app.log".length() + "dropped LOGC_DROP_COUNT\n".length());
            file.write(new byte[] {(byte) 0xFF, (byte) 0xC0});
            file.write("x".getBytes(US_ASCII));
        }

        assertThat(BufferFile.open(directory, NAME).spec().identity()).startsWith("\uFFFD\uFFFDx");
    }

    private void truncate(final long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
        }
    }

    private void assertRefused(final String reason) {
        assertThatThrownBy(() -> BufferFile.open(directory, NAME))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining(NAME.toString())
                .hasMessageContaining(reason);
    }
}
