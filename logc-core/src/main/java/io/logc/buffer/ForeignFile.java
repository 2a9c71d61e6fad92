package io.logc.buffer;

import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TAIL_POSITION_OFFSET;

import io.logc.buffer.mapped.MappedAtomicBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Maps a buffer file that somebody else made, after a look at what it is. Stateless. */
final class ForeignFile {
    private ForeignFile() {}

    /**
     * Maps a buffer file.
     *
     * @return its bytes, of which nothing is checked but magic and version; or null when its maker has not completed it
     * @throws IOException when there is none, or it is none that may be used
     */
    static ByteBuffer map(final BufferDirectory directory, final BufferDirectory.BufferName name) throws IOException {
        final Path path = directory.buffer(name);
        final UnixFiles.Stat before = UnixFiles.stat(path);
        if (UnixFiles.isUnix() && before.links() == 0) {
            // Deleted between the lookup of its name and the look at it.
            throw new NoSuchFileException(path.toString());
        }
        if (UnixFiles.isUnix() && !before.isPrivateRegularFile(UnixFiles.currentUid())) {
            throw new CorruptBufferException(
                    path + ": must be a regular file of this user with mode 0600 and a single link");
        }
        final Set<OpenOption> options =
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(path, options)) {
            final long length = channel.size();
            if (UnixFiles.isUnix() && !UnixFiles.stat(path).sameFile(before)) {
                throw new CorruptBufferException(path + ": was replaced while it was opened");
            }
            if (length > Integer.MAX_VALUE) {
                throw new CorruptBufferException(path + ": length=" + length + " is more than any buffer's");
            }
            if (length < BufferDescriptor.PAGE) {
                return null;
            }
            final ByteBuffer bytes = channel.map(MapMode.READ_WRITE, 0, length);
            directory.countMapped(length);
            return isPublished(path, bytes) ? bytes : null;
        }
    }

    private static boolean isPublished(final Path path, final ByteBuffer bytes)
            throws CorruptBufferException, BufferVersionException {
        final MappedAtomicBuffer fixed = new MappedAtomicBuffer(bytes, 0, BufferDescriptor.PAGE);
        final int version = fixed.getIntVolatile(BufferDescriptor.VERSION_OFFSET);
        if (version == 0) {
            checkUntouched(path, bytes);
            return false;
        }
        if (fixed.getInt(BufferDescriptor.MAGIC_OFFSET) != BufferDescriptor.MAGIC) {
            throw new CorruptBufferException(path + ": is no buffer of logc");
        }
        if (version < BufferDescriptor.MIN_VERSION || version > BufferDescriptor.VERSION) {
            throw new BufferVersionException(
                    path + ": format version=" + version + ", this logc reads versions " + BufferDescriptor.MIN_VERSION
                            + " to " + BufferDescriptor.VERSION + "; use a server of the application's version");
        }
        return true;
    }

    /** What was never published has never held an event; a ring that has is damaged, and must not be taken for such a one. */
    private static void checkUntouched(final Path path, final ByteBuffer bytes) throws CorruptBufferException {
        final int tailOffset = bytes.capacity() - BufferDescriptor.TRAILER_LENGTH + TAIL_POSITION_OFFSET;
        for (int i = 0; i < Long.BYTES; i++) {
            if (bytes.get(tailOffset + i) != 0) {
                throw new CorruptBufferException(path + ": format version=0, but its ring was written to");
            }
        }
    }
}
