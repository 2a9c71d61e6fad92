package io.logc.server.message.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.ledger.MessageLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsTest {
    private static final int MAX_CLIENTS = 4;
    private static final long MEMORY_S = 100;

    @TempDir
    private Path directory;

    private Clients clients;
    private long nowS = 1000;
    private long head = Long.MAX_VALUE;

    @AfterEach
    void tearDown() throws IOException {
        clients.close();
    }

    private Clients open() throws IOException {
        return open(MAX_CLIENTS);
    }

    private Clients open(final int maxClients) throws IOException {
        clients = new Clients(
                MessageLedger.openForServer(directory.resolve("messages.log"), maxClients),
                maxClients,
                MEMORY_S,
                () -> nowS,
                () -> head);
        return clients;
    }

    /** A client that has sent a message and is gone. */
    private KnownClient visit(final String id, final long messageId) throws IOException {
        return visit(id, messageId, null);
    }

    private KnownClient visit(final String id, final long messageId, final String holder) throws IOException {
        final KnownClient client = clients.get(id, false, holder);
        client.accepted(messageId, 64);
        note(client, messageId);
        clients.release(client);
        return client;
    }

    private void note(final KnownClient client, final long messageId) throws IOException {
        try (MessageLedger drain = MessageLedger.openForDrain(directory.resolve("messages.log"))) {
            drain.note(client.slot(), messageId, nowS);
        }
    }

    @Test
    void shouldGiveTheSameClientToAllItsSessions() throws IOException {
        open();
        final KnownClient first = clients.get("a", false, null);

        assertThat(clients.get("a", false, null)).isSameAs(first);
        assertThat(clients.get("b", false, null)).isNotSameAs(first);
        assertThat(clients.get("a", true, null)).as("a line user of that name").isNotSameAs(first);
        assertThat(clients.size()).isEqualTo(3);
    }

    /** The clock stands for a disk: it is asked under the lock. */
    @Test
    void shouldNotWaitForAWriteThatHangsWhenItIsClosed() throws Exception {
        final CountDownLatch hangs = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);
        clients = new Clients(
                MessageLedger.openForServer(directory.resolve("messages.log"), MAX_CLIENTS),
                MAX_CLIENTS,
                MEMORY_S,
                () -> {
                    hangs.countDown();
                    return awaited(goesOn);
                },
                () -> head);
        final CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                clients.get("a", false, null);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        hangs.await();

        try {
            assertThat(CompletableFuture.runAsync(() -> close(clients)))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableOfType(ExecutionException.class)
                    .withRootCauseInstanceOf(IOException.class);
        } finally {
            goesOn.countDown();
            writing.get();
        }
    }

    private static void close(final Clients clients) {
        try {
            clients.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long awaited(final CountDownLatch latch) {
        try {
            latch.await();
            return 0;
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldKnowAfterARestartWhatWasNoted() throws IOException {
        open();
        visit("a", 17);
        visit("b", 3);
        clients.get("line", true, null).accepted(5, 64);
        note(clients.get("line", true, null), 5);
        clients.close();

        open();

        assertThat(clients.get("a", false, null).lastAcceptedId()).isEqualTo(17);
        assertThat(clients.get("b", false, null).lastAcceptedId()).isEqualTo(3);
        assertThat(clients.get("line", true, null).nextId()).isEqualTo(6);
    }

    @Test
    void shouldForgetAtOnceWhoHasOnlyGreeted() throws IOException {
        open();
        for (int i = 0; i < 100; i++) {
            clients.release(clients.get("hostile " + i, false, null));
        }
        assertThat(clients.size()).isZero();

        final KnownClient two = clients.get("two sessions", false, null);
        clients.get("two sessions", false, null);
        clients.release(two);
        assertThat(clients.size()).isEqualTo(1);
    }

    @Test
    void shouldForgetTheOldestWhenItIsFull() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9);
            nowS += MEMORY_S;
        }

        final KnownClient more = visit("one more", 1);

        assertThat(more).isNotNull();
        for (int i = 1; i < MAX_CLIENTS; i++) {
            assertThat(clients.get("client " + i, false, null).lastAcceptedId()).isEqualTo(9);
        }
        assertThat(clients.get("client 0", false, null))
                .as("the oldest is gone, and nobody else may go now")
                .isNull();
    }

    @Test
    void shouldNotForgetWhoWasHeardOfLately() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9);
        }
        nowS += MEMORY_S - 1;
        assertThat(clients.get("one more", false, null)).isNull();
        nowS += 1;
        assertThat(clients.get("one more", false, null)).isNotNull();
    }

    /** What counts is when it left, not when it came. */
    @Test
    void shouldForgetInTheOrderInWhichTheyLeft() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9, "user " + i);
        }
        nowS += 1;
        visit("client 0", 9, "user 0");
        nowS += MEMORY_S;

        visit("one more", 1, "a");
        visit("two more", 1, "b");

        assertThat(clients.get("client 0", false, null).lastAcceptedId()).isEqualTo(9);
        assertThat(clients.get("client 3", false, null).lastAcceptedId()).isEqualTo(9);
        assertThat(clients.size("user 1")).isZero();
        assertThat(clients.size("user 2")).isZero();
    }

    /** It would be told that it is new while it still sends. */
    @Test
    void shouldNotForgetWhoHasComeBack() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9, "user " + i);
            clients.get("client " + i, false, "user " + i);
        }
        nowS += 10 * MEMORY_S;
        assertThat(clients.get("one more", false, "another")).isNull();
    }

    @Test
    void shouldNotForgetWhoIsConnected() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            clients.get("client " + i, false, null);
        }
        nowS += 10 * MEMORY_S;
        assertThat(clients.get("one more", false, null)).isNull();
    }

    /** Its note would otherwise go to whoever has the slot next. */
    @Test
    void shouldNotForgetWhoHasAMessageInTheRing() throws IOException {
        head = 63;
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9);
        }
        nowS += 10 * MEMORY_S;
        assertThat(clients.get("one more", false, null)).isNull();
        head = 64;
        assertThat(clients.get("one more", false, null)).isNotNull();
    }

    private KnownClient get(final String id, final String holder) throws IOException {
        return clients.get(id, false, holder);
    }

    /** Connects so many clients of a holder, if it may have them. Returns how many it has got. */
    private int connect(final String holder, final int count) throws IOException {
        int done = 0;
        while (done < count && get(holder + done, holder) != null) {
            done++;
        }
        return done;
    }

    @Test
    void shouldLeaveOthersPlacesWhenOneHolderWantsThemAll() throws IOException {
        open(16);

        assertThat(connect("greedy", 100)).as("half").isEqualTo(8);
        assertThat(connect("second", 100)).as("half of what is left").isEqualTo(4);
        assertThat(connect("third", 100)).isEqualTo(2);
        assertThat(connect("fourth", 100)).isEqualTo(1);
        assertThat(connect("fifth", 100)).as("one place while there is one").isEqualTo(1);
        assertThat(connect("sixth", 100)).isZero();
        assertThat(clients.size()).isEqualTo(16);
    }

    @Test
    void shouldServeWhoIsKnownWhenTheShareIsUsedUp() throws IOException {
        open(16);
        connect("greedy", 100);

        assertThat(get("greedy3", "greedy")).isNotNull();
        assertThat(get("greedy3", "another")).as("also for somebody else").isNotNull();
        assertThat(clients.size("greedy")).isEqualTo(8);
        assertThat(clients.size("another")).isZero();
    }

    @Test
    void shouldGiveAllPlacesToThoseOfNobodysShare() throws IOException {
        open(16);
        for (int i = 0; i < 16; i++) {
            assertThat(get("local" + i, null)).isNotNull();
        }
        assertThat(get("local16", null)).isNull();
    }

    @Test
    void shouldForgetClientsOfAUsedUpShareBeforeThoseOfOthers() throws IOException {
        open(16);
        visit("of nobody", 9);
        visit("quiet", 9, "quiet");
        for (int i = 0; i < 7; i++) {
            visit("greedy" + i, 9, "greedy");
        }
        assertThat(get("greedy7", "greedy")).isNull();
        nowS += MEMORY_S;

        assertThat(get("greedy7", "greedy")).isNotNull();

        assertThat(clients.size("greedy")).isEqualTo(7);
        assertThat(get("greedy1", "greedy").lastAcceptedId()).isEqualTo(9);
        assertThat(get("of nobody", null).lastAcceptedId()).isEqualTo(9);
        assertThat(get("quiet", "quiet").lastAcceptedId()).isEqualTo(9);
    }

    @Test
    void shouldForgetThoseOfOthersWhenAHolderHasNoneThatMayGo() throws IOException {
        open(16);
        for (int i = 0; i < 16; i++) {
            visit("old" + i, 9);
        }
        nowS += MEMORY_S;

        assertThat(connect("user", 100)).isEqualTo(8);
        assertThat(clients.size()).as("the other places were needed to be free").isEqualTo(8);
    }

    @Test
    void shouldCountInAShareWhoWasKnownBeforeARestart() throws IOException {
        open(16);
        for (int i = 0; i < 6; i++) {
            visit("client" + i, 9, "user");
        }
        clients.close();
        open(16);

        assertThat(clients.size("user")).isZero();
        for (int i = 0; i < 6; i++) {
            assertThat(get("client" + i, "user").lastAcceptedId()).isEqualTo(9);
        }
        assertThat(clients.size("user")).isEqualTo(6);
        assertThat(connect("user", 100)).isEqualTo(2);
    }

    @Test
    void shouldNotCountWhoIsForgotten() throws IOException {
        open(16);
        for (int i = 0; i < 100; i++) {
            clients.release(get("hostile" + i, "greedy"));
        }
        assertThat(clients.size("greedy")).isZero();
    }

    /** There are free slots then, and yet too many clients. */
    @Test
    void shouldForgetAsManyAsItTakesWhenTheBoundWasLowered() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9);
        }
        clients.close();

        clients = new Clients(
                MessageLedger.openForServer(directory.resolve("messages.log"), 2 * MAX_CLIENTS),
                2,
                MEMORY_S,
                () -> nowS,
                () -> head);
        nowS += MEMORY_S - 1;
        assertThat(clients.get("one more", false, null))
                .as("remembered for as long from the start of the server on")
                .isNull();
        nowS++;

        assertThat(clients.get("one more", false, null)).isNotNull();
        assertThat(clients.size()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheHigherOfTwoEntriesOfOneClient() throws IOException {
        try (MessageLedger ledger = MessageLedger.openForServer(directory.resolve("messages.log"), MAX_CLIENTS)) {
            for (int slot = 0; slot < 3; slot++) {
                ledger.assign(slot, "ba".getBytes(StandardCharsets.UTF_8), 1);
                ledger.note(slot, new long[] {5, 9, 7}[slot], 1);
            }
        }
        open();

        assertThat(clients.get("a", false, null).lastAcceptedId()).isEqualTo(9);
        assertThat(clients.get("b", false, null).slot()).isNotEqualTo(1);

        clients.get("c", false, null);
        clients.get("d", false, null);
        nowS += 10 * MEMORY_S;
        assertThat(clients.get("e", false, null)).as("no entry of a may go").isNull();
    }

    @Test
    void shouldUseSlotsThatWereFreeBeforeARestart() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9);
        }
        clients.release(clients.get("client 1", false, null));
        nowS += MEMORY_S;
        clients.get("client 2", false, null);
        clients.get("one more", false, null);
        clients.close();

        open();
        final List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            final KnownClient client = clients.get("new " + i, false, null);
            if (client != null) {
                slots.add(client.slot());
            }
        }
        assertThat(slots).doesNotHaveDuplicates();
        assertThat(clients.size()).isEqualTo(MAX_CLIENTS);
    }

    @Test
    void shouldGiveEachLineMessageItsOwnId() throws IOException, InterruptedException, ExecutionException {
        open();
        final KnownClient user = clients.get("user", true, null);
        final ExecutorService sessions = Executors.newFixedThreadPool(4);
        try {
            final List<Future<List<Long>>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(sessions.submit(() -> {
                    final List<Long> ids = new ArrayList<>();
                    for (int j = 0; j < 1000; j++) {
                        user.lineLock().lock();
                        try {
                            final long id = user.nextId();
                            user.accepted(id, 8 * id);
                            ids.add(id);
                        } finally {
                            user.lineLock().unlock();
                        }
                    }
                    return ids;
                }));
            }
            final List<Long> ids = new ArrayList<>();
            for (final Future<List<Long>> each : all) {
                ids.addAll(each.get());
            }
            assertThat(ids).doesNotHaveDuplicates().contains(1L, 4000L);
        } finally {
            sessions.shutdownNow();
        }
    }
}
