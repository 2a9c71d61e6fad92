package io.logc.server.message.session;

/**
 * Since when a session does what it is doing, and for how long it may. Times are nanoseconds of the server's clock; 0 stands
 * for what is not going on.
 *
 * <p>Owned by the session's event loop.
 */
final class SessionTimes {
    static final long OPEN_TIMEOUT_NS = 10_000_000_000L;
    static final long FRAME_TIMEOUT_NS = 30_000_000_000L;
    static final long UNREAD_TIMEOUT_NS = 30_000_000_000L;
    static final long END_TIMEOUT_NS = 5_000_000_000L;

    private final long openTimeoutNs;
    private final long idleTimeoutNs;
    private final long openedNs;
    private long receivedNs;
    private long frameBegunNs;
    private long unreadNs;
    private long endingNs;

    /**
     * Begins with the connection.
     *
     * @param nowNs the time
     * @param openTimeoutNs within which it must say who it is
     * @param idleTimeoutNs within which it must say something
     */
    SessionTimes(final long nowNs, final long openTimeoutNs, final long idleTimeoutNs) {
        this.openTimeoutNs = openTimeoutNs;
        this.idleTimeoutNs = idleTimeoutNs;
        openedNs = nowNs;
        receivedNs = nowNs;
    }

    /** Something came, or could not come because of us. */
    void received(final long nowNs) {
        receivedNs = nowNs;
    }

    /** Whether a frame has begun and is waited for. */
    void inFrame(final boolean isBegun) {
        if (!isBegun) {
            frameBegunNs = 0;
        } else if (frameBegunNs == 0) {
            frameBegunNs = receivedNs;
        }
    }

    /** Whether the client reads its answers. */
    void unread(final boolean isUnread, final long nowNs) {
        unreadNs = isUnread ? nowNs : 0;
    }

    /** The last answer was sent. Returns false when it was before. */
    boolean ending(final long nowNs) {
        if (endingNs != 0) {
            return false;
        }
        endingNs = nowNs;
        return true;
    }

    /**
     * Whether it has taken too long.
     *
     * @param nowNs the time
     * @param isOurs whether it waits for us
     * @param isOpen whether it has said who it is
     * @return true when it is to be closed
     */
    boolean isOver(final long nowNs, final boolean isOurs, final boolean isOpen) {
        if (endingNs != 0) {
            return nowNs - endingNs >= END_TIMEOUT_NS;
        }
        if (unreadNs != 0) {
            return nowNs - unreadNs >= UNREAD_TIMEOUT_NS;
        }
        if (isOurs) {
            return false;
        }
        if (!isOpen) {
            return nowNs - openedNs >= openTimeoutNs;
        }
        return frameBegunNs != 0 ? nowNs - frameBegunNs >= FRAME_TIMEOUT_NS : nowNs - receivedNs >= idleTimeoutNs;
    }
}
