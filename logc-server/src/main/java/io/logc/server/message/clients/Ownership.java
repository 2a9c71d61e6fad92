package io.logc.server.message.clients;

/**
 * A session's hold on its client, of which there is one at a time: a newer session takes it over, and begins when the older has
 * let go. They are told by tasks of their event loops, so what is known of the client is handed over with the task.
 *
 * <p>Owned by the session's event loop, but for the client's mark of who has it.
 */
public final class Ownership {
    /** The session that has the client or is to have it. Called by its own event loop, but for {@link #execute}. */
    public interface Owner {
        /**
         * Does something later, in the session's event loop. Any thread.
         *
         * @param task a piece of work of its own
         */
        void execute(Runnable task);

        /** The client is the session's own now. */
        void granted();

        /** A newer session has come: nothing more may be taken from this one. */
        void takenOver();

        /**
         * The session has the client no longer.
         *
         * @param client to be released, once
         */
        void letGo(KnownClient client);
    }

    private final Owner session;
    private final KnownClient client;
    private boolean isGranted;
    private boolean isClosed;
    private Ownership successor;

    /**
     * Makes a hold that is yet to be taken.
     *
     * @param session that is to have it
     * @param client to be had
     */
    public Ownership(final Owner session, final KnownClient client) {
        this.session = session;
        this.client = client;
    }

    /** Takes the client, at once or when its present owner has let go of it. */
    public void take() {
        Ownership owner;
        do {
            owner = client.owner();
        } while (!client.own(owner, this));
        if (owner == null) {
            granted();
        } else {
            final Ownership older = owner;
            older.session.execute(() -> older.yieldTo(this));
        }
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
    public void close() {
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
        session.letGo(client);
        if (successor != null) {
            final Ownership next = successor;
            next.session.execute(next::granted);
        }
    }
}
