package io.logc.server.message;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known of one client: its place in the ledger and the last message that was taken from it.
 *
 * <p>{@link #lastAcceptedId} and {@link #endPosition} belong to the event loop of the session that owns the client, and go
 * to the next one with the ownership. A line user has no owner but a lock, under which each of its sessions takes an id and
 * publishes, so that the ids stand in the ring in their order. How many sessions use it is {@link Clients}'s.
 */
final class KnownClient {
    static final int NO_SLOT = -1;

    private final AtomicReference<Object> owner = new AtomicReference<>();
    private final String key;
    private final int slot;
    private final ReentrantLock lineLock = new ReentrantLock();
    private volatile long lastAcceptedId;
    private volatile long endPosition;

    /** Owned by {@link Clients}. */
    private int sessions;

    private long usedS;

    KnownClient(final String key, final int slot, final long lastId, final long usedS) {
        this.key = key;
        this.slot = slot;
        this.lastAcceptedId = lastId;
        this.usedS = usedS;
    }

    /** What {@link Clients} knows it by. */
    String key() {
        return key;
    }

    /** Its place in the ledger. */
    int slot() {
        return slot;
    }

    /** Id of the last message that was taken, 0 for none. */
    long lastAcceptedId() {
        return lastAcceptedId;
    }

    /** Position that the head must reach for the last message to be on file. */
    long endPosition() {
        return endPosition;
    }

    /** Notes a message that is in the ring. */
    void accepted(final long messageId, final long position) {
        lastAcceptedId = messageId;
        endPosition = position;
    }

    /** What a session of a line user holds from {@link #nextId()} until its message is in the ring or is not. */
    ReentrantLock lineLock() {
        return lineLock;
    }

    /** The next id of a line user, whose lock is held. It is taken by {@link #accepted}. */
    long nextId() {
        return lastAcceptedId + 1;
    }

    /** The session that owns the client, or null. */
    Object owner() {
        return owner.get();
    }

    /** Hands the ownership on, if it is as expected. */
    boolean own(final Object expected, final Object session) {
        return owner.compareAndSet(expected, session);
    }

    int sessions() {
        return sessions;
    }

    void sessions(final int count) {
        sessions = count;
    }

    long usedS() {
        return usedS;
    }

    void usedS(final long nowS) {
        usedS = nowS;
    }
}
