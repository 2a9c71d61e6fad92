package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.UnixFiles;
import io.logc.control.ServerFile;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody has put something else in the place of a lock, a journal, the counter, the server's file or a buffer: it is refused
 * with a word, never waited for, never followed, and nobody else is held up.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class PlantedFilesTest {
    private static final String PRECIOUS = "somebody else's, and precious\n";

    @TempDir
    private Path temporary;

    private DrainRig rig;
    private Path victim;

    /** What lies there instead. */
    enum Plant {
        SYMLINK,
        DANGLING_SYMLINK,
        HARD_LINK,
        FIFO,
        DIRECTORY,
        DEVICE,
        WRONG_OWNER,
        MODE_0666
    }

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
        victim = Files.createFile(rig.root.resolve("victim"), UnixFiles.privateFile());
        Files.writeString(victim, PRECIOUS);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatIsNoLock(final Plant plant) throws Exception {
        final Path path = rig.directory.writerLock(rig.key);
        put(plant, path);

        assertRefused(() -> KernelLock.tryAcquire(path), path);
        assertRefused(() -> KernelLock.tryAcquireExisting(path), path);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatIsNoJournal(final Plant plant) throws Exception {
        final Path path = rig.directory.journal(rig.key);
        put(plant, path);

        assertRefused(() -> Journal.open(path), path);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatIsNoServerFile(final Plant plant) throws Exception {
        final Path path = rig.directory.serverFile();
        put(plant, path);

        assertRefused(() -> ServerFile.read(path), path);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatIsNoCounter(final Plant plant) throws Exception {
        final Path path = rig.directory.generationCounter();
        put(plant, path);

        assertRefused(rig::create, path);
        assertThat(rig.leftovers()).as("no buffer is left behind").noneMatch(name -> name.endsWith(".buffer"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatIsNoBuffer(final Plant plant) throws Exception {
        final BufferName name = new BufferName(rig.key, 7);
        put(plant, rig.directory.buffer(name));

        assertRefused(() -> BufferFile.open(rig.directory, name), rig.directory.buffer(name));
    }

    /** The file cannot be written while that lies there, and can again when it is gone; nothing waits for a FIFO meanwhile. */
    @ParameterizedTest
    @EnumSource(names = {"FIFO", "SYMLINK", "HARD_LINK"})
    void shouldGoOnWhenTheWriterLockIsAgainWhatItShouldBe(final Plant plant) throws Exception {
        final BufferFile file = rig.create().file();
        DrainRig.write(file, "waits");
        Files.deleteIfExists(rig.directory.writerLock(rig.key));
        put(plant, rig.directory.writerLock(rig.key));
        final LogFileWriter writer = rig.writerOf(file);
        assertThatThrownBy(writer::cycle).hasMessageContaining("must be a regular file");

        Files.delete(rig.directory.writerLock(rig.key));
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("waits\n");
        assertThat(victim).hasContent(PRECIOUS.trim());
    }

    /** Each of them used to end the sweep, or to keep it waiting for ever, for all other clients as well. */
    @ParameterizedTest
    @EnumSource
    void shouldFindADeadApplicationsBufferWhateverElseLiesInTheDirectory(final Plant plant) throws Exception {
        put(plant, rig.directory.buffer(new BufferName("0000000000000000", 1)));
        put(plant, rig.directory.ownerLock(new BufferName("0000000000000001", 2)));
        put(plant, rig.directory.consumerLock(new BufferName("0000000000000001", 3)));
        put(plant, rig.directory.buffer(new BufferName("0000000000000002", 4)));
        put(plant, rig.directory.ownerLock(new BufferName("0000000000000002", 4)));
        rig.orphan("last words");
        final DrainHost host = new DrainHost(rig.directory, path -> true, rig);

        await().until(() -> {
            host.sweep(null);
            return rig.content().equals("last words\n");
        });

        host.close().get(60, TimeUnit.SECONDS);
        assertThat(victim).hasContent(PRECIOUS.trim());
        assertThat(rig.warnings).as("said once for each").hasSizeLessThanOrEqualTo(2);
    }

    /** Closing any descriptor of a lock's file frees the lock, so a second name of it must not even be opened. */
    @Test
    void shouldNotLoseALockThroughASecondLinkOfItsFile() throws Exception {
        final Path path = rig.directory.writerLock(rig.key);
        try (KernelLock lock = KernelLock.tryAcquire(path)) {
            final Path link = rig.directory.ownerLock(new BufferName(rig.key, 9));
            Files.createLink(link, path);

            assertThatThrownBy(() -> KernelLock.tryAcquire(link)).hasMessageContaining("single link");

            assertThat(lock).isNotNull();
            assertThat(Files.readString(Path.of("/proc/locks")))
                    .contains(":" + Files.getAttribute(path, "unix:ino") + " ");
        }
    }

    private void assertRefused(final org.assertj.core.api.ThrowableAssert.ThrowingCallable opening, final Path path)
            throws IOException {
        assertThatThrownBy(opening)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.getFileName().toString());
        assertThat(victim).hasContent(PRECIOUS.trim());
        assertThat(rig.root.resolve("nowhere")).doesNotExist();
        assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .as("left as it is")
                .isTrue();
    }

    private void put(final Plant plant, final Path path) throws IOException, InterruptedException {
        switch (plant) {
            case SYMLINK -> Files.createSymbolicLink(path, victim);
            case DANGLING_SYMLINK -> Files.createSymbolicLink(path, rig.root.resolve("nowhere"));
            case HARD_LINK -> Files.createLink(path, victim);
            case FIFO -> run("mkfifo", "-m", "600", path.toString());
            case DIRECTORY ->
                Files.write(
                        Files.createDirectory(path, UnixFiles.privateDirectory())
                                .resolve("x"),
                        PRECIOUS.getBytes(UTF_8));
            case DEVICE -> {
                assumeTrue(UnixFiles.currentUid() == 0, "only root may make devices");
                run("mknod", "-m", "600", path.toString(), "c", "1", "5");
            }
            case WRONG_OWNER -> {
                assumeTrue(UnixFiles.currentUid() == 0, "only root may give files away");
                Files.createFile(path, UnixFiles.privateFile());
                Files.setAttribute(path, "unix:uid", 4711);
            }
            default -> {
                Files.createFile(path);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
        }
    }

    private static void run(final String... command) throws IOException, InterruptedException {
        final int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
        assumeTrue(exitCode == 0, String.join(" ", command));
    }
}
