package io.logc.drain;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * A buffer that a {@link DrainHost} drains, and on whose behalf. Immutable.
 *
 * @param file the buffer
 * @param runner of its log file
 * @param maker the client for whom this process has made it, or null
 * @param clients on whose behalf; it is let go of when the last of them is gone
 */
record Attachment(BufferFile file, WriterRunner runner, Object maker, Set<Object> clients) {
    /** Connections that may speak for one buffer: a client that connects anew may be quicker than the end of its old one. */
    private static final int MAX_CLIENTS = 4;

    /** Refuses one client more where there may not be one. */
    void checkJoinable() throws IOException {
        if (maker != null) {
            throw new IOException(file.name() + ": belongs to the connection that it was made for");
        }
        if (clients.size() >= MAX_CLIENTS) {
            throw new IOException(file.name() + ": is spoken for by " + MAX_CLIENTS + " connections already");
        }
    }

    /** Whether there is nothing for the writer to do; what is sealed it has to remove, which may have to wait for another process. */
    boolean isDone() {
        try {
            return file.isDrained() && !file.isSealed();
        } catch (final InternalError truncatedWhileMapped) {
            // Draining will find the same and put the buffer aside.
            return false;
        }
    }

    Attachment with(final Object client) {
        final Set<Object> more = new HashSet<>(clients);
        more.add(client);
        return new Attachment(file, runner, maker, Set.copyOf(more));
    }

    Attachment without(final Object client) {
        final Set<Object> fewer = new HashSet<>(clients);
        fewer.remove(client);
        return new Attachment(file, runner, maker, Set.copyOf(fewer));
    }
}
