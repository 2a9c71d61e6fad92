package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.control.CloseRequest;
import io.logc.control.ControlProtocol;
import io.logc.control.Handshake;
import io.logc.control.InitRequest;
import io.logc.control.InitResponse;
import io.logc.control.WriteRequest;
import io.logc.drain.OwnedBuffer;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SessionTest {
    /** Bytes behind a ring. */
    private static final int RING_TRAILER = 768;

    @TempDir
    private Path temporary;

    private ServerRig rig;

    @BeforeEach
    void startServer() throws IOException {
        rig = new ServerRig(temporary, true, Duration.ZERO);
    }

    @AfterEach
    void closeServer() {
        rig.close();
    }

    @Test
    void shouldRefuseAClientThatDoesNotKnowTheSecret() throws IOException {
        try (ControlClient client = new ControlClient(rig.server.port())) {
            client.send(new Handshake(new byte[32])::encodeHello);
            assertThat(client.next().get()).isEqualTo(ControlProtocol.CHALLENGE);
            client.send(
                    ByteBuffer.allocate(37)
                            .putInt(33)
                            .put(ControlProtocol.PROOF)
                            .array(),
                    37);

            assertThat(client.refusal().errno()).isEqualTo(ControlProtocol.EPERM);
            assertThat(client.next()).as("closed").isNull();
        }
        assertThat(rig.log()).contains("a client was refused: the client does not know the secret");
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {ControlProtocol.INIT, ControlProtocol.WRITE, ControlProtocol.CLOSE, ControlProtocol.PROOF, 99})
    void shouldRefuseRequestsBeforeTheHandshake(final byte code) throws IOException {
        try (ControlClient client = new ControlClient(rig.server.port())) {
            client.send(ByteBuffer.allocate(50).putInt(46).put(code).array(), 50);

            assertThat(client.refusal().message()).contains("HELLO and PROOF must come first");
        }
    }

    @Test
    void shouldNameBothVersionsWhenTheyDiffer() throws IOException {
        try (ControlClient client = new ControlClient(rig.server.port())) {
            client.send(
                    ByteBuffer.allocate(25).putInt(21).put((byte) 4).putInt(7).array(), 25);

            assertThat(client.refusal().errno()).isEqualTo(ControlProtocol.EPROTONOSUPPORT);
        }
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = client.init(
                    new InitRequest(true, "/x", 7, "", 65_536, new byte[0], new byte[0], "from the future"));

            assertThat(response.accepted()).isFalse();
            assertThat(response.errno()).isEqualTo(ControlProtocol.EPROTONOSUPPORT);
            assertThat(response.text()).contains("protocol version=7");
        }
    }

    @Test
    void shouldDrainAnAnnouncedBufferAndAnswerWhenItIsOnFile() throws IOException {
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = init(client, owned.file());
            assertThat(response.accepted()).isTrue();
            assertThat(response.text()).isEqualTo(owned.file().name().toString());
            for (int i = 1; i <= 50; i++) {
                final long end = ServerRig.write(owned.file(), "event " + i + "\n");

                assertThat(client.write(end, 1000 + i)).isEqualTo(1000 + i);

                assertThat(rig.content()).endsWith("event " + i + "\n");
            }
            assertThat(rig.content().lines()).hasSize(50);
        }
        owned.ownerLock().close();
    }

    @Test
    void shouldNotAnswerBeforeItIsOnFile() throws IOException {
        final OwnedBuffer owned = rig.create();
        Files.createDirectory(rig.logFile);
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            final long end = ServerRig.write(owned.file(), "cannot be written yet\n");
            client.send(new WriteRequest(0, end, 5)::encode);
            await().until(() -> rig.log().contains("cannot be written now"));
            assertThat(owned.file().headPosition()).isZero();

            Files.delete(rig.logFile);

            assertThat(WriteRequest.decodeResponse(client.receive(ControlProtocol.WRITE_RESPONSE)))
                    .isEqualTo(5);
            assertThat(rig.content()).isEqualTo("cannot be written yet\n");
        }
        owned.ownerLock().close();
    }

    @Test
    void shouldAnswerTheSamePositionAgain() throws IOException {
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            final long end = ServerRig.write(owned.file(), "once\n");

            assertThat(client.write(end, 1)).isEqualTo(1);
            assertThat(client.write(end, 2)).isEqualTo(2);
            assertThat(client.write(0, 3)).as("out of order").isEqualTo(3);

            assertThat(rig.content()).isEqualTo("once\n");
        }
        owned.ownerLock().close();
    }

    @Test
    void shouldAnswerCloseWhenAllIsOnFileAndEnd() throws IOException {
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            final long end = ServerRig.write(owned.file(), "last\n");
            client.send(new CloseRequest(end)::encode);

            assertThat(CloseRequest.decode(client.receive(ControlProtocol.CLOSE_RESPONSE))
                            .endPosition())
                    .isEqualTo(end);

            assertThat(rig.content()).isEqualTo("last\n");
            assertThat(client.next()).as("closed").isNull();
        }
        owned.ownerLock().close();
    }

    @Test
    void shouldRefuseWhatWaitsForABufferThatWasPutAside() throws IOException {
        Files.createDirectory(rig.logFile);
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            final long end = ServerRig.write(owned.file(), "never on file\n");
            client.send(new CloseRequest(end)::encode);
            try (RandomAccessFile file =
                    new RandomAccessFile(owned.file().path().toFile(), "rw")) {
                file.seek(file.length() - RING_TRAILER - owned.file().capacity());
                file.writeInt(Integer.reverseBytes(Integer.MAX_VALUE));
            }
            Files.delete(rig.logFile);

            assertThat(client.refusal().message()).contains("is not drained here any more");
            assertThat(client.next()).as("closed").isNull();
        }
        owned.ownerLock().close();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 17, 1 << 20, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldRefuseAnEndPositionOutsideTheRing(final long endPosition) throws IOException {
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            assertThat(ServerRig.write(owned.file(), "12345678")).isEqualTo(16);
            client.send(new WriteRequest(0, endPosition, 1)::encode);

            assertThat(client.refusal().message()).contains("end position=" + endPosition, "outside the ring");
        }
        owned.ownerLock().close();
    }

    @Test
    void shouldRefuseBuffersThatItCannotDrain() throws IOException {
        final OwnedBuffer owned = rig.create();
        final OwnedBuffer taken = rig.create();
        final OwnedBuffer foreign = rig.create(temporary.toRealPath().resolve("elsewhere.log"));
        final KernelLock anothers =
                KernelLock.tryAcquire(rig.directory.consumerLock(taken.file().name()));
        final String name = owned.file().name().toString();
        final String logFile = rig.logFile.toString();

        assertRefused(logFile, "nonsense", ControlProtocol.EINVAL, "is none of logc's");
        assertRefused(logFile, "../" + name, ControlProtocol.EINVAL, "is none of logc's");
        assertRefused(logFile, new BufferName("0123456789abcdef", 1).toString(), ControlProtocol.EIO, "");
        assertRefused("/other.log", name, ControlProtocol.EINVAL, "is not of log file /other.log");
        assertRefused(logFile, foreign.file().name().toString(), ControlProtocol.EINVAL, "is not of log file");
        assertRefused(logFile, taken.file().name().toString(), ControlProtocol.EBUSY, "is drained by another process");
        assertRefused(
                foreign.file().spec().logFile(),
                foreign.file().name().toString(),
                ControlProtocol.EIO,
                "is not below any of the allowed roots");

        anothers.close();
        for (final OwnedBuffer each : new OwnedBuffer[] {owned, taken, foreign}) {
            assertThat(each.file().path()).as("nothing is taken from its owner").exists();
            each.ownerLock().close();
        }
    }

    /** Somebody has removed what was in the directory, and its numbers begin anew. */
    @Test
    void shouldNotTakeANewBufferForOneOfThatNameThatItDrainsStill() throws IOException {
        final OwnedBuffer old = rig.create();
        final String name = old.file().name().toString();
        try (ControlClient client = ControlClient.greeted(rig)) {
            assertThat(init(client, old.file()).accepted()).isTrue();
            Files.delete(old.file().path());
            final BufferFile made = BufferFile.create(
                    rig.directory, old.file().name(), old.file().spec(), 64 * 1024, 0);
            ServerRig.write(made, "new\n");

            assertRefused(rig.logFile.toString(), name, ControlProtocol.EBUSY, "is drained by another process");

            old.file().seal();
            client.send(new CloseRequest(0)::encode);
            client.receive(ControlProtocol.CLOSE_RESPONSE);
        }
        await().until(() -> {
            try (ControlClient client = ControlClient.greeted(rig)) {
                return client.init(rig.logFile.toString(), name).accepted();
            }
        });
        await().until(() -> rig.content().equals("new\n"));
        old.ownerLock().close();
    }

    @Test
    void shouldSayNothingAfterARefusedInit() throws IOException {
        try (ControlClient client = ControlClient.greeted(rig)) {
            client.send(target -> {
                new InitRequest(true, "/x", 7, "", 65_536, new byte[0], new byte[0], "from the future").encode(target);
                target.putInt(-1);
            });

            assertThat(client.receive(ControlProtocol.INIT_RESPONSE).get()).isZero();
            assertThat(client.next()).as("closed").isNull();
        }
    }

    @Test
    void shouldRefuseASecondInit() throws IOException {
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            client.send(request(owned.file())::encode);

            assertThat(client.refusal().message()).contains("not expected at this point");
        }
        owned.ownerLock().close();
    }

    @Test
    void shouldDrainTheTailAndRemoveTheBufferOfAKilledClient() throws IOException {
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            ServerRig.write(owned.file(), "last words\n");
            owned.ownerLock().close();
        }

        await().until(() -> rig.bufferFiles().isEmpty());
        assertThat(rig.content()).isEqualTo("last words\n");
    }

    @Test
    void shouldLeaveTheBufferToAClientThatLives() throws IOException {
        final OwnedBuffer owned = rig.create();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
        }

        await().until(() ->
                !KernelLock.isHeld(rig.directory.consumerLock(owned.file().name())));
        assertThat(owned.file().path()).exists();
        try (ControlClient again = ControlClient.greeted(rig)) {
            assertThat(init(again, owned.file()).accepted()).isTrue();
        }
        owned.ownerLock().close();
    }

    @Test
    void shouldMakeABufferForAClientThatMakesNone() throws IOException {
        Files.writeString(rig.logFile, "old content\n");
        final InitRequest request = new InitRequest(
                false,
                rig.logFile.toString(),
                ControlProtocol.VERSION,
                "",
                128 * 1024,
                "HEAD\n".getBytes(UTF_8),
                new byte[0],
                "a test");
        final BufferName name;
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = client.init(request);
            assertThat(response.accepted()).as(response.text()).isTrue();
            name = BufferName.parse(response.text());
            final BufferFile mapped = BufferFile.open(rig.directory, name);
            assertThat(mapped.capacity()).isEqualTo(128 * 1024);

            assertThat(client.write(ServerRig.write(mapped, "event\n"), 1)).isEqualTo(1);
            assertThat(rig.content()).isEqualTo("HEAD\nevent\n");
            ServerRig.write(mapped, "last words\n");
        }

        await().until(() -> rig.bufferFiles().isEmpty());
        assertThat(rig.content()).isEqualTo("HEAD\nevent\nlast words\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 32_768, 65_537, 128 * 1024 * 1024})
    void shouldNotMakeABufferOfABadCapacity(final int capacity) throws IOException {
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = client.init(
                    new InitRequest(true, rig.logFile.toString(), 1, "", capacity, new byte[0], new byte[0], "a test"));

            assertThat(response.accepted()).isFalse();
            assertThat(response.errno()).isEqualTo(ControlProtocol.EINVAL);
            assertThat(response.text()).contains("capacity=" + capacity, "power of two");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative.log", "", "/", "/no/such/directory/app.log", "%s/elsewhere.log"})
    void shouldLeaveNothingBehindWhenItMakesNoBuffer(final String logFile) throws IOException {
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = client.init(String.format(logFile, rig.root), "");

            assertThat(response.accepted()).isFalse();
            assertThat(response.errno()).isPositive();
            assertThat(response.text()).isNotBlank();
        }
        assertThat(rig.bufferFiles()).isEmpty();
    }

    @Test
    void shouldNotBeHarmedByGarbage() throws IOException {
        final OwnedBuffer owned = rig.create();
        final Random random = new Random(20_261_121);
        try (ControlClient honest = ControlClient.greeted(rig)) {
            init(honest, owned.file());
            for (int round = 0; round < 200; round++) {
                try (ControlClient hostile =
                        round % 2 == 0 ? new ControlClient(rig.server.port()) : ControlClient.greeted(rig)) {
                    final byte[] garbage = new byte[random.nextInt(300)];
                    random.nextBytes(garbage);
                    if (garbage.length > 8 && round % 3 == 0) {
                        ByteBuffer.wrap(garbage).putInt(garbage.length - 4).put((byte) random.nextInt(6));
                    }
                    hostile.send(garbage, garbage.length);
                } catch (final SocketException reset) {
                    assertThat(reset).as("the server hangs up").isNotNull();
                }
                if (round % 20 == 0) {
                    final long end = ServerRig.write(owned.file(), "event " + round + "\n");
                    assertThat(honest.write(end, round)).isEqualTo(round);
                }
            }
        }
        assertThat(rig.content().lines()).hasSize(10);
        assertThat(rig.bufferFiles().stream().filter(name -> name.endsWith(".buffer")))
                .hasSize(1);
        owned.ownerLock().close();
    }

    private void assertRefused(final String logFile, final String bufferName, final int errno, final String message)
            throws IOException {
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = client.init(logFile, bufferName);
            assertThat(response.accepted()).isFalse();
            assertThat(response.errno()).as(response.text()).isEqualTo(errno);
            assertThat(response.text()).isNotBlank().contains(message);
            assertThat(client.next()).as("closed").isNull();
        }
    }

    private static InitResponse init(final ControlClient client, final BufferFile file) throws IOException {
        return client.init(request(file));
    }

    private static InitRequest request(final BufferFile file) {
        return new InitRequest(
                true,
                file.spec().logFile(),
                ControlProtocol.VERSION,
                file.name().toString(),
                file.capacity(),
                new byte[0],
                new byte[0],
                "a test");
    }
}
