package io.logc.server.message.clients;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known of one client: its place in the ledger and the last message that was taken from it.
 *
 * <p>{@link #lastAcceptedId} and {@link #endPosition} belong to the event loop of the session that owns the client, and go
 * to the next one with the ownership. A line user has no owner but a lock, under which each of its sessions takes an id and
 * publishes, so that the ids stand in the ring in their order. How many sessions use it is {@link Clients}'s.
 */
public final class KnownClient {
    private final AtomicReference<Ownership> owner = new AtomicReference<>();
    private final String key;
    private final int slot;
    private final ReentrantLock lineLock = new ReentrantLock();
    private volatile long lastAcceptedId;
    private volatile long endPosition;

    /** Owned by {@link Clients}. */
    private int sessions;

    private String holder;
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

    /** Its place in the ledger.
     * @return 0 and more */
    public int slot() {
        return slot;
    }

    /** Id of the last message that was taken.
     * @return 0 for none */
    public long lastAcceptedId() {
        return lastAcceptedId;
    }

    /** Position that the ring's head must reach for the last message to be on file.
     * @return 0 when none was taken since the server started */
    public long endPosition() {
        return endPosition;
    }

    /**
     * Notes a message that is in the ring. By whoever may publish: the owner's event loop, or who holds the line user's lock.
     *
     * @param messageId 1 and more
     * @param position that the ring's head must reach for the message to be on file
     */
    public void accepted(final long messageId, final long position) {
        lastAcceptedId = messageId;
        endPosition = position;
    }

    /** What a session of a line user holds from {@link #nextId()} until its message is in the ring or is not.
     * @return the same always */
    public ReentrantLock lineLock() {
        return lineLock;
    }

    /** The next id of a line user, whose lock is held. It is taken by {@link #accepted}.
     * @return 1 and more */
    public long nextId() {
        return lastAcceptedId + 1;
    }

    /** The hold of the session that owns the client, or null. */
    Ownership owner() {
        return owner.get();
    }

    /** Hands the ownership on, if it is as expected. */
    boolean own(final Ownership expected, final Ownership next) {
        return owner.compareAndSet(expected, next);
    }

    int sessions() {
        return sessions;
    }

    void sessions(final int count) {
        sessions = count;
    }

    /** In whose share it counts; null when it counts in nobody's. */
    String holder() {
        return holder;
    }

    void holder(final String name) {
        holder = name;
    }

    long usedS() {
        return usedS;
    }

    void usedS(final long nowS) {
        usedS = nowS;
    }
}
