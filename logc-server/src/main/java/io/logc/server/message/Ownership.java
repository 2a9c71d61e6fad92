package io.logc.server.message;

/**
 * A session's hold on its client, of which there is one at a time: a newer session takes it over, and begins when the older has
 * let go. They are told by tasks of their event loops, so what is known of the client is handed over with the task.
 *
 * <p>Owned by the session's event loop, but for the client's mark of who has it.
 */
final class Ownership {
    private final BinarySession session;
    private final KnownClient client;
    private final MessageLog log;
    private boolean isGranted;
    private boolean isClosed;
    private Ownership successor;

    /**
     * Makes a hold that is yet to be taken.
     *
     * @param session that is to have it
     * @param client to be had
     * @param log whose client it is
     */
    Ownership(final BinarySession session, final KnownClient client, final MessageLog log) {
        this.session = session;
        this.client = client;
        this.log = log;
    }

    /** Takes the client, at once or when its present owner has let go of it. */
    void take() {
        Object owner;
        do {
            owner = client.owner();
        } while (!client.own(owner, this));
        if (owner == null) {
            granted();
        } else {
            final Ownership older = (Ownership) owner;
            older.execute(() -> older.yieldTo(this));
        }
    }

    private void execute(final Runnable task) {
        session.service().execute(task);
    }

    /** Somebody newer has the client already, and waits to be told. */
    private void yieldTo(final Ownership newer) {
        successor = newer;
        session.takenOver();
        letGo();
    }

    private void granted() {
        isGranted = true;
        if (isClosed || successor != null) {
            letGo();
        } else {
            session.granted();
        }
    }

    /** The connection has ended. */
    void close() {
        isClosed = true;
        letGo();
    }

    /** Lets go, once, of what was granted; to the next one if there is one. */
    private void letGo() {
        if (!isGranted) {
            return;
        }
        if (successor == null && !client.own(this, null)) {
            // Somebody newer has it: the task that says who is on its way.
            return;
        }
        isGranted = false;
        session.service().release(log, client);
        if (successor != null) {
            final Ownership next = successor;
            next.execute(next::granted);
        }
    }
}
