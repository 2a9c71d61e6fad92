package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.control.ServerFile;
import io.logc.drain.OwnedBuffer;
import io.logc.lock.KernelLock;
import io.logc.server.log.ServerLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogcServerTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldSayWhereItListens() throws IOException {
        try (ServerRig rig = new ServerRig(temporary)) {
            final ServerFile file = ServerFile.read(rig.directory.serverFile());

            assertThat(file.port()).isEqualTo(rig.server.port());
            assertThat(file.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(rig.log())
                    .contains("serving " + rig.directory.path() + " on port " + rig.server.port() + ", process "
                            + file.pid());
        }
    }

    /** Whoever has read that it serves may end the process, and expects an orderly end. */
    @Test
    void shouldPrepareItsEndBeforeItSaysThatItServes() throws IOException {
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        final List<String> before = new ArrayList<>();
        final ServerOptions options = new ServerOptions(temporary.resolve("b"), 0, List.of(), Duration.ZERO);
        final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));
        try (LogcServer server = LogcServer.start(options, log, started -> before.add(said.toString(UTF_8)))) {
            assertThat(said.toString(UTF_8)).contains("serving ").contains(" on port " + server.port());
            assertThat(before).singleElement().asString().doesNotContain("serving ");
        }
    }

    @Test
    void shouldRefuseASecondServerAndNameTheFirst() throws IOException {
        try (ServerRig rig = new ServerRig(temporary)) {
            final ServerOptions options = new ServerOptions(rig.directory.path(), 0, List.of(), Duration.ZERO);

            assertThatThrownBy(() -> LogcServer.start(options, rig.newLog()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another server, process "
                            + ProcessHandle.current().pid() + " on port " + rig.server.port() + ", serves "
                            + rig.directory.path())
                    .hasMessageContaining("--buffer-directory");

            assertThat(ServerFile.read(rig.directory.serverFile()).port())
                    .as("the first one is still announced")
                    .isEqualTo(rig.server.port());
        }
    }

    @Test
    void shouldStartAgainInTheSameDirectoryWhenTheFirstHasEnded() throws IOException {
        new ServerRig(temporary).close();

        try (ServerRig second = new ServerRig(temporary)) {
            assertThat(ServerFile.read(second.directory.serverFile()).port()).isEqualTo(second.server.port());
        }
    }

    @Test
    void shouldTakeAnotherPortWhenTheWantedOneIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final ServerOptions options =
                    new ServerOptions(temporary.resolve("buffers"), taken.getLocalPort(), List.of(), Duration.ZERO);
            try (LogcServer server = LogcServer.start(options, new ServerLog(System.err))) {
                assertThat(server.port()).isNotEqualTo(taken.getLocalPort()).isPositive();
            }
        }
    }

    @Test
    void shouldListenOnTheLoopbackAddressOnly() throws Exception {
        try (ServerRig rig = new ServerRig(temporary)) {
            for (final java.net.NetworkInterface each :
                    java.util.Collections.list(java.net.NetworkInterface.getNetworkInterfaces())) {
                for (final InetAddress address : java.util.Collections.list(each.getInetAddresses())) {
                    if (!address.isLoopbackAddress()) {
                        assertThatThrownBy(() -> new java.net.Socket(address, rig.server.port()).close())
                                .isInstanceOf(IOException.class);
                    }
                }
            }
        }
    }

    @Test
    void shouldRecoverWhatDeadApplicationsLeftBeforeItStarted() throws IOException {
        final ServerRig first = new ServerRig(temporary);
        first.close();
        final OwnedBuffer left = first.create();
        ServerRig.write(left.file(), "left\n");
        left.ownerLock().close();

        try (ServerRig rig = new ServerRig(temporary)) {
            await().until(() -> rig.bufferFiles().isEmpty());
            assertThat(rig.content()).isEqualTo("left\n");
            assertThat(rig.log()).contains("recovering 1 buffers of dead applications");
        }
    }

    @Test
    void shouldFindABufferThatNobodyAnnounced() throws IOException {
        try (ServerRig rig = new ServerRig(temporary)) {
            final OwnedBuffer orphan = rig.create();
            ServerRig.write(orphan.file(), "found by the sweep\n");
            orphan.ownerLock().close();

            await().until(() -> rig.bufferFiles().isEmpty());

            assertThat(rig.content()).isEqualTo("found by the sweep\n");
        }
    }

    @Test
    void shouldDrainWhatIsThereAndLetGoWhenClosed() throws IOException {
        final ServerRig rig = new ServerRig(temporary);
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            assertThat(client.init(rig.logFile.toString(), owned.file().name().toString())
                            .accepted())
                    .isTrue();
            for (int i = 0; i < 100; i++) {
                ServerRig.write(owned.file(), "event " + i + "\n");
            }

            rig.close();

            assertThat(client.next()).as("closed").isNull();
        }
        assertThat(rig.content().lines()).hasSize(100);
        assertThat(owned.file().isDrained()).isTrue();
        assertThat(rig.directory.serverFile()).doesNotExist();
        assertThat(KernelLock.isHeld(rig.directory.serverLock())).isFalse();
        assertThat(KernelLock.isHeld(rig.directory.consumerLock(owned.file().name())))
                .isFalse();
        assertThat(owned.file().path()).as("its owner lives").exists();
        owned.ownerLock().close();
    }

    @Test
    void shouldEndWhenIdle() throws Exception {
        try (ServerRig rig = new ServerRig(temporary, false, Duration.ofMillis(100))) {
            rig.server.awaitEnd();

            assertThat(rig.log()).contains("no client for").contains("ended");
            assertThat(rig.directory.serverFile()).doesNotExist();
        }
    }

    @Test
    void shouldNotEndWhileAClientIsThere() throws Exception {
        boolean wasThere = false;
        while (!wasThere) {
            try (ServerRig rig = new ServerRig(temporary, false, Duration.ofSeconds(3))) {
                final OwnedBuffer owned = rig.create();
                wasThere = staysForItsClient(rig, owned);
                owned.ownerLock().close();
                rig.server.awaitEnd();
            }
        }
    }

    /** Tells whether the client has come in time: on a machine that is busy with other things the server may end before. */
    private static boolean staysForItsClient(final ServerRig rig, final OwnedBuffer owned) throws IOException {
        boolean hasCome = false;
        try (ControlClient client = ControlClient.greeted(rig)) {
            assertThat(client.init(rig.logFile.toString(), owned.file().name().toString())
                            .accepted())
                    .isTrue();
            hasCome = true;
            await().during(Duration.ofMillis(5500)).until(() -> !rig.log().contains("ended"));
        } catch (final IOException | AssertionError failure) {
            if (hasCome || !rig.log().contains("no client for")) {
                throw failure;
            }
        }
        return hasCome;
    }

    @Test
    void shouldNotStartWhenARootDoesNotExist() throws IOException {
        final Path buffers = temporary.resolve("buffers");
        final ServerOptions options =
                new ServerOptions(buffers, 0, List.of(temporary.resolve("missing")), Duration.ZERO);

        assertThatThrownBy(() -> LogcServer.start(options, new ServerLog(System.err)))
                .isInstanceOf(IOException.class);

        assertThat(KernelLock.isHeld(buffers.toRealPath().resolve("server.lock")))
                .isFalse();
        assertThat(Files.exists(buffers.resolve("server"))).isFalse();
    }
}
