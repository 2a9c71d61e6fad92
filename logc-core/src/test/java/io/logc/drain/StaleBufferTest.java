package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How old a buffer is, or seems after a jump of the clock, says nothing: locks say whose it is, and only draining ends it. */
@Timeout(60)
class StaleBufferTest {
    private static final Instant LONG_AGO = Instant.parse("1999-12-31T23:59:59Z");
    private static final Instant FAR_AHEAD = Instant.parse("2199-12-31T23:59:59Z");

    @TempDir
    private Path temporary;

    private DrainRig rig;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
    }

    @Test
    void shouldLeaveALivingOwnersBufferAloneHoweverOldItIs() throws IOException {
        final OwnedBuffer owned = rig.create();
        DrainRig.write(owned.file(), "kept");
        final DrainHost host = new DrainHost(rig.directory, path -> true, rig);
        for (final Instant time : new Instant[] {LONG_AGO, FAR_AHEAD}) {
            setTimes(time);

            assertThat(host.sweep(null)).isZero();

            assertThat(owned.file().path()).exists();
            assertThat(rig.content()).isEmpty();
        }
        host.close().join();
    }

    @Test
    void shouldKeepADeadOwnersBufferHoweverOldUntilItIsDrained() throws IOException {
        final BufferFile orphan = rig.orphan("old");
        Files.createDirectory(rig.logFile);
        setTimes(LONG_AGO);
        final DrainHost host = new DrainHost(rig.directory, path -> true, rig);
        host.sweep(null);
        await().until(() -> !rig.warnings.isEmpty());
        setTimes(LONG_AGO);
        assertThat(orphan.path()).exists();

        Files.delete(rig.logFile);

        await().until(() -> !Files.exists(orphan.path()));
        assertThat(rig.content()).isEqualTo("old\n");
        host.close().join();
    }

    private void setTimes(final Instant time) throws IOException {
        try (Stream<Path> files = Files.list(rig.directory.path())) {
            for (final Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }
}
