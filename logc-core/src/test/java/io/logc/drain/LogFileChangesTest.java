package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** logrotate and other programs work on the log file, between batches and in the middle of one. */
@Timeout(60)
class LogFileChangesTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;
    private BufferFile file;
    private Path rotated;

    private interface Change {
        void make() throws IOException;
    }

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
        file = rig.create().file();
        rotated = rig.logFile.resolveSibling("app.log.1");
    }

    @Test
    void shouldWriteANewFileWhenTheOldOneIsRenamedBetweenBatches() throws IOException {
        writeChangeWrite(() -> Files.move(rig.logFile, rotated));

        assertThat(rotated).hasContent("first\n");
        assertThat(rig.content()).isEqualTo("second\n");
    }

    /** However lately the old one was seen at its path: whose turn it was in between may have made the new one. */
    @Test
    void shouldWriteTheNewFileThatAnotherProcessHasMadeMeanwhile() throws IOException {
        final LogFile trusting = new LogFile(rig.logFile, -1, rig.channels, Long.MAX_VALUE, () -> 0);
        final LogFileWriter writer = new LogFileWriter(
                rig.directory, rig.key, trusting, (name, damaged) -> {}, rig, new Batch(), System::nanoTime);
        rig.attach(writer, file);
        DrainRig.write(file, "first");
        DrainRig.drain(writer);
        Files.move(rig.logFile, rotated);
        final BufferFile others = rig.create().file();
        DrainRig.write(others, "another's");
        DrainRig.drain(rig.writerOf(others));

        DrainRig.write(file, "second");
        DrainRig.drain(writer);

        assertThat(rotated).hasContent("first\n");
        assertThat(rig.content()).isEqualTo("another's\nsecond\n");
    }

    @Test
    void shouldWriteANewFileWhenTheOldOneIsRenamedWhileItIsOpened() throws IOException {
        rig.channels = path -> {
            final FileChannel opened = LogFile.FILE_SYSTEM.openForAppend(path);
            if (!Files.exists(rotated)) {
                Files.move(path, rotated);
            }
            return opened;
        };
        DrainRig.write(file, "first");

        DrainRig.drain(rig.writerOf(file));

        assertThat(rotated).isEmptyFile();
        assertThat(rig.content()).isEqualTo("first\n");
    }

    @Test
    void shouldWriteANewFileWhenTheOldOneIsDeletedBetweenBatches() throws IOException {
        writeChangeWrite(() -> Files.delete(rig.logFile));

        assertThat(rig.content()).isEqualTo("second\n");
    }

    @Test
    void shouldGoOnAtTheStartWhenTheFileIsTruncatedBetweenBatches() throws IOException {
        writeChangeWrite(() -> Files.write(rig.logFile, new byte[0]));

        assertThat(Files.readAllBytes(rig.logFile))
                .as("no NULs where the old end was")
                .isEqualTo("second\n".getBytes());
    }

    @Test
    void shouldAppendWhenAnotherProgramAppendedBetweenBatches() throws IOException {
        writeChangeWrite(() -> rig.append("another program's\n"));

        assertThat(rig.content()).isEqualTo("first\nanother program's\nsecond\n");
    }

    @Test
    void shouldFollowTheDirectoryWhenItIsReplaced() throws IOException {
        writeChangeWrite(() -> Files.move(rig.logFile.getParent(), temporary.resolve("old-logs")));

        assertThat(rig.content()).isEqualTo("second\n");
        assertThat(temporary.resolve("old-logs/app.log")).hasContent("first\n");
    }

    @Test
    void shouldKeepTheBatchInTheRenamedFileWhenItIsRenamedInTheMiddle() throws IOException {
        writeWithChangeAfterTheBytes(() -> Files.move(rig.logFile, rotated));

        assertThat(rotated).hasContent("first\n");
        assertThat(rig.content()).isEqualTo("second\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldWriteTheBatchAgainWhenTheFileIsDeletedInTheMiddle() throws IOException {
        writeWithChangeAfterTheBytes(() -> Files.delete(rig.logFile));

        assertThat(rig.content()).isEqualTo("first\nsecond\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldWriteTheBatchAgainToTheFileThatTookTheDeletedOnesPlace() throws IOException {
        writeWithChangeAfterTheBytes(() -> {
            Files.delete(rig.logFile);
            rig.append("a new file's\n");
        });

        assertThat(rig.content()).isEqualTo("a new file's\nfirst\nsecond\n");
    }

    @Test
    void shouldLoseAtMostTheBatchWhenTheFileIsTruncatedInTheMiddle() throws IOException {
        writeWithChangeAfterTheBytes(() -> Files.write(rig.logFile, new byte[0]));

        assertThat(rig.content()).isEqualTo("second\n");
    }

    /** The rotation comes between the opening of the file and the look at its inode. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldWriteTheNewFileWhenTheOldOneIsRenamedWhileItIsOpened() throws IOException {
        for (final boolean deleted : new boolean[] {false, true}) {
            rig = new DrainRig(temporary.resolve("opened-" + deleted));
            file = rig.create().file();
            rig.append("old file\n");
            final int[] openings = new int[1];
            rig.channels = path -> {
                final FileChannel opened = LogFile.FILE_SYSTEM.openForAppend(path);
                if (openings[0]++ == 0) {
                    Files.move(path, path.resolveSibling("app.log.1"));
                    rig.append("new file\n");
                    if (deleted) {
                        Files.delete(path.resolveSibling("app.log.1"));
                    }
                }
                return opened;
            };
            DrainRig.write(file, "first");

            DrainRig.drain(rig.writerOf(file));

            assertThat(rig.content()).isEqualTo("new file\nfirst\n");
            assertThat(openings[0]).isEqualTo(2);
        }
    }

    @Test
    void shouldAppendBehindWhatAnotherProgramWroteSinceTheSizeWasNoted() throws IOException {
        rig.channels = path -> {
            final FileChannel real = LogFile.FILE_SYSTEM.openForAppend(path);
            return new FaultyChannel(real, (channel, source) -> {
                if (!rig.content().contains("another")) {
                    rig.append("another program's\n");
                }
                return channel.write(source);
            });
        };
        DrainRig.write(file, "first", "second");

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo("another program's\nfirst\nsecond\n");
    }

    @Test
    void shouldCreateTheDirectoryOfTheLogFile() throws IOException {
        Files.delete(rig.logFile.getParent());
        DrainRig.write(file, "first");

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo("first\n");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldGiveOnlyNewFilesTheirPermissions() throws IOException {
        final LogFile logFile = new LogFile(rig.logFile, 0640, LogFile.FILE_SYSTEM);
        logFile.prepare();
        assertThat(Files.getPosixFilePermissions(rig.logFile)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));

        Files.setPosixFilePermissions(rig.logFile, PosixFilePermissions.fromString("rw-rw-rw-"));
        new LogFile(rig.logFile, 0640, LogFile.FILE_SYSTEM).prepare();

        assertThat(Files.getPosixFilePermissions(rig.logFile)).isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @Test
    void shouldFindAFileByItsIdentity() throws IOException {
        final LogFile logFile = new LogFile(rig.logFile, -1, LogFile.FILE_SYSTEM);
        logFile.prepare();
        final long device = logFile.openStat().device();
        final long inode = logFile.openStat().inode();
        assertThat(logFile.find(device, inode).path()).isEqualTo(rig.logFile);

        Files.move(rig.logFile, rotated);
        assertThat(logFile.find(device, inode).path()).isEqualTo(rotated);
        assertThat(logFile.isAtPath()).isFalse();

        Files.delete(rotated);
        assertThat(logFile.find(device, inode)).isNull();
    }

    private void writeChangeWrite(final Change change) throws IOException {
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.write(file, "first");
        DrainRig.drain(writer);
        change.make();
        DrainRig.write(file, "second");
        DrainRig.drain(writer);
        assertThat(file.isDrained()).isTrue();
    }

    private void writeWithChangeAfterTheBytes(final Change change) throws IOException {
        final boolean[] changed = new boolean[1];
        rig.channels = FaultyChannel.factory((FileChannel real, ByteBuffer source) -> {
            final int written = real.write(source);
            if (!changed[0]) {
                changed[0] = true;
                change.make();
            }
            return written;
        });
        writeChangeWrite(() -> {});
    }
}
