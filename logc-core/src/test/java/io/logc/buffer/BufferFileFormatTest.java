package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BufferFileFormatTest {
    private static final BufferName NAME = new BufferName(BufferDirectory.keyOf("/logs/ä.log"), 7);
    private static final BufferSpec SPEC = new BufferSpec(
            "/logs/ä.log",
            0x1122334455667788L,
            0x99AABBCCDDEEFF00L,
            0x1357,
            true,
            0640,
            "head\n".getBytes(UTF_8),
            "foot\n".getBytes(UTF_8),
            "lost LOGC_DROP_COUNT\n".getBytes(UTF_8),
            "process 1",
            BufferSpec.Purpose.EVENTS);

    @TempDir
    private Path temporary;

    private BufferDirectory directory;

    @BeforeEach
    void openDirectory() throws IOException {
        directory = BufferDirectory.open(temporary.resolve("buffers"));
    }

    @Test
    void shouldLayOutTheHeaderAsTheDiagramSays() throws IOException {
        final BufferFile file = BufferFile.create(directory, NAME, SPEC, 128 * 1024, 6);

        final ByteBuffer expected = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        expected.put(0, "LOGC".getBytes(UTF_8));
        expected.putInt(4, 1);
        expected.putInt(8, 4096);
        expected.putInt(12, 131_072);
        expected.putLong(16, 7);
        expected.putLong(24, file.instanceId());
        expected.putLong(32, 6);
        expected.putLong(40, ProcessHandle.current().pid());
        expected.putLong(48, 0x1122334455667788L);
        expected.putLong(56, 0x99AABBCCDDEEFF00L);
        expected.putInt(64, 1);
        expected.putInt(68, 0);
        expected.putInt(72, 0b110_100_000);
        expected.putInt(76, 12);
        expected.putInt(80, 5);
        expected.putInt(84, 5);
        expected.putInt(88, 21);
        expected.putInt(92, 9);
        expected.putLong(96, 0x1357);
        expected.put(512, "/logs/ä.loghead\nfoot\nlost LOGC_DROP_COUNT\nprocess 1".getBytes(UTF_8));
        final byte[] bytes = Files.readAllBytes(file.path());
        assertThat(Arrays.copyOf(bytes, 4096)).isEqualTo(expected.array());
        assertThat(bytes).hasSize(4096 + 131_072 + 768);
        final byte[] ringAndTrailer = Arrays.copyOfRange(bytes, 4096, bytes.length);
        final byte[] mark = Arrays.copyOfRange(ringAndTrailer, 131_072 + 512, 131_072 + 520);
        assertThat(mark).isEqualTo(Arrays.copyOfRange(bytes, 24, 32));
        Arrays.fill(ringAndTrailer, 131_072 + 512, 131_072 + 520, (byte) 0);
        assertThat(ringAndTrailer).containsOnly(0);
    }

    @Test
    void shouldKeepCountersAndPositionsWhereTheDiagramSays() throws IOException {
        final BufferFile file = BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0);

        TestBuffers.write(file, "12345678");
        file.countDrop();
        file.countDrop();
        file.reportedCount(1);
        file.addSkippedBytes(40);
        file.consumerAwake(true);
        file.orphan();

        final ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(file.path())).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(128)).as("dropped").isEqualTo(2);
        assertThat(bytes.getLong(136)).as("tail at the last drop").isEqualTo(16);
        assertThat(bytes.getLong(256)).as("reported").isEqualTo(1);
        assertThat(bytes.getLong(264)).as("skipped").isEqualTo(40);
        assertThat(bytes.getInt(272)).as("awake").isEqualTo(1);
        assertThat(bytes.getInt(276)).as("orphaned").isEqualTo(1);
        assertThat(bytes.getInt(4096)).as("length of the first record").isEqualTo(16);
        assertThat(bytes.getInt(4100)).as("type of the first record").isEqualTo(1);
        assertThat(bytes.getLong(4096 + 65_536 + 128)).as("tail").isEqualTo(16);
        assertThat(bytes.getLong(4096 + 65_536 + 384)).as("head").isZero();
    }

    @Test
    void shouldCountNoDropOnceTheConsumerHasLookedForTheLastTime() throws IOException {
        final BufferFile file = BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0);

        assertThat(file.countDrop()).isTrue();
        assertThat(file.closeDrops()).as("one is not reported").isFalse();
        assertThat(file.countDrop()).isTrue();
        file.reportedCount(2);
        assertThat(file.closeDrops()).isTrue();
        assertThat(file.closeDrops()).as("again, by the next consumer").isTrue();
        assertThat(file.countDrop()).isFalse();

        assertThat(file.droppedCount()).isEqualTo(2);
        final ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(file.path())).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(128)).as("dropped").isEqualTo(0x8000000000000002L);
    }

    @Test
    void shouldReadBackWhatWasWrittenWhenOpenedAgain() throws IOException {
        final BufferFile created = BufferFile.create(directory, NAME, SPEC, 256 * 1024, 3);
        TestBuffers.write(created, "an event");

        final BufferFile opened = BufferFile.open(directory, NAME);

        assertThat(opened.name()).isEqualTo(NAME);
        assertThat(opened.path()).isEqualTo(created.path());
        assertThat(opened.capacity()).isEqualTo(256 * 1024);
        assertThat(opened.predecessor()).isEqualTo(3);
        assertThat(opened.instanceId()).isEqualTo(created.instanceId());
        assertThat(opened.ownerPid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(opened.spec()).usingRecursiveComparison().isEqualTo(SPEC);
        assertThat(TestBuffers.readAll(opened, false)).containsExactly("an event");
    }

    @Test
    void shouldTellFilesOfOneNameApart() throws IOException {
        final BufferFile first = BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0);
        Files.delete(first.path());

        final BufferFile second = BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0);

        assertThat(second.instanceId()).isNotEqualTo(first.instanceId());
    }

    @Test
    void shouldGrowTheHeaderWhenTextsAreLong() throws IOException {
        final BufferSpec spec = withHeader(new byte[5000]);

        BufferFile.create(directory, NAME, spec, 64 * 1024, 0);

        final BufferFile opened = BufferFile.open(directory, NAME);
        assertThat(TestBuffers.getInt(opened.path(), 8)).isEqualTo(8192);
        assertThat(opened.spec().header()).hasSize(5000);
        TestBuffers.write(opened, "fits");
        assertThat(TestBuffers.readAll(opened, false)).containsExactly("fits");
    }

    @Test
    void shouldRefuseTextsThatNoHeaderHolds() {
        final BufferSpec spec = withHeader(new byte[128 * 1024]);

        assertThatThrownBy(() -> BufferFile.create(directory, NAME, spec, 64 * 1024, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long");
        assertThat(directory.buffer(NAME)).doesNotExist();
    }

    @Test
    void shouldKeepAFileThatIsThereWhenItsNameIsCreatedAgain() throws IOException {
        final BufferFile first = BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0);
        TestBuffers.write(first, "kept");

        assertThatThrownBy(() -> BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(TestBuffers.readAll(BufferFile.open(directory, NAME), false)).containsExactly("kept");
    }

    @Test
    void shouldNotCreateThroughADanglingLink() throws IOException {
        final Path elsewhere = temporary.resolve("elsewhere");
        Files.createSymbolicLink(directory.buffer(NAME), elsewhere);

        assertThatThrownBy(() -> BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void shouldCreateForTheUserAlone() throws IOException {
        final BufferFile file = BufferFile.create(directory, NAME, SPEC, 64 * 1024, 0);

        assertThat(Files.getPosixFilePermissions(file.path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** A sparse file would be allocated by a store into the mapping, which kills the process when memory is full. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldAllocateAllBlocksWhenCreated() throws Exception {
        final BufferFile file = BufferFile.create(directory, NAME, SPEC, 1024 * 1024, 0);

        assertThat(allocatedBytes(file.path())).isGreaterThanOrEqualTo(Files.size(file.path()));
    }

    @Test
    void shouldWorkWithoutAFileWhenInMemory() throws IOException {
        final BufferFile file = BufferFile.inMemory("0123456789abcdef", SPEC, 64 * 1024, 1, 0);

        TestBuffers.write(file, "heap");

        assertThat(file.path()).isNull();
        assertThat(file.spec()).usingRecursiveComparison().isEqualTo(SPEC);
        assertThat(TestBuffers.readAll(file, false)).containsExactly("heap");
    }

    private static BufferSpec withHeader(final byte[] header) {
        return new BufferSpec(
                "/logs/ä.log",
                0,
                0,
                0,
                false,
                -1,
                header,
                new byte[0],
                new byte[0],
                "a test",
                BufferSpec.Purpose.EVENTS);
    }

    private static long allocatedBytes(final Path file) throws Exception {
        final Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
        final String[] blocks =
                new String(stat.getInputStream().readAllBytes(), UTF_8).trim().split(" ");
        assertThat(stat.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Long.parseLong(blocks[0]) * Long.parseLong(blocks[1]);
    }
}
