package io.logc.system.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A {@code /dev/shm} as containers have it, of 64 MiB, and applications that configure nothing but their file. */
class SharedMemoryTest extends StorageTest {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String FILL =
            "cat /dev/zero > /dev/shm/filler 2>/dev/null; df --output=avail /dev/shm | tail -1";

    private MountSpace space;
    private Path beside;

    @BeforeEach
    void mountSharedMemory() {
        assumeTrue(MountSpace.isPossible(), "this user may mount");
        space = new MountSpace();
        space.mountTmpfs(SHARED_MEMORY, "size=64m");
        beside = scratch.logs().resolve(".logc");
    }

    @AfterEach
    void unmountSharedMemory() {
        if (space != null) {
            space.close();
        }
    }

    @Test
    void shouldUseItWhenItHasRoom() {
        final ForkedJvm application = startWithDefaults(space, 0, "rate=20000", PATIENT, "end=stop");
        awaitMoreCalls(0, 20_000);
        assertThat(buffersIn(sharedDirectory())).hasSize(1);
        assertThat(beside).doesNotExist();
        application.tell("stop");
        application.awaitSuccess();

        assertThat(linesWith(application, "warn")).isEmpty();
        assertThat(application.number("dropped=")).isZero();
        new Oracle().expect(0, counts(0)).read(log()).assertPerfect();
    }

    /** One warning that names the remedy, the buffer beside the log file, and no line lost, in a kill either. */
    @Test
    void shouldGoBesideTheLogFileWhenItIsFullAtStart() {
        space.run("sh", "-c", FILL);
        final Oracle oracle = new Oracle().livesInOrder();
        for (int life = 0; life < 2; life++) {
            final ForkedJvm application = startWithDefaults(space, life, "rate=20000", PATIENT, "end=stop");
            awaitMoreCalls(life, 10_000);
            assertThat(buffersIn(beside)).isNotEmpty();
            assertThat(linesWith(application, "warn"))
                    .singleElement()
                    .asString()
                    .contains("--shm-size");
            if (life == 0) {
                application.kill();
            } else {
                application.tell("stop");
                application.awaitSuccess();
            }
            oracle.expect(life, counts(life));
        }
        oracle.read(log()).assertPerfect();
    }

    /** What was allocated stays usable to the last byte; a new buffer goes elsewhere, and its lines behind the old one's. */
    @Test
    void shouldGoOnWhenItFillsUpAndLeaveItWhenANewBufferIsDue() {
        final ForkedJvm application = startWithDefaults(space, 0, "rate=20000", PATIENT, "end=stop");
        awaitMoreCalls(0, 5_000);
        space.run("sh", "-c", FILL);
        // Several rounds of the ring, every page of it.
        awaitMoreCalls(0, 80_000);
        assertThat(linesWith(application, "warn")).isEmpty();

        deleteAll(buffersIn(sharedDirectory()));
        await("a new buffer").atMost(PATIENCE).until(() -> !buffersIn(beside).isEmpty());
        awaitMoreCalls(0, 20_000);
        application.tell("stop");
        application.awaitSuccess();

        assertThat(linesWith(application, "--shm-size")).hasSize(1);
        assertThat(application.number("dropped=")).isZero();
        new Oracle().expect(0, counts(0)).read(log()).assertPerfect();
    }

    /** While the old buffer cannot be drained the new one must wait, although no lock and no number is common to both. */
    @Test
    void shouldKeepTheOrderWhenTheOldBufferHasABacklog() throws IOException {
        Files.createDirectory(log());
        final ForkedJvm application = startWithDefaults(space, 0, "rate=5000", PATIENT, "end=stop");
        awaitMoreCalls(0, 5_000);
        space.run("sh", "-c", FILL);
        deleteAll(buffersIn(sharedDirectory()));
        await("a new buffer").atMost(PATIENCE).until(() -> !buffersIn(beside).isEmpty());
        awaitMoreCalls(0, 5_000);

        Files.delete(log());
        application.tell("stop");
        application.awaitSuccess();

        assertThat(application.number("dropped=")).isZero();
        new Oracle().expect(0, counts(0)).read(log()).assertPerfect();
    }

    /** A page more, and the buffer would be there, and no journal, so that the log file could not be written. */
    @Test
    void shouldWriteTheFileWhenThereIsRoomForABufferButNotForItsJournal() {
        // The buffer takes its ring, its dictionary, and a page each for header and trailer; the generation's number
        // takes one.
        final int room = 4 * 1024 * 1024 + 256 * 1024 + 3 * 4096;
        space.run("sh", "-c", "head -c " + (64 * 1024 * 1024 - room) + " /dev/zero > /dev/shm/filler");
        final ForkedJvm application = startWithDefaults(space, 0, "rate=5000", "end=stop");
        awaitMoreCalls(0, 5_000);
        assertThat(buffersIn(beside)).hasSize(1);
        application.tell("stop");
        application.awaitSuccess();

        assertThat(linesWith(application, "warn")).singleElement().asString().contains("--shm-size");
        new Oracle().expect(0, counts(0)).read(log()).assertPerfect();
    }

    private Path sharedDirectory() {
        try {
            return space.path(SHARED_MEMORY.resolve("logc-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> buffersIn(final Path directory) {
        final List<Path> buffers = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.buffer")) {
                files.forEach(buffers::add);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return buffers;
    }

    private static void deleteAll(final List<Path> files) {
        for (final Path file : files) {
            try {
                Files.delete(file);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
