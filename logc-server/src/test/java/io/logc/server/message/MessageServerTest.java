package io.logc.server.message;

import static io.logc.server.message.codec.WireClient.damaged;
import static io.logc.server.message.codec.WireClient.hello;
import static io.logc.server.message.codec.WireClient.message;
import static io.logc.server.message.codec.WireClient.ping;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import io.logc.server.log.ServerLog;
import io.logc.server.message.codec.WireClient;
import io.logc.server.message.options.MessageOptionsBuilder;
import io.logc.server.message.session.FakeLog;
import io.logc.server.users.Users;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as it runs: real sockets, a real buffer, a real file. */
@Timeout(60)
class MessageServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path file;
    private DrainHost host;
    private MessageServer server;

    private ServerLog log;
    private BufferDirectory directory;

    @BeforeEach
    void setUp() throws IOException {
        final Path root = temporary.toRealPath();
        file = root.resolve("logs").resolve("messages.log");
        log = new ServerLog(new PrintStream(said, true, UTF_8));
        directory = BufferDirectory.open(root.resolve("buffers"));
        host = new DrainHost(directory, each -> true, log);
    }

    @AfterEach
    void tearDown() {
        if (server != null) {
            server.close();
        }
        host.close().join();
        if (server != null) {
            server.release();
        }
    }

    private MessageOptionsBuilder options() {
        return new MessageOptionsBuilder(file).port(0).linePort(0).threads(2);
    }

    private void start(final MessageOptionsBuilder options) throws IOException {
        server = MessageServer.start(options.build(), Users.anyone(), null, directory, host, log);
    }

    private void startWithUsers(final String users) throws IOException {
        final Path usersFile = temporary.resolve("users");
        Files.writeString(usersFile, users);
        Files.setPosixFilePermissions(usersFile, PosixFilePermissions.fromString("rw-------"));
        server = MessageServer.start(options().build(), Users.open(usersFile, log), null, directory, host, log);
    }

    /** A server whose file is in memory. */
    private FakeLog startFake(final MessageOptionsBuilder options) throws IOException {
        return startFake(options, MessageServer.ANSWER_TIMEOUT_MS);
    }

    private FakeLog startFake(final MessageOptionsBuilder options, final long answerTimeoutMs) throws IOException {
        final FakeLog fake = new FakeLog(temporary);
        server = MessageServer.start(
                options.build(), Users.anyone(), null, fake, System::nanoTime, log, answerTimeoutMs);
        return fake;
    }

    private String said() {
        return said.toString(UTF_8);
    }

    /** But for the writes that take long, as on a machine that stands still they may. */
    private List<String> warnings() {
        return said().lines()
                .filter(line -> line.contains("WARN") && !line.contains(": a write has been going on"))
                .toList();
    }

    @Test
    void shouldHaveMessagesOnFileWhenTheyAreAcknowledged() throws IOException {
        start(options());
        try (WireClient client = new WireClient(server.port())) {
            client.send(hello("a"), message(1, "hi"), message(2, "there\n"), ping());
            assertThat(client.next()).isEqualTo("WELCOME 0");
            assertThat(client.next()).isEqualTo("ACK 1");
            assertThat(client.next()).isEqualTo("ACK 2");
            assertThat(Files.readString(file)).isEqualTo("a 1 name hi\na 2 name there\\n\n");
            assertThat(client.next()).isEqualTo("PONG");
            client.send(damaged(3, "x"), message(3, "y"));
            assertThat(client.next()).isEqualTo("NACK 3 CHECKSUM");
            assertThat(client.next()).isEqualTo("ACK 3");
        }
        assertThat(warnings()).isEmpty();
    }

    @Test
    void shouldAnswerAllToAClientThatHasSaidAllAndShutItsOutput() throws IOException {
        startWithUsers("joe\nann secret=sesame\n");
        try (WireClient client = new WireClient(server.linePort())) {
            client.send("joe:hi\njoe:there\nann/sesame:hello\n".getBytes(UTF_8));
            client.socket().shutdownOutput();
            assertThat(client.nextLine()).isEqualTo("OK session 1 total 1");
            assertThat(client.nextLine()).isEqualTo("OK session 1 total 2");
            assertThat(client.nextLine()).isEqualTo("OK session 1 total 3");
            assertThat(client.nextLine()).isEqualTo("END");
        }
        try (WireClient client = new WireClient(server.port())) {
            client.send(hello("joe", "joe", ""), message(1, "x"));
            client.socket().shutdownOutput();
            assertThat(client.next()).isEqualTo("WELCOME 0");
            assertThat(client.next()).isEqualTo("ACK 1");
            assertThat(client.next()).isEqualTo("END");
        }
        assertThat(warnings()).isEmpty();
    }

    @Test
    void shouldReadAllOfAClientThatShutsItsOutputWhileItIsNotRead() throws Exception {
        final int count = 20_000;
        final FakeLog fake = startFake(options());
        fake.capacity = 1000;
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(hello("a"));
        for (int id = 1; id <= count; id++) {
            all.write(message(id, "x".repeat(100)));
        }
        try (WireClient client = new WireClient(server.port())) {
            client.send(all.toByteArray());
            client.socket().shutdownOutput();
            assertThat(client.next()).isEqualTo("WELCOME 0");
            await().until(() -> fake.lines.size() == 1000);
            final Thread writer = new Thread(() -> {
                while (fake.head.get() < 8L * count) {
                    fake.write(100);
                }
            });
            writer.start();
            for (int id = 1; id <= count; id++) {
                assertThat(client.next()).isEqualTo("ACK " + id);
            }
            assertThat(client.next()).isEqualTo("END");
            writer.join();
        }
        fake.close();
    }

    @Test
    void shouldRefuseLateAlsoAClientThatHasShutItsOutputOrIsGone() throws IOException {
        startWithUsers("joe\n");
        final WireClient gone = new WireClient(server.linePort());
        gone.send("bob:hi\n".getBytes(UTF_8));
        gone.close();
        try (WireClient client = new WireClient(server.linePort())) {
            client.send("bob:hi\n".getBytes(UTF_8));
            client.socket().shutdownOutput();
            assertThat(client.nextLine()).isEqualTo("ERROR not authorised");
            assertThat(client.nextLine()).isEqualTo("END");
        }
        await().untilAtomic(server.connections(), equalTo(0));
        assertThat(said()).doesNotContain("Exception");
    }

    /** The kernel tells of an error as long as anybody asks, and nobody looks at it before the refusal is told. */
    @Test
    void shouldNotSpinForARefusedClientThatHasReset() throws Exception {
        startWithUsers("joe\n");
        try (WireClient client = new WireClient(server.linePort())) {
            client.send("nonsense\nnobody:hi\n".getBytes(UTF_8));
            client.socket().shutdownOutput();
            await().until(() -> client.socket().getInputStream().available() > 0);
        }
        // What was answered and not read has the kernel reset the connection.
        final long begunNs = System.nanoTime();
        final long usedNs = cpuTimeOfEventLoopsNs();
        await().atMost(PATIENCE).until(() -> server.connections().get() == 0);
        assertThat(cpuTimeOfEventLoopsNs() - usedNs).isLessThan((System.nanoTime() - begunNs) / 4);
    }

    private static long cpuTimeOfEventLoopsNs() {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().startsWith("logc-message-"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    @Test
    void shouldWriteAUsersMessagesToItsOwnFileAlsoWhenItWasNamedLater() throws IOException {
        startWithUsers("joe file=joe.log\n");
        try (WireClient client = new WireClient(server.linePort())) {
            client.send("joe:hi\n".getBytes(UTF_8));
            assertThat(client.nextLine()).startsWith("OK");
        }
        assertThat(temporary.resolve("joe.log")).hasContent("joe 1 line hi");
        Files.writeString(temporary.resolve("users"), "joe file=joe.log\nann file=ann.log\n");
        await().untilAsserted(() -> {
            try (WireClient client = new WireClient(server.port())) {
                client.send(hello("ann", "ann", ""), message(1, "x"));
                assertThat(client.next()).isEqualTo("WELCOME 0");
                assertThat(client.next()).isEqualTo("ACK 1");
            }
        });
        assertThat(temporary.resolve("ann.log")).hasContent("ann 1 name x");
    }

    @Test
    void shouldHandAClientFromOneEventLoopToAnother() throws Exception {
        final int rounds = 50;
        start(options());
        final List<WireClient> all = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            final WireClient client = new WireClient(server.port());
            all.add(client);
            client.send(hello("a"), message(round, "x"));
            assertThat(client.next()).isEqualTo("WELCOME " + (round - 1));
            if (round % 2 == 0) {
                assertThat(client.next()).isEqualTo("ACK " + round);
            }
        }
        await().untilAsserted(() -> assertThat(Files.readAllLines(file)).hasSize(rounds));
        for (final WireClient client : all) {
            client.close();
        }
    }

    @Test
    void shouldAnswerWhatIsPendingBeforeItEnds() throws Exception {
        final FakeLog fake = startFake(options(), 60_000);
        try (WireClient client = new WireClient(server.port());
                WireClient idle = new WireClient(server.port())) {
            client.send(hello("a"), message(1, "x"));
            assertThat(client.next()).isEqualTo("WELCOME 0");
            await().until(() -> fake.lines.size() == 1);
            final Thread end = new Thread(server::close);
            end.start();
            await().untilAtomic(fake.seals, equalTo(1));
            client.send(message(2, "y"));
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port(client)).close())
                    .isInstanceOf(ConnectException.class);
            await().untilAsserted(() -> assertThat(server.owed()).isEqualTo(2));
            fake.writeAll();
            assertThat(client.next()).isEqualTo("ACK 1");
            assertThat(client.next()).isEqualTo("NACK 2 SHUTTING_DOWN");
            assertThat(client.next()).isEqualTo("END");
            assertThat(idle.next()).isEqualTo("END");
            end.join();
        }
        assertThat(fake.lines).hasSize(1);
        fake.close();
    }

    /** Messages that wait for others, by a linger time, are written once the file is sealed. */
    @Test
    void shouldAnswerWhatIsWrittenWhenTheFileIsSealedAlsoWhereAnEventLoopHasStoodStill() throws Exception {
        final FakeLog fake = startFake(options(), 30_000);
        fake.capacity = 1;
        fake.onSeal = fake::writeAll;
        final CountDownLatch held = new CountDownLatch(1);
        final CountDownLatch closing = new CountDownLatch(1);
        fake.afterFull = () -> {
            held.countDown();
            awaitLatch(closing);
            LockSupport.parkNanos(2_000_000_000);
        };
        try (WireClient client = new WireClient(server.port())) {
            client.send(hello("a"), message(1, "x"));
            assertThat(client.next()).isEqualTo("WELCOME 0");
            client.send(message(2, "y"));
            held.await();
            closing.countDown();
            server.close();
            assertThat(client.next()).isEqualTo("ACK 1");
            assertThat(client.next()).isEqualTo("NACK 2 SHUTTING_DOWN");
            assertThat(client.next()).isEqualTo("END");
        }
        fake.close();
    }

    private static void awaitLatch(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int port(final WireClient client) {
        return client.socket().getPort();
    }

    @Test
    void shouldRefuseConnectionsBeyondTheCapAndTakeThemAgainLater() throws IOException {
        start(options().maxConnections(2));
        final WireClient second = new WireClient(server.linePort());
        try (WireClient first = new WireClient(server.port())) {
            first.send(hello("a"));
            assertThat(first.next()).isEqualTo("WELCOME 0");
            await().untilAtomic(server.connections(), equalTo(2));
            try (WireClient third = new WireClient(server.port())) {
                assertThat(third.next()).isEqualTo("END");
            }
            assertThat(said()).contains("max-connections=2");
            second.close();
            await().untilAtomic(server.connections(), equalTo(1));
            try (WireClient fourth = new WireClient(server.port())) {
                fourth.send(hello("b"));
                assertThat(fourth.next()).isEqualTo("WELCOME 0");
            }
        }
    }

    @Test
    void shouldNameOptionValueAndRemedyWhenAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start(options().linePort(taken.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("line-port=" + taken.getLocalPort())
                    .hasMessageContaining("choose another");
            assertThatThrownBy(() -> start(options().port(taken.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("message-port=" + taken.getLocalPort());
        }
        start(options());
    }

    @Test
    void shouldStopReadingFromAClientThatDoesNotReadItsAnswers() throws Exception {
        final FakeLog fake = startFake(options());
        fake.writesAtOnce = true;
        final byte[] bad = damaged(1, "");
        final byte[] many = new byte[10_000 * bad.length];
        for (int i = 0; i < 10_000; i++) {
            System.arraycopy(bad, 0, many, i * bad.length, bad.length);
        }
        try (SocketChannel deaf = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port()));
                WireClient other = new WireClient(server.port())) {
            deaf.write(ByteBuffer.wrap(hello("deaf")));
            deaf.configureBlocking(false);
            other.send(hello("b"));
            assertThat(other.next()).isEqualTo("WELCOME 0");
            int id = 0;
            long sent = 0;
            for (int stalls = 0; stalls < 20; ) {
                final int written = deaf.write(ByteBuffer.wrap(many));
                sent += written;
                stalls = written == 0 ? stalls + 1 : 0;
                id++;
                other.send(message(id, "x"));
                assertThat(other.next()).isEqualTo("ACK " + id);
                assertThat(sent)
                        .as("bytes taken from a client that reads nothing")
                        .isLessThan(100L << 20);
            }
        }
        fake.close();
    }

    @Test
    void shouldGoOnUndisturbedBesideRandomBytes() throws Exception {
        startWithUsers("joe\n");
        final Random random = new Random(3);
        try (WireClient client = new WireClient(server.port())) {
            client.send(hello("joe", "joe", ""));
            assertThat(client.next()).isEqualTo("WELCOME 0");
            for (int i = 1; i <= 300; i++) {
                final int port = i % 2 == 0 ? server.port() : server.linePort();
                final byte[] bytes = new byte[random.nextInt(2000)];
                random.nextBytes(bytes);
                try (Socket hostile = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    hostile.getOutputStream().write(bytes);
                    if (random.nextBoolean()) {
                        hostile.setSoLinger(true, 0);
                    }
                } catch (final SocketException reset) {
                    assertThat(reset).hasMessageMatching("Broken pipe|Connection reset.*");
                }
                client.send(message(i, "x"));
                assertThat(client.next()).isEqualTo("ACK " + i);
            }
        }
        assertThat(said()).doesNotContain("Exception");
    }

    @Test
    void shouldReadChangedUsersInAThreadOfItsOwnAndWithoutBeingAsked() throws IOException {
        final List<String> readers = new CopyOnWriteArrayList<>();
        log = new ServerLog(new PrintStream(said, true, UTF_8) {
            @Override
            public void println(final String line) {
                super.println(line);
                if (line.contains("read again")) {
                    readers.add(Thread.currentThread().getName());
                }
            }
        });
        startWithUsers("joe\n");
        Files.writeString(temporary.resolve("users"), "joe\nann\n");
        await().until(() -> !readers.isEmpty());
        assertThat(readers).containsExactly("logc-message-users");
        try (WireClient client = new WireClient(server.port())) {
            client.send(hello("ann", "ann", ""));
            assertThat(client.next()).isEqualTo("WELCOME 0");
        }
    }

    @Test
    void shouldWriteEachMessageOfManyConnectionsOnce() throws Exception {
        final int clients = 200;
        final int messages = 20;
        start(options());
        final List<WireClient> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            final WireClient client = new WireClient(server.port());
            all.add(client);
            client.send(hello("c" + i));
            for (int id = 1; id <= messages; id++) {
                client.send(message(id, "x"));
            }
        }
        for (final WireClient client : all) {
            assertThat(client.next()).isEqualTo("WELCOME 0");
            for (int id = 1; id <= messages; id++) {
                assertThat(client.next()).isEqualTo("ACK " + id);
            }
            client.close();
        }
        assertThat(Files.readAllLines(file)).hasSize(clients * messages).doesNotHaveDuplicates();
        await().untilAtomic(server.connections(), equalTo(0));
        assertThat(server.retained()).isZero();
    }
}
