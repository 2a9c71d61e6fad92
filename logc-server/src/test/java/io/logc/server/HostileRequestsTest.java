package io.logc.server;

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
import io.logc.server.control.HandshakeTimes;
import io.logc.server.log.Repetitions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of a client that means no good, beside one that does: the other's log goes on as if nothing were. */
@Timeout(60)
class HostileRequestsTest {
    private static final long PIECE_INTERVAL_NS = 100_000_000L;

    @TempDir
    private Path temporary;

    private ServerRig rig;
    private OwnedBuffer honestBuffer;
    private ControlClient honest;
    private int honestEvents;

    @BeforeEach
    void startServer() throws IOException {
        rig = new ServerRig(temporary, true, Duration.ZERO);
        honestBuffer = rig.create();
        honest = ControlClient.greeted(rig);
        assertThat(init(honest, honestBuffer.file()).accepted()).isTrue();
    }

    @AfterEach
    void assertThatTheHonestClientNoticedNothing() throws IOException {
        honestLogs();
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < honestEvents; i++) {
            expected.add("honest " + i);
        }
        assertThat(rig.content().lines()).containsExactlyElementsOf(expected);
        honest.close();
        honestBuffer.ownerLock().close();
        rig.close();
    }

    /** On the connection that was there before, with the buffer that was there before. */
    private void honestLogs() throws IOException {
        final long end = ServerRig.write(honestBuffer.file(), "honest " + honestEvents++ + "\n");
        assertThat(honest.write(end, 7_000 + honestEvents)).isEqualTo(7_000 + honestEvents);
    }

    @Test
    void shouldTakeNothingFromAClientWhoseBufferAnotherAnnounces() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (ControlClient hostile = ControlClient.greeted(rig)) {
                assertThat(init(hostile, honestBuffer.file()).accepted()).isTrue();
                hostile.send(new CloseRequest(0)::encode);
                hostile.receive(ControlProtocol.CLOSE_RESPONSE);
                assertThat(hostile.next()).isNull();
            }
            honestLogs();
        }
        assertThat(honestBuffer.file().isSealed()).isFalse();
    }

    @Test
    void shouldNotEndABufferThatTheServerMadeWhenAnotherAnnouncesIt() throws IOException {
        final Path logFile = rig.logFile.resolveSibling("made.log");
        try (ControlClient maker = ControlClient.greeted(rig)) {
            final String name = maker.init(logFile.toString(), "").text();
            final BufferFile made = BufferFile.open(rig.directory, BufferName.parse(name));
            try (ControlClient hostile = ControlClient.greeted(rig)) {
                final InitResponse response = init(hostile, made);
                assertThat(response.accepted()).isFalse();
                assertThat(response.text()).contains("belongs to the connection");
            }

            assertThat(maker.write(ServerRig.write(made, "mine\n"), 1)).isEqualTo(1);
            assertThat(Files.readString(logFile)).isEqualTo("mine\n");
        }
    }

    @Test
    void shouldAnswerDuplicatesReplaysAndWhatComesOutOfOrderAndWriteOnce() throws IOException {
        final OwnedBuffer owned = createOther();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            final long first = ServerRig.write(owned.file(), "first\n");
            final long second = ServerRig.write(owned.file(), "second\n");
            final Random random = new Random(815);
            for (int i = 0; i < 15; i++) {
                final long end = random.nextInt(3) == 0 ? 0 : random.nextBoolean() ? first : second;
                client.send(new WriteRequest(random.nextLong(), end, i)::encode);
                client.send(new WriteRequest(random.nextLong(), end, i)::encode);
            }
            assertThat(client.write(second, 99)).isNotNegative();
            await().until(() -> Files.readString(otherLog()).equals("first\nsecond\n"));
        }
        owned.ownerLock().close();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 9, 1 << 16, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldRefuseToCloseAtAnEndOutsideTheRing(final long end) throws IOException {
        final OwnedBuffer owned = createOther();
        try (ControlClient client = ControlClient.greeted(rig)) {
            init(client, owned.file());
            client.send(new CloseRequest(end)::encode);

            assertThat(client.refusal().message()).contains("end position=" + end, "outside the ring");
        }
        owned.ownerLock().close();
    }

    /** Tens of thousands of hints for nothing new, in one go and without looking at an answer. */
    @Test
    void shouldGoOnForOthersWhileOneFloodsWithoutReadingAnswers() throws IOException {
        final OwnedBuffer owned = createOther();
        try (ControlClient hostile = ControlClient.greeted(rig)) {
            init(hostile, owned.file());
            final ByteBuffer flood = ByteBuffer.allocate(29 * 2000);
            for (int i = 0; i < 2000; i++) {
                new WriteRequest(0, 0, i).encode(flood);
            }
            final Thread flooder = new Thread(() -> {
                try {
                    while (true) {
                        hostile.send(flood.array(), flood.position());
                    }
                } catch (final IOException closed) {
                    assertThat(closed).isNotNull();
                }
            });
            flooder.setDaemon(true);
            flooder.start();

            for (int i = 0; i < 20; i++) {
                honestLogs();
            }
        }
        owned.ownerLock().close();
    }

    /** Neither silence nor pieces that trickle in keep a connection. */
    @Test
    void shouldGoOnForOthersWhileConnectionsSayNothing() throws IOException {
        rig.server.handshakeTimes(new HandshakeTimes(500, ServerRig.PATIENT.initNs()));
        final List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), rig.server.port()));
            }
            for (int i = 0; i < 5; i++) {
                honestLogs();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> rig.log().contains("no INIT in 500 ms"));
        } finally {
            for (final Socket socket : silent) {
                socket.close();
            }
        }
        assertRefusalIsSaidOnce();
    }

    @Test
    void shouldGoOnForOthersWhileAConnectionSaysNextToNothing() throws IOException {
        rig.server.handshakeTimes(new HandshakeTimes(ServerRig.PATIENT.silenceMs(), TimeUnit.SECONDS.toNanos(1)));
        final AtomicBoolean ended = new AtomicBoolean();
        try (ControlClient slow = new ControlClient(rig.server.port())) {
            final Thread trickle = new Thread(() -> trickle(slow, ended));
            trickle.start();
            for (int i = 0; i < 5; i++) {
                honestLogs();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> rig.log().contains("no INIT in 1 s"));
        } finally {
            ended.set(true);
        }
        assertRefusalIsSaidOnce();
    }

    private void assertRefusalIsSaidOnce() {
        assertThat(rig.log().lines().filter(line -> line.contains("a client was refused")))
                .hasSize(1);
    }

    @Test
    void shouldGiveClientsTheTimeThatTheProtocolPromises() {
        assertThat(HandshakeTimes.USUAL).isEqualTo(new HandshakeTimes(5000, 10_000_000_000L));
    }

    private static void trickle(final ControlClient client, final AtomicBoolean ended) {
        final ByteBuffer hello = ByteBuffer.allocate(100);
        new Handshake(new byte[32]).encodeHello(hello);
        try {
            for (int i = 0; i < hello.position() && !ended.get(); i++) {
                client.send(new byte[] {hello.get(i)}, 1);
                LockSupport.parkNanos(PIECE_INTERVAL_NS);
            }
        } catch (final IOException closed) {
            ended.set(true);
        }
    }

    @Test
    void shouldSayOnlyAFewOfManyRefusals() throws IOException {
        for (int i = 0; i < 60; i++) {
            try (ControlClient client = new ControlClient(rig.server.port())) {
                client.send(
                        ByteBuffer.allocate(5).putInt(1).put((byte) (10 + i)).array(), 5);
                assertThat(client.refusal().errno()).isEqualTo(ControlProtocol.EPERM);
            }
        }

        assertThat(rig.log().lines().filter(line -> line.contains("a client was refused")))
                .hasSize(Repetitions.MAX_IN_A_MINUTE);
    }

    @Test
    void shouldGiveNoMemoryToAClientThatHasNotProvenItself() throws IOException {
        try (ControlClient client = new ControlClient(rig.server.port())) {
            client.send(
                    ByteBuffer.allocate(4)
                            .putInt(ControlProtocol.MAX_FRAME_LENGTH)
                            .array(),
                    4);

            assertThat(client.refusal().message()).contains("HELLO and PROOF must come first");
        }
    }

    @Test
    void shouldTakeALongInitOfAClientThatHas() throws IOException {
        final byte[] header = "x".repeat(15_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response =
                    client.init(new InitRequest(true, otherLog().toString(), 1, "", 65_536, header, header, "long"));

            assertThat(response.accepted()).as(response.text()).isTrue();
            await().until(() -> Files.exists(otherLog()) && Files.size(otherLog()) == header.length);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s/logs/../elsewhere.log",
                "%s/logs-evil/app.log",
                "%s/logs/way-out/app.log",
                "%s/logs/dangling.log",
                "%s/logs/..",
                "%s/logs/x/..",
                "/..",
                "/etc/logc-test.log",
                "logs/app.log"
            })
    void shouldWriteNowhereElseWhateverPathIsAskedFor(final String path) throws IOException {
        Files.createDirectories(rig.root.resolve("logs-evil"));
        Files.createSymbolicLink(rig.root.resolve("logs/way-out"), rig.root.resolve("logs-evil"));
        Files.createSymbolicLink(rig.root.resolve("logs/dangling.log"), rig.root.resolve("logs-evil/app.log"));
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = client.init(String.format(path, rig.root), "");

            assertThat(response.accepted()).isFalse();
            assertThat(response.errno()).isIn(ControlProtocol.EINVAL, ControlProtocol.EIO);
        }
        assertThat(rig.root.resolve("elsewhere.log")).doesNotExist();
        assertThat(rig.root.resolve("logs-evil")).isEmptyDirectory();
        assertThat(rig.bufferFiles().stream().filter(name -> name.endsWith(".buffer")))
                .hasSize(1);
    }

    @Test
    void shouldNotMakeBuffersWithoutEnd() throws IOException {
        final List<ControlClient> clients = new ArrayList<>();
        String refusal = "";
        try {
            for (int i = 0; i < 10 && refusal.isEmpty(); i++) {
                final ControlClient client = ControlClient.greeted(rig);
                clients.add(client);
                final InitResponse response = client.init(new InitRequest(
                        true, otherLog().toString(), 1, "", 64 * 1024 * 1024, new byte[0], new byte[0], "big"));
                refusal = response.accepted() ? "" : response.text();
            }
        } finally {
            for (final ControlClient client : clients) {
                client.close();
            }
        }
        assertThat(refusal).containsAnyOf("were made for clients already", "has no room");
        await().until(() -> rig.bufferFiles().stream()
                        .filter(name -> name.endsWith(".buffer"))
                        .count()
                == 1);
    }

    /** The client with the damaged buffer is told; its next buffer is welcome, and the one after that has to wait. */
    @Test
    void shouldTakeTheNextBufferOfALogFileLaterWhenOneAfterTheOtherIsDamaged() throws IOException {
        assertThat(damageOne().accepted()).isTrue();
        assertThat(damageOne().accepted()).isTrue();

        // A machine may be too busy to come with the next in the second that it has to wait; then the pause is doubled.
        InitResponse response = damageOne();
        for (int i = 0; i < 3 && response.accepted(); i++) {
            response = damageOne();
        }
        assertThat(response.accepted()).isFalse();
        assertThat(response.errno()).isEqualTo(ControlProtocol.EAGAIN);
        assertThat(response.text()).containsPattern("damaged one after the other; the next is taken in [1-8] s");
        final OwnedBuffer next = createOther();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (ControlClient client = ControlClient.greeted(rig)) {
                return init(client, next.file()).accepted();
            }
        });
        next.ownerLock().close();
    }

    /** Has a buffer taken and damages it, or says that it is not taken. */
    private InitResponse damageOne() throws IOException {
        final OwnedBuffer owned = createOther();
        try (ControlClient client = ControlClient.greeted(rig)) {
            final InitResponse response = init(client, owned.file());
            if (!response.accepted()) {
                return response;
            }
            final long end = ServerRig.write(owned.file(), "readable\n");
            try (RandomAccessFile file =
                    new RandomAccessFile(owned.file().path().toFile(), "rw")) {
                file.seek(4096 + 65_536 + 128);
                file.write(5);
            }
            await().until(() ->
                    Files.exists(rig.directory.path().resolve(owned.file().name() + ".corrupt")));
            client.send(new WriteRequest(0, Math.min(end, 5), 1)::encode);
            assertThat(client.refusal().errno()).as("it is told").isEqualTo(ControlProtocol.EIO);
            return response;
        } finally {
            owned.ownerLock().close();
        }
    }

    private Path otherLog() {
        return rig.logFile.resolveSibling("other.log");
    }

    private OwnedBuffer createOther() throws IOException {
        return rig.create(otherLog());
    }

    private static InitResponse init(final ControlClient client, final BufferFile file) throws IOException {
        return client.init(new InitRequest(
                true,
                file.spec().logFile(),
                ControlProtocol.VERSION,
                file.name().toString(),
                file.capacity(),
                new byte[0],
                new byte[0],
                "a test"));
    }
}
