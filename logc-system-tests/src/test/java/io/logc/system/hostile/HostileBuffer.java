package io.logc.system.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.UnixFiles;
import io.logc.drain.OwnedBuffer;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A buffer of a client that writes into all of it whatever it likes. */
final class HostileBuffer implements AutoCloseable {
    static final int CAPACITY = 64 * 1024;
    static final int HEADER = 4096;
    static final int TAIL = HEADER + CAPACITY + 128;
    static final int HEAD = HEADER + CAPACITY + 384;

    private final OwnedBuffer owned;
    private final MappedByteBuffer bytes;

    private HostileBuffer(final OwnedBuffer owned, final MappedByteBuffer bytes) {
        this.owned = owned;
        this.bytes = bytes;
        bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    static HostileBuffer create(final BufferDirectory directory, final Path logFile) throws IOException {
        final UnixFiles.Stat parent = UnixFiles.statFollowing(logFile.getParent());
        final BufferSpec spec = new BufferSpec(
                logFile.toString(),
                parent.device(),
                parent.inode(),
                UnixFiles.mountNamespace(),
                false,
                -1,
                new byte[0],
                new byte[0],
                BufferSpec.plainDropReport(),
                "hostile",
                BufferSpec.Purpose.EVENTS);
        final OwnedBuffer owned = OwnedBuffer.create(directory, logFile, spec, CAPACITY, 0);
        try (FileChannel channel =
                FileChannel.open(owned.file().path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new HostileBuffer(owned, channel.map(MapMode.READ_WRITE, 0, channel.size()));
        }
    }

    BufferFile file() {
        return owned.file();
    }

    MappedByteBuffer bytes() {
        return bytes;
    }

    /** Whether it still has its name; the server takes it away when it finds the damage. */
    boolean isThere() {
        return Files.exists(owned.file().path());
    }

    void write(final String line) {
        final byte[] event = (line + "\n").getBytes(US_ASCII);
        owned.file().newProducer().write(RecordType.EVENT, event, 0, event.length);
    }

    @Override
    public void close() throws IOException {
        owned.ownerLock().close();
    }
}
