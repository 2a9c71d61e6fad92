package io.logc.server.message.session;

import java.util.ArrayList;
import java.util.List;

/**
 * The sessions of one event loop, and how long each may take for what it is doing: one look at all of them every second, no
 * timer for each.
 *
 * <p>Owned by the event loop.
 */
final class Deadlines {
    private final List<Session> sessions = new ArrayList<>();

    void add(final Session session) {
        session.deadlineIndex = sessions.size();
        sessions.add(session);
    }

    void remove(final Session session) {
        final int index = session.deadlineIndex;
        if (index < 0) {
            return;
        }
        session.deadlineIndex = -1;
        final Session last = sessions.remove(sessions.size() - 1);
        if (last != session) {
            sessions.set(index, last);
            last.deadlineIndex = index;
        }
    }

    /**
     * Closes those that have taken too long.
     *
     * @param nowNs the time
     */
    void sweep(final long nowNs) {
        for (int i = sessions.size() - 1; i >= 0; i--) {
            // Whoever is closed is replaced by the last one, which was looked at already.
            sessions.get(i).checkDeadlines(nowNs);
        }
    }

    /** All that are open; a copy.
     * @return the sessions */
    List<Session> sessions() {
        return List.copyOf(sessions);
    }

    int count() {
        return sessions.size();
    }
}
