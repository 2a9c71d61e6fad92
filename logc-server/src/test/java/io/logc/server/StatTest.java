package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.drain.OwnedBuffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code stat} shows, and {@code recover} of a directory that is none. */
@Timeout(60)
class StatTest {
    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int stat(final Path directory) {
        return new CommandLine(new Stat())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("--buffer-directory", directory.toString());
    }

    @Test
    void shouldShowTheServerAndEachBuffer() throws IOException {
        try (ServerRig rig = new ServerRig(temporary)) {
            final OwnedBuffer living = rig.create();
            ServerRig.write(living.file(), "waits for somebody\n");
            final long waitingBytes = living.file().tailPosition();
            living.file().countDrop();

            assertThat(stat(rig.directory.path())).isZero();

            final long pid = ProcessHandle.current().pid();
            assertThat(out.toString())
                    .contains(rig.directory + ": server process " + pid + ", port " + rig.server.port())
                    .contains(rig.logFile + ": process " + pid + ", nobody drains it, waiting " + waitingBytes
                            + " of 65536 bytes, dropped 1 (" + living.file().name() + ")")
                    .contains("1 buffer\n");
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void shouldShowThatAnOwnerIsDeadAndThatThereIsNoServer() throws IOException {
        final ServerRig rig = new ServerRig(temporary);
        rig.close();
        final OwnedBuffer dead = rig.create();
        dead.ownerLock().close();
        Files.writeString(rig.directory.path().resolve("put-aside.corrupt"), "?");

        assertThat(stat(rig.directory.path())).isZero();

        assertThat(out.toString())
                .contains(rig.directory + ": no server")
                .contains(" is dead, nobody drains it, waiting 0 of ")
                .contains("put-aside.corrupt: damaged and put aside");
        assertThat(dead.file().path()).exists();
    }

    @Test
    void shouldSayWhichBufferCannotBeRead() throws IOException {
        final ServerRig rig = new ServerRig(temporary);
        rig.close();
        final OwnedBuffer damaged = rig.create();
        Files.setPosixFilePermissions(
                damaged.file().path(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(stat(rig.directory.path())).isZero();

        assertThat(out.toString()).contains(damaged.file().name() + ": cannot be read: ");
    }

    @Test
    void shouldSayWhereToLookWhenThereIsNoSuchDirectory() {
        final Path none = temporary.resolve("none");

        assertThat(stat(none)).isEqualTo(2);

        assertThat(err.toString()).contains(none + ": no application of this user has made a buffer here");
        assertThat(none).doesNotExist();
    }

    @Test
    void shouldNotMakeADirectoryToRecoverFrom() {
        final Path none = temporary.resolve("none");

        assertThat(new CommandLine(new Recover()).execute("--buffer-directory", none.toString()))
                .isZero();

        assertThat(none).doesNotExist();
    }

    @Test
    void shouldShowThatABufferIsDrained() throws IOException {
        try (ServerRig rig = new ServerRig(temporary)) {
            final OwnedBuffer dead = rig.create();
            ServerRig.write(dead.file(), "written by the server\n");
            dead.ownerLock().close();

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                out.getBuffer().setLength(0);
                assertThat(stat(rig.directory.path())).isZero();
                return out.toString().contains("0 buffers\n");
            });
            assertThat(rig.content()).isEqualTo("written by the server\n");
        }
    }
}
