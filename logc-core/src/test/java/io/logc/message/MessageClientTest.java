package io.logc.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.runAsync;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.logc.message.wire.ClientId;
import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a server that the test plays, over real sockets. */
@Timeout(60)
class MessageClientTest {
    private ScriptedServer server;
    private MessageClient client;

    @BeforeEach
    void startServer() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void closeAll() throws IOException {
        if (client != null) {
            client.close(Duration.ZERO);
        }
        server.close();
        await().untilAsserted(() -> assertThat(threadsOf("tester")).isEmpty());
    }

    private MessageClientOptions.Builder options() {
        return MessageClientOptions.builder("tester")
                .port(server.port())
                .retryPause(Duration.ofMillis(1), Duration.ofMillis(20));
    }

    private MessageClient open() {
        return open(options());
    }

    private MessageClient open(final MessageClientOptions.Builder options) {
        client = MessageClient.open(options.build());
        return client;
    }

    /** Asks the server often, but gives up a silent one only as long as the test wants it to: the test itself may be slow. */
    private void openImpatient(final BooleanSupplier impatient, final MessageClientOptions.Builder options) {
        final Dialer dialer = (to, opened) -> {
            final boolean patient = !impatient.getAsBoolean();
            final Socket socket = new Socket(to.host(), to.port()) {
                @Override
                public void setSoTimeout(final int timeoutMs) throws SocketException {
                    super.setSoTimeout(patient ? 0 : timeoutMs);
                }
            };
            opened.accept(socket);
            return socket;
        };
        client = new MessageClient(options.build(), dialer, ClientClock.SYSTEM, () -> 0);
    }

    private void openPatient(final MessageClientOptions.Builder options) {
        openImpatient(() -> false, options);
    }

    /** A connection that has brought its first message before the impatient client gave it up. */
    private ScriptedServer.Peer welcomeInTime(final int maxPayloadLength) throws IOException {
        while (true) {
            final ScriptedServer.Peer peer = server.accept();
            try {
                peer.hello();
                peer.welcome(maxPayloadLength, 0);
                assertThat(peer.message().id()).isEqualTo(1);
                return peer;
            } catch (final IOException e) {
                // Given up already: the next one.
            }
        }
    }

    /** From now on, on whatever connection. The client may give one more up before it becomes patient. */
    private void acknowledgeAll(final int maxPayloadLength) {
        runAsync(() -> {
            while (true) {
                try {
                    final ScriptedServer.Peer peer = server.accept();
                    peer.hello();
                    peer.welcome(maxPayloadLength, 0);
                    while (true) {
                        peer.ack(peer.message().id());
                    }
                } catch (final SocketTimeoutException | SocketException | EOFException e) {
                    if (server.isClosed()) {
                        return;
                    }
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private CompletableFuture<Long> sendInBackground(final String payload) {
        return supplyAsync(() -> {
            try {
                return client.send("n", payload);
            } catch (final IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static Throwable failure(final CompletableFuture<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(20, SECONDS))
                .getCause();
    }

    private static void assertNotAcknowledged(final CompletableFuture<?> future, final boolean perhapsWritten) {
        assertThat(failure(future))
                .isInstanceOfSatisfying(
                        MessageNotAcknowledgedException.class,
                        e -> assertThat(e.isPerhapsWritten()).as(e.getMessage()).isEqualTo(perhapsWritten));
    }

    private static void assertRefused(final CompletableFuture<?> future, final NackReason reason) {
        assertThat(failure(future))
                .isInstanceOfSatisfying(
                        MessageRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static List<String> threadsOf(final String clientId) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("logc-messages-" + clientId))
                .toList();
    }

    @Test
    void shouldSayWhoItIs() throws Exception {
        open(options().user("joe", "säcret"));
        final Hello hello = server.accept().hello();

        assertThat(hello.version()).isEqualTo(MessageProtocol.VERSION);
        assertThat(hello.clientId()).isEqualTo(ClientId.of("tester"));
        assertThat(hello.user()).isEqualTo("joe");
        assertThat(new String(hello.secret(), UTF_8)).isEqualTo("säcret");
        assertThat(client.toString()).contains("tester").doesNotContain("cret");
    }

    @Test
    void shouldSayItsUuid() throws Exception {
        final UUID id = UUID.randomUUID();
        try (MessageClient other = MessageClient.open(
                MessageClientOptions.builder(id).port(server.port()).build())) {
            assertThat(server.accept().hello().clientId()).isEqualTo(ClientId.of(id));
            other.close(Duration.ZERO);
        }
    }

    @Test
    void shouldReturnTheIdWhenTheMessageIsAcknowledged() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> sent = sendInBackground("höllo");

        assertThat(peer.message()).isEqualTo(new ScriptedServer.Received(1, "n", "höllo"));
        assertThat(sent).isNotDone();
        peer.ack(1);
        assertThat(sent.get(20, SECONDS)).isEqualTo(1);
    }

    @Test
    void shouldGoOnAfterTheLastIdThatTheServerKnows() throws Exception {
        open();
        final CompletableFuture<Long> before = client.sendAsync("n", "a");
        final ScriptedServer.Peer peer = server.welcome(41);
        final CompletableFuture<Long> after = client.sendAsync("n", "b");

        peer.messages(42, "a", "b");
        peer.ack(42, 43);
        assertThat(before.get(20, SECONDS)).isEqualTo(42);
        assertThat(after.get(20, SECONDS)).isEqualTo(43);
    }

    @Test
    void shouldHaveManyOnTheWayAndCompleteEachWithItsOwnId() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final List<CompletableFuture<Long>> sent = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            sent.add(client.sendAsync("", "message " + i));
        }
        for (int i = 1; i <= 500; i++) {
            assertThat(peer.message()).isEqualTo(new ScriptedServer.Received(i, "", "message " + i));
        }
        for (int i = 1; i <= 500; i++) {
            peer.ack(i);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(sent.get(i).get(20, SECONDS)).isEqualTo(i + 1);
        }
    }

    @Test
    void shouldWaitForRoomInAWindowOfMessages() throws Exception {
        openPatient(options().window(2, 1_000_000).heartbeat(Duration.ofMillis(20)));
        final ScriptedServer.Peer peer = server.welcome(0);
        client.sendAsync("n", "a");
        client.sendAsync("n", "b");
        final CompletableFuture<CompletableFuture<Long>> third = supplyAsync(() -> client.sendAsync("n", "c"));

        peer.messages(1, "a", "b");
        peer.ping(1);
        assertThat(third).isNotDone();
        peer.ack(1);
        peer.messages(3, "c");
        assertThat(third.get(20, SECONDS)).isNotDone();
    }

    @Test
    void shouldWaitForRoomInAWindowOfBytesButLetOneLongMessageThrough() throws Exception {
        open(options().window(100, 50).sendTimeout(Duration.ofMillis(50)));
        final ScriptedServer.Peer peer = server.welcome(0);
        client.sendAsync("n", "x".repeat(60));
        peer.messages(1, "x".repeat(60));

        final CompletableFuture<Long> noRoom = client.sendAsync("n", "b");

        assertNotAcknowledged(noRoom, false);
        assertThat(failure(noRoom)).hasMessageContaining("no room");
        peer.ack(1);
        await().until(() -> client.flush(Duration.ofSeconds(20)));
        client.sendAsync("n", "c");
        client.sendAsync("n", "d");
        peer.messages(2, "c", "d");
        assertNotAcknowledged(client.sendAsync("n", "e"), false);
    }

    @Test
    void shouldServeAllWhoWaitForRoom() throws Exception {
        open(options().window(1, 1_000_000));
        final ScriptedServer.Peer peer = server.welcome(0);
        final List<CompletableFuture<Long>> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sent.add(sendInBackground("x"));
        }
        for (int i = 1; i <= 8; i++) {
            peer.messages(i, "x");
            peer.ack(i);
        }
        for (final CompletableFuture<Long> each : sent) {
            assertThat(each.get(20, SECONDS)).isBetween(1L, 8L);
        }
    }

    @Test
    void shouldLetNoShortMessagesPassALongOneThatWaitsForRoom() throws Exception {
        openPatient(options().window(100, 100).heartbeat(Duration.ofMillis(20)));
        final ScriptedServer.Peer peer = server.welcome(0);
        final String half = "x".repeat(40);
        final String most = "x".repeat(60);
        client.sendAsync("n", half);
        final Thread first = new Thread(() -> client.sendAsync("n", most));
        first.start();
        await().until(() -> isWaitingForRoom(first.getStackTrace()));
        final Thread second = new Thread(() -> client.sendAsync("n", "fits"));
        second.start();

        peer.messages(1, half);
        peer.ping(3);
        peer.ack(1);
        peer.messages(2, most);
        peer.ack(2);
        peer.messages(3, "fits");
        first.join();
        second.join();
    }

    @Test
    void shouldSendAgainWithTheSameIdsWhenAnswersWereLost() throws Exception {
        open();
        final ScriptedServer.Peer first = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        final CompletableFuture<Long> b = client.sendAsync("n", "b");
        final CompletableFuture<Long> c = client.sendAsync("n", "c");
        first.messages(1, "a", "b", "c");
        first.ack(1);
        assertThat(a.get(20, SECONDS)).isEqualTo(1);
        first.close();

        final ScriptedServer.Peer second = server.welcome(3);
        final CompletableFuture<Long> d = client.sendAsync("n", "d");
        second.messages(2, "b", "c", "d");
        second.ack(2, 3, 4);

        assertThat(b.get(20, SECONDS)).isEqualTo(2);
        assertThat(c.get(20, SECONDS)).isEqualTo(3);
        assertThat(d.get(20, SECONDS)).isEqualTo(4);
    }

    @Test
    void shouldKeepItsOwnCountWhenTheServerHasForgottenIt() throws Exception {
        open();
        final ScriptedServer.Peer first = server.welcome(10);
        client.sendAsync("n", "a");
        first.messages(11, "a");
        first.ack(11);
        assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
        first.close();

        final ScriptedServer.Peer second = server.welcome(0);
        client.sendAsync("n", "b");
        second.messages(12, "b");
    }

    @Test
    void shouldNotGiveAnIdTwiceAfterTheServerRefusedTheClient() throws Exception {
        open();
        final ScriptedServer.Peer first = server.welcome(0);
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        first.messages(1, "a");
        first.close();
        final ScriptedServer.Peer second = server.accept();
        second.hello();
        final CompletableFuture<Long> unsent = client.sendAsync("n", "b");
        second.nack(0, NackReason.NOT_AUTHORISED);

        assertNotAcknowledged(sent, true);
        assertRefused(unsent, NackReason.NOT_AUTHORISED);
        final CompletableFuture<Long> later = client.sendAsync("n", "c");
        final ScriptedServer.Peer third = server.welcome(0);
        third.messages(2, "c");
        third.ack(2);
        assertThat(later.get(20, SECONDS)).isEqualTo(2);
    }

    @Test
    void shouldTryAgainOnlyForANewMessageWhenTheServerRefusedTheClient() throws Exception {
        open();
        final CompletableFuture<Long> refused = client.sendAsync("n", "a");
        final ScriptedServer.Peer peer = server.accept();
        peer.hello();
        peer.nack(0, NackReason.NOT_AUTHORISED);

        assertRefused(refused, NackReason.NOT_AUTHORISED);
        assertThat(server.isAnybodyWaiting()).isFalse();
        client.sendAsync("n", "b");
        server.welcome(0).messages(1, "b");
    }

    @Test
    void shouldSendAgainFromTheFirstRefusedOn() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        final CompletableFuture<Long> b = client.sendAsync("n", "b");
        final CompletableFuture<Long> c = client.sendAsync("n", "c");
        peer.messages(1, "a", "b", "c");
        peer.ack(1);
        peer.nack(2, NackReason.DISK_FULL);
        peer.nack(3, NackReason.OUT_OF_SEQUENCE);
        peer.messages(2, "b", "c");
        peer.nack(2, NackReason.BUSY);
        peer.nack(3, NackReason.OUT_OF_SEQUENCE);
        peer.messages(2, "b", "c");
        peer.ack(2, 3);

        assertThat(a.get(20, SECONDS)).isEqualTo(1);
        assertThat(b.get(20, SECONDS)).isEqualTo(2);
        assertThat(c.get(20, SECONDS)).isEqualTo(3);
        assertThat(client.lastProblem().orElseThrow()).hasMessageContaining("BUSY");
    }

    @Test
    void shouldNotSendNewOnesBetweenARefusalAndTheAnswersToWhatWasOnTheWay() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        client.sendAsync("n", "a");
        client.sendAsync("n", "b");
        peer.messages(1, "a", "b");
        peer.nack(1, NackReason.BUSY);
        await().until(() -> client.lastProblem().isPresent());
        client.sendAsync("n", "c");
        peer.nack(2, NackReason.OUT_OF_SEQUENCE);
        peer.messages(1, "a", "b", "c");
    }

    @Test
    void shouldFailWhatIsRefusedForGoodAndGoOn() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        final CompletableFuture<Long> b = sendAfter(peer, "b");
        peer.nack(1, NackReason.MALFORMED);
        peer.ack(2);

        assertRefused(a, NackReason.MALFORMED);
        assertThat(b.get(20, SECONDS)).isEqualTo(2);
        assertThatThrownBy(() -> {
                    final CompletableFuture<Long> c = sendInBackground("c");
                    peer.messages(3, "c");
                    peer.nack(3, NackReason.MALFORMED);
                    c.get(20, SECONDS);
                })
                .hasRootCauseInstanceOf(MessageRefusedException.class);
    }

    private CompletableFuture<Long> sendAfter(final ScriptedServer.Peer peer, final String payload) throws IOException {
        peer.messages(1, "a");
        final CompletableFuture<Long> sent = client.sendAsync("n", payload);
        peer.messages(2, payload);
        return sent;
    }

    @Test
    void shouldSendWhatIsDoneWithAgainWhenItLiesBetweenOthers() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        final CompletableFuture<Long> b = client.sendAsync("n", "b");
        final CompletableFuture<Long> c = client.sendAsync("n", "c");
        peer.messages(1, "a", "b", "c");
        peer.nack(1, NackReason.DISK_FULL);
        peer.nack(2, NackReason.MALFORMED); // the server looked at it all the same
        peer.nack(3, NackReason.OUT_OF_SEQUENCE);
        assertRefused(b, NackReason.MALFORMED);
        peer.messages(1, "a", "b", "c");
        peer.ack(1);
        peer.nack(2, NackReason.BUSY);
        peer.nack(3, NackReason.OUT_OF_SEQUENCE);
        peer.messages(2, "b", "c");
        peer.nack(2, NackReason.MALFORMED);
        peer.ack(3);

        assertThat(a.get(20, SECONDS)).isEqualTo(1);
        assertThat(c.get(20, SECONDS)).isEqualTo(3);
    }

    @Test
    void shouldTellADamagedMessageByTheOrderOfTheAnswers() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        peer.messages(1, "a");
        peer.nack(0x4000000000000001L, NackReason.CHECKSUM);
        peer.messages(1, "a");
        peer.nack(0, NackReason.CHECKSUM);
        peer.messages(1, "a");
        peer.ack(1);

        assertThat(a.get(20, SECONDS)).isEqualTo(1);
    }

    @Test
    void shouldRefuseItselfWhatTheServerWouldRefuseAsTooLong() throws Exception {
        open();
        final String tooLong = "x".repeat(MessageProtocol.DEFAULT_MAX_PAYLOAD_LENGTH + 1);
        final CompletableFuture<Long> before = client.sendAsync("n", tooLong);
        final CompletableFuture<Long> far = client.sendAsync("n", new byte[MessageProtocol.MAX_PAYLOAD_LENGTH + 1]);
        final CompletableFuture<Long> fits = client.sendAsync("n", "a");
        final ScriptedServer.Peer peer = server.welcome(0);
        peer.messages(1, "a");
        final CompletableFuture<Long> after = client.sendAsync("n", tooLong);
        final CompletableFuture<Long> longest = client.sendAsync("n", tooLong.substring(1));
        peer.messages(2, tooLong.substring(1));
        peer.ack(1, 2);

        assertRefused(before, NackReason.TOO_LARGE);
        assertRefused(far, NackReason.TOO_LARGE);
        assertRefused(after, NackReason.TOO_LARGE);
        assertThat(fits.get(20, SECONDS)).isEqualTo(1);
        assertThat(longest.get(20, SECONDS)).isEqualTo(2);
    }

    /** Else the server could accept c, both answers be lost, and b be acknowledged as a duplicate. */
    @Test
    void shouldSendAloneWhatANewServerWillRefuseAsTooLong() throws Exception {
        openPatient(options().heartbeat(Duration.ofMillis(20)));
        final ScriptedServer.Peer first = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        final CompletableFuture<Long> b = client.sendAsync("n", "bbbb");
        final CompletableFuture<Long> c = client.sendAsync("n", "c");
        first.messages(1, "a", "bbbb", "c");
        first.close();
        final ScriptedServer.Peer second = server.accept();
        second.hello();
        second.welcome(3, 0);
        second.messages(1, "a");
        second.ping(2);
        second.ack(1);
        second.messages(2, "bbbb");
        second.ping(2);
        second.nack(2, NackReason.TOO_LARGE);
        second.messages(3, "c");
        second.ack(3);

        assertThat(a.get(20, SECONDS)).isEqualTo(1);
        assertRefused(b, NackReason.TOO_LARGE);
        assertThat(c.get(20, SECONDS)).isEqualTo(3);
    }

    @Test
    void shouldEndWhenAnotherClientTakesItsIdOver() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        peer.messages(1, "a");
        peer.nack(0, NackReason.TAKEN_OVER);

        assertNotAcknowledged(sent, true);
        assertThat(failure(sent)).hasCauseInstanceOf(MessageRefusedException.class);
        assertRefused(client.sendAsync("n", "b"), NackReason.TAKEN_OVER);
        assertThatThrownBy(() -> client.send("n", "c")).isInstanceOf(MessageRefusedException.class);
        peer.awaitEnd();
        await().untilAsserted(() -> assertThat(threadsOf("tester")).isEmpty());
        assertThat(server.isAnybodyWaiting()).isFalse();
    }

    /** The first connection only is given up, however slow the test is. */
    private CompletableFuture<Long> sendWithAGreetingThatIsGivenUp() throws Exception {
        final AtomicBoolean isFirst = new AtomicBoolean(true);
        openImpatient(() -> isFirst.getAndSet(false), options().heartbeat(Duration.ofMillis(100)));
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        server.accept().hello();
        return sent;
    }

    /** The server goes on after a while, and comes to the greeting that was given up after that of the newer connection. */
    @Test
    void shouldConnectAgainWhenItsOwnEarlierGreetingHasTakenItsIdOver() throws Exception {
        final CompletableFuture<Long> sent = sendWithAGreetingThatIsGivenUp();
        final ScriptedServer.Peer second = server.welcome(0);
        second.messages(1, "a");
        second.nack(0, NackReason.TAKEN_OVER);
        final ScriptedServer.Peer third = server.welcome(0);
        third.messages(1, "a");
        third.ack(1);
        assertThat(sent.get(20, SECONDS)).isEqualTo(1);

        third.nack(0, NackReason.TAKEN_OVER);
        await().untilAsserted(() -> assertThat(threadsOf("tester")).isEmpty());
        assertRefused(client.sendAsync("n", "b"), NackReason.TAKEN_OVER);
    }

    @Test
    void shouldGreetAgainWhenItsOwnEarlierGreetingHasTakenItsIdOver() throws Exception {
        final CompletableFuture<Long> sent = sendWithAGreetingThatIsGivenUp();
        final ScriptedServer.Peer second = server.accept();
        second.hello();
        second.nack(0, NackReason.TAKEN_OVER);
        final ScriptedServer.Peer third = server.accept();
        third.hello();
        third.nack(0, NackReason.TAKEN_OVER);

        assertRefused(sent, NackReason.TAKEN_OVER);
        await().untilAsserted(() -> assertThat(threadsOf("tester")).isEmpty());
    }

    @Test
    void shouldNotTakeTheIdsOfAnotherForItsOwn() throws Exception {
        open(options().window(2, 1_000_000));
        final ScriptedServer.Peer first = server.welcome(0);
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        first.messages(1, "a");
        first.close();
        final ScriptedServer.Peer second = server.accept();
        second.hello();
        final CompletableFuture<Long> unsent = client.sendAsync("n", "b");
        second.welcome(256, 7);

        assertNotAcknowledged(sent, true);
        second.messages(8, "b");
        second.ack(8);
        assertThat(unsent.get(20, SECONDS)).isEqualTo(8);
    }

    @Test
    void shouldConnectAgainWhenTheServerRefusesTheConnectionForNow() throws Exception {
        open();
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        final ScriptedServer.Peer first = server.accept();
        first.hello();
        first.nack(0, NackReason.SHUTTING_DOWN);
        final ScriptedServer.Peer second = server.welcome(0);
        second.messages(1, "a");
        second.nack(0, NackReason.SHUTTING_DOWN);
        final ScriptedServer.Peer third = server.welcome(0);
        third.messages(1, "a");
        third.ack(1);

        assertThat(sent.get(20, SECONDS)).isEqualTo(1);
    }

    @Test
    void shouldConnectAgainWhenTheServerTalksNonsense() throws Exception {
        open();
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        final ScriptedServer.Peer noWelcome = server.accept();
        noWelcome.hello();
        noWelcome.pong();
        final ScriptedServer.Peer otherId = server.welcome(0);
        otherId.messages(1, "a");
        otherId.ack(2);
        final ScriptedServer.Peer noQuestion = server.welcome(0);
        noQuestion.messages(1, "a");
        noQuestion.ack(1, 99);
        assertThat(sent.get(20, SECONDS)).isEqualTo(1);
        final CompletableFuture<Long> next = client.sendAsync("n", "b");
        final ScriptedServer.Peer tooLong = server.welcome(1);
        tooLong.messages(2, "b");
        tooLong.say(target -> target.putInt(1 << 20));
        final ScriptedServer.Peer unknown = server.welcome(1);
        unknown.messages(2, "b");
        unknown.say(target -> Frames.putBare(target, (byte) 0x55));
        final ScriptedServer.Peer unprovoked = server.welcome(1);
        unprovoked.messages(2, "b");
        unprovoked.nack(2, NackReason.OUT_OF_SEQUENCE);
        final ScriptedServer.Peer last = server.welcome(1);
        last.messages(2, "b");
        last.ack(2);

        assertThat(next.get(20, SECONDS)).isEqualTo(2);
    }

    @Test
    void shouldFailForGoodWhenTheServerSpeaksAnotherVersion() throws Exception {
        open();
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        final ScriptedServer.Peer peer = server.accept();
        peer.hello();
        peer.say(new Welcome((short) 2, 256, MessageProtocol.WRITTEN, 0)::encode);

        assertRefused(sent, NackReason.VERSION);
    }

    @Test
    void shouldAskAnIdleServerWhetherItIsThere() throws Exception {
        openPatient(options().heartbeat(Duration.ofMillis(20)));
        final ScriptedServer.Peer peer = server.welcome(0);
        for (int i = 0; i < 10; i++) {
            peer.ping();
            peer.pong();
        }
        assertThat(client.isConnected()).isTrue();
    }

    @Test
    void shouldGiveUpAServerThatSaysNothing() throws Exception {
        final AtomicBoolean impatient = new AtomicBoolean(true);
        openImpatient(impatient::get, options().heartbeat(Duration.ofMillis(50)));
        final CompletableFuture<Long> sent = client.sendAsync("n", "a");
        final ScriptedServer.Peer noWelcome = server.accept();
        noWelcome.hello();
        noWelcome.awaitEnd();
        final ScriptedServer.Peer noAnswer = welcomeInTime(256);
        noAnswer.awaitEnd();
        impatient.set(false);
        acknowledgeAll(256);

        assertThat(sent.get(20, SECONDS)).isEqualTo(1);
    }

    @Test
    void shouldGiveUpAServerThatDoesNotRead() throws Exception {
        final AtomicBoolean impatient = new AtomicBoolean(true);
        openImpatient(impatient::get, options().heartbeat(Duration.ofMillis(50)).window(100, 100_000_000));
        final byte[] large = new byte[MessageProtocol.MAX_PAYLOAD_LENGTH];
        for (int i = 0; i < 40; i++) {
            client.sendAsync("n", large);
        }
        welcomeInTime(MessageProtocol.MAX_PAYLOAD_LENGTH); // reads no more
        await().until(() -> client.lastProblem().isPresent());
        impatient.set(false);
        acknowledgeAll(MessageProtocol.MAX_PAYLOAD_LENGTH);

        assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void shouldFlushWhatWasGivenBefore() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        final CompletableFuture<Long> b = client.sendAsync("n", "b");
        peer.messages(1, "a", "b");
        peer.ack(1);
        assertThat(client.flush(Duration.ofMillis(50))).isFalse();
        peer.nack(2, NackReason.MALFORMED);
        assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
        assertThat(a.get(20, SECONDS)).isEqualTo(1);
        assertRefused(b, NackReason.MALFORMED);
    }

    @Test
    void shouldWaitForAnswersWhenClosed() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        peer.messages(1, "a");
        final CompletableFuture<Integer> closed = supplyAsync(() -> client.close(Duration.ofSeconds(20)));
        await().untilAsserted(() -> assertNotAcknowledged(client.sendAsync("n", "b"), false));
        assertThat(closed).isNotDone();
        peer.ack(1);

        assertThat(closed.get(20, SECONDS)).isZero();
        assertThat(a.get(20, SECONDS)).isEqualTo(1);
        peer.awaitEnd();
        assertThat(client.close(Duration.ofSeconds(20))).isZero();
    }

    @Test
    void shouldSayWhatWasNotAnsweredWhenClosed() throws Exception {
        open(options().window(1, 1_000_000));
        final ScriptedServer.Peer peer = server.welcome(0);
        final CompletableFuture<Long> sent = sendInBackground("a");
        peer.messages(1, "a");
        final CompletableFuture<Long> noRoom = sendInBackground("b");
        await().until(() -> Thread.getAllStackTraces().values().stream().anyMatch(MessageClientTest::isWaitingForRoom));

        assertThat(client.close(Duration.ofMillis(1))).isEqualTo(1);
        assertNotAcknowledged(sent, true);
        assertNotAcknowledged(noRoom, false);
    }

    private static boolean isWaitingForRoom(final StackTraceElement[] stack) {
        for (final StackTraceElement element : stack) {
            if (element.getClassName().equals(SendQueue.class.getName())
                    && element.getMethodName().equals("awaitRoom")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void shouldCloseWhileItConnects() throws Exception {
        final CountDownLatch connecting = new CountDownLatch(1);
        final Dialer stuck = (options, opened) -> {
            final Socket socket = new Socket("127.0.0.1", server.port());
            opened.accept(socket);
            connecting.countDown();
            socket.getInputStream().read();
            throw new IOException("closed");
        };
        client = new MessageClient(options().build(), stuck, ClientClock.SYSTEM, () -> 0);
        final CompletableFuture<Long> unsent = client.sendAsync("n", "a");
        connecting.await();

        assertThat(client.close(Duration.ofMillis(1))).isEqualTo(1);
        assertNotAcknowledged(unsent, false);
        await().untilAsserted(() -> assertThat(threadsOf("tester")).isEmpty());
    }

    @Test
    void shouldCloseWhileItWaitsForTheNextConnection() throws Exception {
        open(options().retryPause(Duration.ofHours(1), Duration.ofHours(1)));
        server.accept().close();
        await().until(() -> client.lastProblem().isPresent());

        assertThat(client.close(Duration.ofSeconds(20))).isZero();
        await().untilAsserted(() -> assertThat(threadsOf("tester")).isEmpty());
    }

    @Test
    void shouldTakeBackWhatWasNotSentWhenNobodyWaitsAnyMore() throws Exception {
        open(options().sendTimeout(Duration.ofSeconds(2)));
        final ScriptedServer.Peer first = server.accept();
        first.hello();
        assertNotAcknowledged(sendInBackground("late"), false);
        final CompletableFuture<Long> cancelled = client.sendAsync("n", "cancelled");
        final CompletableFuture<Long> a = client.sendAsync("n", "a");
        cancelled.cancel(false);
        first.welcome(256, 0);
        first.messages(1, "a");

        final CompletableFuture<Long> sent = sendInBackground("b");
        first.messages(2, "b");
        assertNotAcknowledged(sent, true);
        first.ack(1, 2);
        assertThat(a.get(20, SECONDS)).isEqualTo(1);
        assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void shouldNotSendWhatAnInterruptedThreadWantedToSend() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.accept();
        peer.hello();
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        final Thread sender = new Thread(() -> {
            try {
                client.send("n", "a");
            } catch (final IOException | InterruptedException e) {
                thrown.set(e);
            }
        });
        sender.start();
        await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
        sender.interrupt();
        sender.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        client.sendAsync("n", "b");
        peer.welcome(256, 0);
        peer.messages(1, "b");
    }

    @Test
    void shouldComeBackFromAFullWindowWhenInterrupted() throws Exception {
        open(options().window(1, 1_000_000).sendTimeout(Duration.ZERO));
        client.sendAsync("n", "a");
        final AtomicReference<CompletableFuture<Long>> second = new AtomicReference<>();
        final CountDownLatch interrupted = new CountDownLatch(1);
        final Thread sender = new Thread(() -> {
            second.set(client.sendAsync("n", "b"));
            if (Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
            }
        });
        sender.start();
        await().until(() -> isWaitingForRoom(sender.getStackTrace()));
        sender.interrupt();
        sender.join();

        assertNotAcknowledged(second.get(), false);
        assertThat(interrupted.getCount()).isZero();
        Thread.currentThread().interrupt();
        assertThat(client.close(Duration.ofHours(1))).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldGoOnWhenItsThreadsAreInterrupted() throws Exception {
        open();
        final ScriptedServer.Peer peer = server.welcome(0);
        client.sendAsync("n", "a");
        peer.messages(1, "a");
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("logc-messages-tester"))
                .forEach(Thread::interrupt);
        peer.ack(1);
        client.sendAsync("n", "b");
        peer.messages(2, "b");
    }

    @Test
    void shouldSayWhyWhenThereIsNoServer() throws Exception {
        // Bound and never listening, so that nobody else can have the port meanwhile.
        try (Socket holder = new Socket()) {
            holder.bind(new InetSocketAddress("127.0.0.1", 0));
            open(options().port(holder.getLocalPort()).sendTimeout(Duration.ofMillis(100)));
            await().until(() -> client.lastProblem().isPresent());

            assertThatThrownBy(() -> client.send("n", "a"))
                    .isInstanceOf(MessageNotAcknowledgedException.class)
                    .hasMessageContaining("not sent")
                    .hasRootCauseMessage("Connection refused");
        }
    }

    @Test
    void shouldRefuseANameThatIsTooLong() {
        open();
        assertThatThrownBy(() -> client.sendAsync("ä".repeat(128), "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.send("x".repeat(256), "")).isInstanceOf(IllegalArgumentException.class);
    }
}
