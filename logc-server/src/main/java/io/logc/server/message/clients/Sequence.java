package io.logc.server.message.clients;

/**
 * Which message comes next on one connection, so that after a refusal the messages behind it are not taken before it.
 *
 * <p>Owned by the session's event loop.
 */
public final class Sequence {
    private static final long UNKNOWN = 0;

    /** What is to be done with a message. */
    public enum Verdict {
        /** It is the next one. */
        NEW,
        /** It was accepted before. */
        DUPLICATE,
        /** One before it was refused, and comes first. */
        AHEAD
    }

    private long expected;
    private boolean isFirstDamaged;
    private long firstAhead;

    /**
     * Judges a message whose bytes are intact.
     *
     * @param id of the message, 1 and more
     * @param lastAccepted of this client, 0 for none
     * @return what to do with it
     */
    public Verdict judge(final long id, final long lastAccepted) {
        if (id <= lastAccepted) {
            expected = Math.max(expected, id + 1);
            return Verdict.DUPLICATE;
        }
        if (expected == UNKNOWN) {
            return isFirstDamaged && id != lastAccepted + 1 && !isBack(id) ? Verdict.AHEAD : Verdict.NEW;
        }
        return id > expected ? Verdict.AHEAD : Verdict.NEW;
    }

    /**
     * The connection's first message was damaged, so where the client stands is not known. It is known to go back to that
     * message: the first that is not behind those that came after the damaged one.
     */
    private boolean isBack(final long id) {
        if (firstAhead == UNKNOWN) {
            firstAhead = id;
            return false;
        }
        return id <= firstAhead;
    }

    /**
     * The message was taken, or refused for good: the next one follows.
     *
     * @param id of the message
     */
    public void passed(final long id) {
        expected = Math.max(expected, id + 1);
    }

    /**
     * The message was refused for now: it comes again.
     *
     * @param id of the message
     */
    public void refused(final long id) {
        if (expected == UNKNOWN) {
            expected = id;
        }
    }

    /** A message came whose bytes, and so its number, cannot be trusted: it comes again. */
    public void damaged() {
        if (expected == UNKNOWN) {
            isFirstDamaged = true;
            // Perhaps it was the one that the client went back to, so what comes next may stand behind it again.
            firstAhead = UNKNOWN;
        }
    }
}
