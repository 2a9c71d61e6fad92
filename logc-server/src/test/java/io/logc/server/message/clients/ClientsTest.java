package io.logc.server.message.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.ledger.MessageLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        clients = new Clients(
                MessageLedger.openForServer(directory.resolve("messages.log"), MAX_CLIENTS),
                MAX_CLIENTS,
                MEMORY_S,
                () -> nowS,
                () -> head);
        return clients;
    }

    /** A client that has sent a message and is gone. */
    private KnownClient visit(final String id, final long messageId) throws IOException {
        final KnownClient client = clients.get(id, false);
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
        final KnownClient first = clients.get("a", false);

        assertThat(clients.get("a", false)).isSameAs(first);
        assertThat(clients.get("b", false)).isNotSameAs(first);
        assertThat(clients.get("a", true)).as("a line user of that name").isNotSameAs(first);
        assertThat(clients.size()).isEqualTo(3);
    }

    @Test
    void shouldKnowAfterARestartWhatWasNoted() throws IOException {
        open();
        visit("a", 17);
        visit("b", 3);
        clients.get("line", true).accepted(5, 64);
        note(clients.get("line", true), 5);
        clients.close();

        open();

        assertThat(clients.get("a", false).lastAcceptedId()).isEqualTo(17);
        assertThat(clients.get("b", false).lastAcceptedId()).isEqualTo(3);
        assertThat(clients.get("line", true).nextId()).isEqualTo(6);
    }

    @Test
    void shouldForgetAtOnceWhoHasOnlyGreeted() throws IOException {
        open();
        for (int i = 0; i < 100; i++) {
            clients.release(clients.get("hostile " + i, false));
        }
        assertThat(clients.size()).isZero();

        final KnownClient two = clients.get("two sessions", false);
        clients.get("two sessions", false);
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
            assertThat(clients.get("client " + i, false).lastAcceptedId()).isEqualTo(9);
        }
        assertThat(clients.get("client 0", false))
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
        assertThat(clients.get("one more", false)).isNull();
        nowS += 1;
        assertThat(clients.get("one more", false)).isNotNull();
    }

    @Test
    void shouldNotForgetWhoIsConnected() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            clients.get("client " + i, false);
        }
        nowS += 10 * MEMORY_S;
        assertThat(clients.get("one more", false)).isNull();
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
        assertThat(clients.get("one more", false)).isNull();
        head = 64;
        assertThat(clients.get("one more", false))
                .as("in the same second nobody looks again")
                .isNull();
        nowS++;
        assertThat(clients.get("one more", false)).isNotNull();
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
        assertThat(clients.get("one more", false))
                .as("remembered for as long from the start of the server on")
                .isNull();
        nowS++;

        assertThat(clients.get("one more", false)).isNotNull();
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

        assertThat(clients.get("a", false).lastAcceptedId()).isEqualTo(9);
        assertThat(clients.get("b", false).slot()).isNotEqualTo(1);
    }

    @Test
    void shouldUseSlotsThatWereFreeBeforeARestart() throws IOException {
        open();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            visit("client " + i, 9);
        }
        clients.release(clients.get("client 1", false));
        nowS += MEMORY_S;
        clients.get("client 2", false);
        clients.get("one more", false);
        clients.close();

        open();
        final List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            final KnownClient client = clients.get("new " + i, false);
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
        final KnownClient user = clients.get("user", true);
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
