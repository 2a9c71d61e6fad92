package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import io.logc.buffer.UnixFiles;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer that has nothing more to do holds nothing any more. */
@Timeout(60)
class WritersTest {
    @TempDir
    private Path temporary;

    private final AtomicReference<WriterRunner> assigned = new AtomicReference<>();
    private DrainRig rig;
    private Writers writers;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary.resolve("writers"));
        writers = new Writers(rig.directory, (name, damaged) -> rig.removed.add(name), logFile -> rig);
    }

    private void assign(final BufferFile file) throws IOException {
        final KernelLock consumer = KernelLock.tryAcquire(rig.directory.consumerLock(file.name()));
        final DrainedBuffer buffer = new DrainedBuffer(rig.directory, file, consumer, null, null, null);
        writers.assign(file, assigned::set, writer -> writer.add(buffer));
    }

    @Test
    void shouldForgetAWriterWhoseBuffersAreFinishedAndMakeAnotherWhenThereIsOneAgain() throws IOException {
        final BufferFile first = rig.create().file();
        DrainRig.write(first, "1");
        first.seal();
        assign(first);
        final WriterRunner runner = assigned.get();
        await().until(() -> writers.all().isEmpty());
        assertThat(isOpen(rig.logFile)).isFalse();

        final BufferFile second = rig.create().file();
        DrainRig.write(second, "2");
        second.seal();
        assign(second);

        assertThat(assigned.get()).isNotSameAs(runner);
        await().until(() -> rig.removed.contains(second.name()));
        assertThat(rig.content()).isEqualTo("1\n2\n");
    }

    @Test
    void shouldCloseTheLogFileButKeepTheBuffersOfAWriterThatHasNothingToDo() throws IOException {
        final BufferFile file = rig.create().file();
        DrainRig.write(file, "1");
        assign(file);
        await().until(file::isDrained);
        await().until(() -> !isOpen(rig.logFile));
        assertThat(writers.all()).containsExactly(assigned.get());

        DrainRig.write(file, "2");
        assigned.get().signal();

        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo("1\n2\n");
    }

    private static boolean isOpen(final Path file) throws IOException {
        final UnixFiles.Stat wanted = UnixFiles.statFollowing(file);
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (final Path descriptor : descriptors) {
                final UnixFiles.Stat stat = LogFile.statOrNull(descriptor);
                if (stat != null && stat.sameFile(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }
}
