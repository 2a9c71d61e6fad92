package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.UnixFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {
    private static final Journal.Entry ENTRY = new Journal.Entry(
            2, 3, 0x4444444444444444L, 0x55, 0x66, 0x7777777777L, 0x88888888L, 0x99, 0x0AAA, 0xBBBBBBBB);

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void namePath() {
        path = directory.resolve("x.journal");
    }

    /** Otherwise a directory that fills up between a buffer's making and its first batch would hold the log file up. */
    @Test
    void shouldHaveItsSpaceBeforeThereIsABufferThatNeedsIt() throws IOException {
        final DrainRig rig = new DrainRig(directory.resolve("reserved"));

        final OwnedBuffer first = rig.create();

        final Path journal = rig.directory.journal(rig.key);
        assertThat(journal).hasSize(JournalDescriptor.JOURNAL_LENGTH);
        final Journal used = Journal.open(journal);
        used.pending(ENTRY);
        assertThat(rig.create().file().name()).isNotEqualTo(first.file().name());
        assertThat(used.entry()).as("what is there stays").isEqualTo(ENTRY);
    }

    @Test
    void shouldLayOutTheJournalAsTheDiagramSays() throws IOException {
        Journal.open(path).pending(ENTRY);

        final ByteBuffer expected = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        expected.put(0, new byte[] {'L', 'O', 'G', 'J'});
        expected.putInt(4, 1);
        expected.putInt(8, 1);
        expected.putInt(12, 2);
        expected.putLong(16, 3);
        expected.putLong(24, 0x4444444444444444L);
        expected.putLong(32, 0x55);
        expected.putLong(40, 0x66);
        expected.putLong(48, 0x7777777777L);
        expected.putLong(56, 0x88888888L);
        expected.putLong(64, 0x99);
        expected.putInt(72, 0x0AAA);
        expected.putInt(76, 0xBBBBBBBB);
        assertThat(Files.readAllBytes(path)).isEqualTo(expected.array());
    }

    @Test
    void shouldGoFromPendingToWrittenToClear() throws IOException {
        final Journal journal = Journal.open(path);
        assertThat(journal.state()).isEqualTo(JournalDescriptor.STATE_CLEAR);

        journal.pending(ENTRY);
        assertThat(Files.readAllBytes(path)[8]).isEqualTo((byte) 1);
        journal.written();
        assertThat(Files.readAllBytes(path)[8]).isEqualTo((byte) 2);
        journal.clear();
        assertThat(Files.readAllBytes(path)[8]).isEqualTo((byte) 0);
    }

    @Test
    void shouldKeepWhatItSaysForTheNextProcess() throws IOException {
        Journal.open(path).pending(ENTRY);

        final Journal again = Journal.open(path);

        assertThat(again.state()).isEqualTo(JournalDescriptor.STATE_PENDING);
        assertThat(again.entry()).isEqualTo(ENTRY);
    }

    @Test
    void shouldStartAnewWhenItsMakerDiedBeforeItWasComplete() throws IOException {
        Files.createFile(path, UnixFiles.privateFile());
        Files.write(path, new byte[100]);

        final Journal journal = Journal.open(path);

        assertThat(journal.state()).isEqualTo(JournalDescriptor.STATE_CLEAR);
        assertThat(path).hasSize(4096);
    }

    @ParameterizedTest
    @CsvSource({"0, 1234", "4, 2", "4, 0"})
    void shouldRefuseAJournalOfAnotherFormat(final int offset, final int value) throws IOException {
        Journal.open(path).pending(ENTRY);
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(path, bytes.putInt(offset, value).array());

        assertThatThrownBy(() -> Journal.open(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("move it away");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldBePrivateAndNeverBehindALink() throws IOException {
        Journal.open(path);
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

        final Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        assertThatThrownBy(() -> Journal.open(link)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldWorkWithoutAFile() {
        final Journal journal = Journal.inMemory();

        journal.pending(ENTRY);

        assertThat(journal.entry()).isEqualTo(ENTRY);
        assertThat(journal.state()).isEqualTo(JournalDescriptor.STATE_PENDING);
    }
}
