package io.logc.server.control;

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
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the buffer of a client that cannot make one itself: INIT without a name. The server holds the owner's lock for
 * it, and the end of the connection counts as the client's death.
 */
final class ServerMadeBuffer {
    private static final int MIN_CAPACITY = 64 * 1024;
    private static final int MAX_CAPACITY = 64 * 1024 * 1024;
    private static final long MAX_MADE_BYTES = 256 * 1024 * 1024;
    private static final int SPARE_DIVISOR = 8;
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
        final Path normal = requested.normalize();
        if (normal.getParent() == null || !Files.isDirectory(normal.getParent())) {
            throw new ProtocolException(
                    ControlProtocol.EINVAL, "log file path=" + requested + ": its directory does not exist");
        }
        if (Files.isDirectory(normal)) {
            throw new ProtocolException(ControlProtocol.EINVAL, "log file path=" + requested + ": is a directory");
        }
        final Path parent = normal.getParent().toRealPath();
        final Path logFile = parent.resolve(normal.getFileName());
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
                request.identity(),
                BufferSpec.Purpose.EVENTS);
        host.checkLogFile(spec);
        checkRoom(directory, host, capacity);
        final OwnedBuffer owned = OwnedBuffer.create(directory, logFile, spec, capacity, 0);
        try {
            final RingProducer producer = owned.file().newProducer();
            if (!request.append()) {
                producer.write(RecordType.TRUNCATE, NOTHING, 0, 0);
            }
            producer.write(RecordType.OPEN, NOTHING, 0, 0);
            host.attachOwned(owned, client, null);
            return owned.file();
        } catch (final IOException | RuntimeException e) {
            Files.deleteIfExists(owned.file().path());
            owned.ownerLock().deleteAndClose();
            throw e;
        }
    }

    /** These buffers cost their clients nothing, and must not take the memory that applications make their own in. */
    private static void checkRoom(final BufferDirectory directory, final DrainHost host, final int capacity)
            throws IOException {
        final long made = host.madeBytes();
        if (made + capacity > MAX_MADE_BYTES) {
            throw new IOException("buffers of " + made + " bytes were made for clients already, more than "
                    + MAX_MADE_BYTES + " are not");
        }
        final FileStore store = Files.getFileStore(directory.path());
        if (store.getUsableSpace() - capacity < store.getTotalSpace() / SPARE_DIVISOR) {
            throw new IOException(directory + ": has no room for a buffer of " + capacity + " bytes and a reserve");
        }
    }
}
