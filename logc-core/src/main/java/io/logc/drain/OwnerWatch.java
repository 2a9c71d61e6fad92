package io.logc.drain;

import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.util.Collection;

/**
 * Looks now and then whether the owners of attached buffers live. The end of a connection says it sooner, but may never
 * come: a child of the dead client may have inherited its socket. Owned by the sweeping thread.
 */
final class OwnerWatch {
    private static final long INTERVAL_NS = 5_000_000_000L;

    private final DrainHost host;
    private long lookedNs = System.nanoTime();

    OwnerWatch(final DrainHost host) {
        this.host = host;
    }

    void lookIfDue(final Collection<Attachment> attachments) {
        final long nowNs = System.nanoTime();
        if (nowNs - lookedNs < INTERVAL_NS) {
            return;
        }
        lookedNs = nowNs;
        for (final Attachment attachment : attachments) {
            final BufferName name = attachment.file().name();
            // Where this process holds the owner's lock for its client, the connection is all there is.
            if (attachment.maker() == null && host.isOwnerDead(name)) {
                attachment.runner().execute(writer -> checkOwnerDead(writer, name));
            }
        }
    }

    private static void checkOwnerDead(final LogFileWriter writer, final BufferName name) throws IOException {
        final DrainedBuffer buffer = writer.find(name);
        if (buffer != null) {
            buffer.checkOwnerDead();
        }
    }
}
