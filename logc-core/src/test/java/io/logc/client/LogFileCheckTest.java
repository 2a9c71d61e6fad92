package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said to be in the way of a log file, and that looking makes and changes nothing. */
@Timeout(60)
class LogFileCheckTest {
    /** Enough to meet a file that has just gone, which fails without the care that is tested. */
    private static final int ROTATION_CHECKS = 20_000;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("app.log");
    }

    @AfterEach
    void allowDeletion() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void shouldFindNothingWhenFileCanBeMadeOrWritten() throws IOException {
        assertThat(LogFileCheck.obstacle(file)).isNull();
        assertThat(directory).isEmptyDirectory();

        Files.writeString(file, "kept");
        assertThat(LogFileCheck.obstacle(file)).isNull();
        assertThat(file).hasContent("kept");
    }

    @Test
    void shouldNameDirectoryInThePlaceOfTheFile() throws IOException {
        Files.createDirectory(file);
        assertThat(LogFileCheck.obstacle(file)).isEqualTo("is a directory");
    }

    @Test
    void shouldNameFileInThePlaceOfADirectory() throws IOException {
        Files.writeString(file, "in the way");
        assertThat(LogFileCheck.obstacle(file.resolve("app.log"))).isEqualTo("not a directory: " + file);
        assertThat(LogFileCheck.obstacle(file.resolve("deep/down/app.log"))).isEqualTo("not a directory: " + file);
    }

    @Test
    void shouldNameDirectoryThatCouldNotBeMade() {
        final Path missing = directory.resolve("missing");
        assertThat(LogFileCheck.obstacle(missing.resolve("app.log")))
                .isEqualTo("no such directory, and it could not be made: " + missing);
    }

    @Test
    void shouldNameWhatMayNotBeWritten() throws IOException {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(file), "root may write everything");
        assertThat(LogFileCheck.obstacle(file)).isEqualTo(file + ": permission denied");

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        assertThat(LogFileCheck.obstacle(directory.resolve("other.log"))).isEqualTo(directory + ": permission denied");
        assertThat(LogFileCheck.obstacle(directory.resolve("deep/other.log")))
                .isEqualTo(directory + ": permission denied");

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rw-------"));
        assertThat(LogFileCheck.obstacle(file)).isEqualTo(directory + ": permission denied");
    }

    @Test
    void shouldFindNothingWhileFileIsRotatedAllTheTime() throws Exception {
        final Path rotated = directory.resolve("app.1.log");
        final AtomicBoolean isOver = new AtomicBoolean();
        final FutureTask<Integer> rotation = new FutureTask<>(() -> {
            int count = 0;
            for (; !isOver.get(); count++) {
                Files.writeString(file, "");
                Files.move(file, rotated, StandardCopyOption.REPLACE_EXISTING);
            }
            return count;
        });
        new Thread(rotation, "rotation").start();
        final Set<String> obstacles = new HashSet<>();
        try {
            for (int i = 0; i < ROTATION_CHECKS; i++) {
                obstacles.add(LogFileCheck.obstacle(file));
            }
        } finally {
            isOver.set(true);
        }
        assertThat(rotation.get()).isPositive();
        assertThat(obstacles).containsOnlyNulls();
    }

    @Test
    void shouldFollowLinksToWhatWouldBeMade() throws IOException {
        Files.createSymbolicLink(file, Path.of("other.log"));
        assertThat(LogFileCheck.obstacle(file)).isNull();
        assertThat(directory.resolve("other.log")).doesNotExist();

        final Path lost = Files.createSymbolicLink(directory.resolve("lost.log"), Path.of("missing/app.log"));
        assertThat(LogFileCheck.obstacle(lost)).endsWith("could not be made: " + directory.resolve("missing"));

        final Path loop = Files.createSymbolicLink(directory.resolve("loop.log"), Path.of("loop.log"));
        assertThat(LogFileCheck.obstacle(loop)).isEqualTo("too many links, one after the other: " + loop);
    }

    @Test
    void shouldFindNothingWrongWithDevice() {
        final Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device));
        assertThat(LogFileCheck.obstacle(device)).isNull();
    }

    @Test
    void shouldNotOpenFifo() throws IOException, InterruptedException {
        final Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        assertThat(LogFileCheck.obstacle(file)).isNull();
    }
}
