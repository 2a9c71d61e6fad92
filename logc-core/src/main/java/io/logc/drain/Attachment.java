package io.logc.drain;

import io.logc.buffer.BufferFile;
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
    /** Whether there is nothing for the writer to do. */
    boolean isDrained() {
        try {
            return file.isDrained();
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
