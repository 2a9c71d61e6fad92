package io.logc.server.message.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.fault.FaultPoint;
import io.logc.ledger.MessageLedger;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The clients of one file, as many as its ledger has room for. When it is full, those that were silent for longest are
 * forgotten, but none that is connected, has a message that is not on file, or was heard of lately: a message that such a
 * one sends again would be written twice.
 *
 * <p>Nobody can fill the table for all others: a client that is not known yet needs more free places than its holder (a
 * user, or an address) has clients already. So one holder gets half of the table at most, a second one half of what is left,
 * and whoever has none gets a place while there is one. Who is known is served always.
 *
 * <p>Any thread; a connection takes the lock twice in its life, a message never. Under it nothing is looked for: who is not
 * connected stands in the order in which it left.
 */
public final class Clients implements Closeable {
    private static final long CLOSE_TIMEOUT_MS = 200;
    private static final char BINARY = 'b';
    private static final char LINE = 'l';
    /** How many are looked at for one that may be forgotten: the oldest may all have a message that is not on file. */
    private static final int MAX_LOOKED_AT = 64;

    /** How many are forgotten for one new client: several when its holder has some, or the bound was lowered. */
    private static final int MAX_FORGOTTEN = 1024;

    private static final long NEVER = 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final MessageLedger ledger;
    private final int maxClients;
    private final long memoryS;
    private final LongSupplier clockS;
    private final LongSupplier head;
    private final Map<String, KnownClient> clients = new HashMap<>();
    private final Map<String, Share> shares = new HashMap<>();
    private final Set<KnownClient> idle = new LinkedHashSet<>();
    private final ArrayDeque<Integer> freed = new ArrayDeque<>();
    private int neverUsed;

    /** What a holder has of the table. */
    private static final class Share {
        private final Set<KnownClient> idle = new LinkedHashSet<>();
        private int count;
    }

    /**
     * Reads what is known.
     *
     * @param ledger of the file; closed with this object
     * @param maxClients that are remembered
     * @param memoryS seconds for which a client is remembered at least
     * @param clockS seconds of a clock that never jumps
     * @param head position of the ring up to which everything is on file
     * @throws IOException when the ledger cannot be read
     */
    public Clients(
            final MessageLedger ledger,
            final int maxClients,
            final long memoryS,
            final LongSupplier clockS,
            final LongSupplier head)
            throws IOException {
        this.ledger = ledger;
        this.maxClients = maxClients;
        this.memoryS = memoryS;
        this.clockS = clockS;
        this.head = head;
        final boolean[] used = new boolean[ledger.capacity()];
        ledger.visit((slot, key, lastId, epochSeconds) -> {
            // How long ago that was only a clock can tell that may have jumped: it counts from now on.
            final KnownClient client = new KnownClient(new String(key, UTF_8), slot, lastId, clockS.getAsLong());
            final KnownClient twin = clients.get(client.key());
            // Two entries of one client are what a power cut leaves; the lower id is the stale one.
            if (twin == null || twin.lastAcceptedId() < lastId) {
                clients.put(client.key(), client);
                used[slot] = true;
                idle.add(client);
                if (twin != null) {
                    used[twin.slot()] = false;
                    idle.remove(twin);
                }
            }
        });
        neverUsed = used.length;
        while (neverUsed > 0 && !used[neverUsed - 1]) {
            neverUsed--;
        }
        for (int slot = neverUsed - 1; slot >= 0; slot--) {
            if (!used[slot]) {
                freed.push(slot);
            }
        }
    }

    /**
     * Finds a client for a session, and keeps it until the session lets go.
     *
     * @param clientId of the client, or the name of a line user; they are different clients
     * @param line whether it is a line user
     * @param holder in whose share it counts, if it is in nobody's yet; null for somebody who may have them all
     * @return the client, or null when too many are remembered, of all or of this holder, and none may be forgotten
     * @throws IOException when the ledger cannot be written
     */
    public KnownClient get(final String clientId, final boolean line, final String holder) throws IOException {
        final String key = (line ? LINE : BINARY) + clientId;
        lock.lock();
        try {
            KnownClient client = clients.get(key);
            if (client == null) {
                client = add(key, holder);
                if (client == null) {
                    return null;
                }
            }
            comeBack(client, holder);
            client.sessions(client.sessions() + 1);
            return client;
        } finally {
            lock.unlock();
        }
    }

    private void comeBack(final KnownClient client, final String holder) {
        idle.remove(client);
        if (client.holder() != null) {
            shares.get(client.holder()).idle.remove(client);
        } else if (holder != null) {
            client.holder(holder);
            shares.computeIfAbsent(holder, name -> new Share()).count++;
        }
    }

    private void leave(final KnownClient client) {
        idle.add(client);
        if (client.holder() != null) {
            shares.get(client.holder()).idle.add(client);
        }
    }

    private KnownClient add(final String key, final String holder) throws IOException {
        final byte[] bytes = key.getBytes(UTF_8);
        if (bytes.length > MessageLedger.MAX_KEY_LENGTH) {
            throw new IllegalArgumentException("client id of " + (bytes.length - 1) + " bytes");
        }
        for (int i = 0; i < MAX_FORGOTTEN && !mayHaveMore(holder) && forgetOldest(holder); i++) {
            // One after the other.
        }
        if (!mayHaveMore(holder)) {
            return null;
        }
        final int slot = freed.isEmpty() ? neverUsed++ : freed.pop();
        final long nowS = clockS.getAsLong();
        try {
            ledger.assign(slot, bytes, NEVER);
        } catch (final IOException e) {
            freed.push(slot);
            throw e;
        }
        FaultPoint.MESSAGE_CLIENT_NOTED.reached();
        final KnownClient client = new KnownClient(key, slot, 0, nowS);
        clients.put(key, client);
        return client;
    }

    /**
     * A session has ended. A client of which nothing was ever taken is forgotten at once, so that whoever only greets takes
     * no room.
     *
     * @param client what {@link #get} gave
     * @throws IOException when the ledger cannot be written; the client stays
     */
    public void release(final KnownClient client) throws IOException {
        lock.lock();
        try {
            client.sessions(client.sessions() - 1);
            client.usedS(clockS.getAsLong());
            if (client.sessions() == 0) {
                leave(client);
                if (client.lastAcceptedId() == 0) {
                    forget(client);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayHaveMore(final String holder) {
        return heldBy(holder) < maxClients - clients.size();
    }

    private int heldBy(final String holder) {
        final Share share = shares.get(holder);
        return share == null ? 0 : share.count;
    }

    /** The holder's own come first, so that whoever needs many places gives up his own for them. */
    private boolean forgetOldest(final String holder) throws IOException {
        final Share share = shares.get(holder);
        return share != null && forgetFirst(share.idle) || forgetFirst(idle);
    }

    /** Returns whether one of them could be forgotten. */
    private boolean forgetFirst(final Set<KnownClient> oldestFirst) throws IOException {
        final long oldestKeptS = clockS.getAsLong() - memoryS;
        final long headNow = head.getAsLong();
        int lookedAt = 0;
        for (final KnownClient client : oldestFirst) {
            if (client.usedS() > oldestKeptS || lookedAt++ == MAX_LOOKED_AT) {
                return false;
            }
            if (client.endPosition() <= headNow) {
                forget(client);
                return true;
            }
        }
        return false;
    }

    private void forget(final KnownClient client) throws IOException {
        ledger.free(client.slot());
        clients.remove(client.key());
        idle.remove(client);
        final Share share = shares.get(client.holder());
        if (share != null) {
            share.idle.remove(client);
            share.count--;
            if (share.count == 0) {
                shares.remove(client.holder());
            }
        }
        freed.push(client.slot());
    }

    /** How many clients of a holder are remembered. */
    int size(final String holder) {
        lock.lock();
        try {
            return heldBy(holder);
        } finally {
            lock.unlock();
        }
    }

    /** How many are remembered.
     * @return 0 and more */
    public int size() {
        lock.lock();
        try {
            return clients.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean tryLock() {
        try {
            return lock.tryLock(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return lock.tryLock();
        }
    }

    /**
     * Gives up the ledger. Waits for nobody for long: whoever holds the lock then writes to a disk that hangs.
     *
     * @throws IOException when the ledger stays open
     */
    @Override
    public void close() throws IOException {
        if (!tryLock()) {
            throw new IOException("somebody still writes to the ledger");
        }
        try {
            ledger.close();
        } finally {
            lock.unlock();
        }
    }
}
