package io.logc.server;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.buffer.UnixFiles;
import io.logc.control.ControlProtocol;
import io.logc.control.InitRequest;
import io.logc.control.ProtocolException;
import io.logc.drain.DrainHost;
import io.logc.drain.OwnedBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the buffer of a client that cannot make one itself: INIT without a name. The server holds the owner's lock for
 * it, and the end of the connection counts as the client's death.
 */
final class ServerMadeBuffer {
    private static final int MIN_CAPACITY = 64 * 1024;
    private static final int MAX_CAPACITY = 64 * 1024 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private ServerMadeBuffer() {}

    static BufferFile create(
            final BufferDirectory directory, final DrainHost host, final InitRequest request, final Object client)
            throws IOException {
        final int capacity = request.capacity();
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new ProtocolException(
                    ControlProtocol.EINVAL,
                    "capacity=" + capacity + ": must be a power of two between 64 KB and 64 MB");
        }
        final Path requested = Path.of(request.logFile());
        if (!requested.isAbsolute()) {
            throw new ProtocolException(ControlProtocol.EINVAL, "log file path=" + requested + ": must be absolute");
        }
        if (requested.getParent() == null
                || !Files.isDirectory(requested.normalize().getParent())) {
            throw new ProtocolException(
                    ControlProtocol.EINVAL, "log file path=" + requested + ": its directory does not exist");
        }
        final Path parent = requested.normalize().getParent().toRealPath();
        final Path logFile = parent.resolve(requested.getFileName());
        final UnixFiles.Stat stat = UnixFiles.statFollowing(parent);
        final BufferSpec spec = new BufferSpec(
                logFile.toString(),
                stat.device(),
                stat.inode(),
                UnixFiles.mountNamespace(),
                false,
                -1,
                request.header(),
                request.footer(),
                BufferSpec.plainDropReport(),
                request.identity());
        host.checkLogFile(spec);
        final OwnedBuffer owned = OwnedBuffer.create(directory, logFile, spec, capacity, 0);
        try {
            final RingProducer producer = owned.file().newProducer();
            if (!request.append()) {
                producer.write(RecordType.TRUNCATE, NOTHING, 0, 0);
            }
            producer.write(RecordType.OPEN, NOTHING, 0, 0);
            host.attachOwned(owned, client);
            return owned.file();
        } catch (final IOException | RuntimeException e) {
            Files.deleteIfExists(owned.file().path());
            owned.ownerLock().deleteAndClose();
            throw e;
        }
    }
}
