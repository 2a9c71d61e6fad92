package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.TestBuffers;
import io.logc.buffer.UnixFiles;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DrainHostTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;
    private DrainHost host;

    @BeforeEach
    void createHost() throws IOException {
        rig = new DrainRig(temporary);
        host = new DrainHost(rig.directory, path -> path.startsWith(rig.root.resolve("logs")), rig);
    }

    @AfterEach
    void closeHost() {
        host.close().join();
    }

    @Test
    void shouldDrainWhatIsSignalled() throws IOException {
        final BufferFile file = rig.create().file();
        assertThat(host.attach(file, this)).isTrue();
        assertThat(host.isAttached(file.name())).isTrue();

        DrainRig.write(file, "event");
        host.signal(file.name());

        await().until(() -> rig.content().equals("event\n"));
    }

    @Test
    void shouldAllowOneConsumerAtATime() throws IOException {
        final BufferFile file = rig.create().file();
        final DrainHost another = new DrainHost(rig.directory, path -> true, rig);
        assertThat(host.attach(file, this)).isTrue();
        assertThat(host.attach(file, this)).as("again").isTrue();

        assertThat(another.attach(file, this)).isFalse();
        host.detach(file.name()).join();

        assertThat(host.isAttached(file.name())).isFalse();
        assertThat(another.attach(file, this)).isTrue();
        another.close().join();
    }

    @Test
    void shouldHandAFileOverWithoutLosingOrRepeatingAnything() throws IOException {
        final BufferFile file = rig.create().file();
        final DrainHost another = new DrainHost(rig.directory, path -> true, rig);
        final StringBuilder expected = new StringBuilder();
        for (int round = 0; round < 30; round++) {
            final DrainHost current = round % 2 == 0 ? host : another;
            assertThat(current.attach(file, this)).isTrue();
            for (int i = 0; i < 50; i++) {
                DrainRig.write(file, round + "." + i);
                expected.append(round).append('.').append(i).append('\n');
            }
            current.signal(file.name());
            current.detach(file.name()).join();
        }
        host.attach(file, this);
        host.signal(file.name());

        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo(expected.toString());
        another.close().join();
    }

    /** Otherwise the space of a rotated file would not be free as long as the process lives. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldCloseTheLogFileWhenNoBufferOfItIsLeft() throws IOException {
        final BufferFile file = rig.create().file();
        host.attach(file, this);
        // A writer that has had nothing to do for some seconds closes it too.
        await().until(() -> {
            DrainRig.write(file, "event");
            host.signal(file.name());
            return openFiles().contains(rig.logFile.toString());
        });

        host.detach(file.name()).join();

        assertThat(openFiles()).doesNotContain(rig.logFile.toString());
    }

    private static List<String> openFiles() throws IOException {
        final List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (final Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor) && Files.exists(descriptor)) {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        return targets;
    }

    @Test
    void shouldRefuseALogFileThatIsNotAllowed() throws IOException {
        final Path elsewhere = rig.root.resolve("elsewhere.log");
        final BufferFile file = rig.create(TestBuffers.spec(elsewhere), 0).file();

        assertThatThrownBy(() -> host.attach(file, this))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(elsewhere + ": is not below any of the allowed roots");
        assertThat(KernelLock.isHeld(rig.directory.consumerLock(file.name()))).isFalse();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldRefuseADirectoryThatIsAnotherHere() throws IOException {
        final UnixFiles.Stat stat = UnixFiles.stat(rig.logFile.getParent());
        for (final long[] identity :
                new long[][] {{stat.device(), stat.inode() + 1}, {stat.device() + 1, stat.inode()}}) {
            final BufferSpec spec =
                    TestBuffers.spec(rig.logFile, identity[0], identity[1], UnixFiles.mountNamespace() + 1);
            final BufferFile file = rig.create(spec, 0).file();

            assertThatThrownBy(() -> host.attach(file, this))
                    .hasMessageContaining("is another file here than for the application");
        }
    }

    @Test
    void shouldTakeOverWhatDeadApplicationsLeft() throws IOException {
        rig.orphan("left");
        final OwnedBuffer living = rig.create();
        DrainRig.write(living.file(), "living");

        assertThat(host.sweep(null)).isEqualTo(1);

        await().until(host::isEmpty);
        assertThat(rig.content()).isEqualTo("left\n");
        assertThat(living.file().path()).exists();
        assertThat(host.sweep(null)).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldCountEachMappingOfBuffersThatItDrainsNoMore() throws IOException {
        final BufferFile left = rig.orphan("left");
        final OwnedBuffer attached = rig.create();
        host.attach(attached.file(), this);
        final long lengthBytes = left.lengthBytes();
        assertThat(host.abandonedBytes()).isEqualTo(lengthBytes);

        host.sweep(null);
        attached.ownerLock().close();
        host.clientGone(attached.file().name(), this);

        await().until(host::isEmpty);
        // The collector may have unmapped some meanwhile; there can be none that are not counted.
        assertThat(host.abandonedBytes())
                .isGreaterThanOrEqualTo(mappings() * lengthBytes)
                .isGreaterThan(2 * lengthBytes);
    }

    /** Number of this process's mappings of buffers, whether these are deleted or not. */
    private long mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(rig.directory.path() + "/") && line.contains(".buffer"))
                .count();
    }

    @Test
    void shouldSayOnceThatAnOrphanCannotBeTakenOverAndGoOnWithTheOthers() throws IOException {
        final OwnedBuffer living = rig.create();
        host.attach(living.file(), this);
        final BufferFile orphan = rig.orphan("cannot be had");
        Files.createDirectory(rig.directory.consumerLock(orphan.name()));

        host.sweep(null);
        await().until(() -> !rig.warnings.isEmpty() && !host.isAttached(orphan.name()));
        DrainRig.write(living.file(), "goes on");
        host.signal(living.file().name());
        await().until(() -> rig.content().equals("goes on\n"));
        host.sweep(null);
        await().until(() -> !host.isAttached(orphan.name()));

        assertThat(rig.warnings).hasSize(1);
        assertThat(rig.warnings.get(0)).contains(orphan.name() + ": cannot be taken over now; it is tried again");
        assertThat(host.problem(living.file().name())).isNull();
    }

    @Test
    void shouldNotWriteAFileThatADamagedHeaderNames() throws IOException {
        final BufferFile damaged = rig.orphan("lost");
        TestBuffers.putInt(damaged.path(), 512 + rig.logFile.toString().length() - 4, 0x676F6C7A);
        final BufferFile sound = rig.create().file();
        DrainRig.write(sound, "sound");

        assertThat(host.sweep(null)).isZero();
        assertThat(host.attach(sound, this)).isTrue();
        host.signal(sound.name());

        await().until(() -> rig.content().equals("sound\n"));
        assertThat(rig.leftovers()).contains(damaged.name() + ".corrupt");
        assertThat(rig.logFile.getParent()).isDirectoryContaining(file -> file.equals(rig.logFile));
    }

    @Test
    void shouldLeaveNoLockWhenTheBufferIsFinishedMeanwhile() throws IOException {
        final OwnedBuffer owned = rig.create();
        Files.delete(owned.file().path());

        assertThat(host.attach(owned.file(), this)).isFalse();

        owned.ownerLock().deleteAndClose();
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void shouldRefuseALogFileThatCannotBeAPath() throws IOException {
        final BufferSpec spec = TestBuffers.spec(Path.of("/logs/app.log"));
        final BufferSpec impossible = new BufferSpec(
                "/logs/a\0b",
                1,
                2,
                3,
                false,
                -1,
                spec.header(),
                spec.footer(),
                spec.dropReport(),
                "a test",
                BufferSpec.Purpose.EVENTS);

        assertThat(impossible.isSameFileHere()).isFalse();
        assertThatThrownBy(() -> host.checkLogFile(impossible))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("locale");
    }

    @Test
    void shouldRefuseAnOrphanOfAForeignFileOnceAndForAll() throws IOException {
        final Path elsewhere = rig.root.resolve("elsewhere.log");
        final OwnedBuffer owned =
                OwnedBuffer.create(rig.directory, elsewhere, TestBuffers.spec(elsewhere), TestBuffers.CAPACITY, 0);
        owned.ownerLock().close();

        host.sweep(null);
        host.sweep(null);

        assertThat(rig.warnings).singleElement().asString().contains("left alone here");
        assertThat(owned.file().path())
                .as("undrained buffers are never deleted")
                .exists();
    }

    @Test
    void shouldRemoveLocksThatBelongToNoBuffer() throws IOException {
        final OwnedBuffer stray = rig.create();
        Files.delete(stray.file().path());
        host.sweep(null);
        assertThat(stray.ownerLock().path()).as("its maker lives").exists();

        stray.ownerLock().close();
        final Path unnamed = Files.createFile(
                rig.directory.path().resolve(stray.ownerLock().path().getFileName() + ".new"), UnixFiles.privateFile());
        Files.createFile(rig.directory.nextGenerationCounter());
        host.sweep(null);

        assertThat(rig.leftovers()).isEmpty();
        assertThat(unnamed).doesNotExist();
        assertThat(rig.directory.nextGenerationCounter()).doesNotExist();
    }

    @Test
    void shouldDrainTheRestAndRemoveTheBufferWhenItsClientIsDead() throws IOException {
        final OwnedBuffer owned = rig.create();
        host.attach(owned.file(), this);
        DrainRig.write(owned.file(), "last words");
        owned.ownerLock().close();
        assertThat(host.isOwnerDead(owned.file().name())).isTrue();

        host.clientGone(owned.file().name(), this);

        await().until(host::isEmpty);
        assertThat(rig.content()).isEqualTo("last words\n");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void shouldLeaveTheBufferToItsClientWhenThatLives() throws IOException {
        final OwnedBuffer owned = rig.create();
        host.attach(owned.file(), this);
        assertThat(host.isOwnerDead(owned.file().name())).isFalse();

        host.clientGone(owned.file().name(), this);

        await().until(host::isEmpty);
        assertThat(owned.file().path()).exists();
        await().until(() ->
                !KernelLock.isHeld(rig.directory.consumerLock(owned.file().name())));
    }

    @Test
    void shouldDrainWhatIsThereWhenClosed() throws IOException {
        final BufferFile file = rig.create().file();
        host.attach(file, this);
        DrainRig.write(file, "first", "second");

        host.close().join();

        assertThat(rig.content()).isEqualTo("first\nsecond\n");
        assertThat(host.isEmpty()).isTrue();
        assertThat(KernelLock.isHeld(rig.directory.consumerLock(file.name()))).isFalse();
    }

    @Test
    void shouldWriteTwoFilesIndependently() throws IOException {
        final Path otherLog = rig.logFile.resolveSibling("other.log");
        final BufferFile file = rig.create().file();
        final BufferFile other = OwnedBuffer.create(
                        rig.directory, otherLog, TestBuffers.spec(otherLog), TestBuffers.CAPACITY, 0)
                .file();
        Files.createDirectory(otherLog);
        host.attach(file, this);
        host.attach(other, this);
        DrainRig.write(file, "fine");
        DrainRig.write(other, "cannot be written yet");

        host.sweep(null);

        await().until(() -> rig.content().equals("fine\n"));
        await().until(() -> !rig.warnings.isEmpty());
        Files.delete(otherLog);
        await().until(() -> DrainRig.content(otherLog).equals("cannot be written yet\n"));
    }
}
