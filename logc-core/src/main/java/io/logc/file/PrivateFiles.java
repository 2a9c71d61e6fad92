package io.logc.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * Opens files that only this user's processes are meant to touch. Anything but a regular file of this user with mode 0600 and
 * a single link is refused before it is opened: to open a FIFO would wait for its other end, and to close a second link of a
 * lock's file would free that lock. Stateless; any thread.
 */
public final class PrivateFiles {
    private static final boolean UNIX = java.io.File.separatorChar == '/';
    private static final int TYPE_MASK = 0xF000;
    private static final int TYPE_REGULAR = 0x8000;
    private static final int OTHERS_MASK = 0x3F;
    private static final int UNKNOWN_USER = -1;
    private static final int USER = user();

    private PrivateFiles() {}

    /**
     * Checks a file without opening it and without following a link.
     *
     * @param path the file
     * @throws IOException when there is none, or it is not what logc has made there
     */
    public static void check(final Path path) throws IOException {
        if (!UNIX) {
            return;
        }
        final Map<String, Object> found = Files.readAttributes(path, "unix:mode,uid,nlink", LinkOption.NOFOLLOW_LINKS);
        final int mode = (Integer) found.get("mode");
        final int uid = (Integer) found.get("uid");
        final int links = (Integer) found.get("nlink");
        if (links == 0) {
            // Deleted between the lookup of its name and the look at it.
            throw new NoSuchFileException(path.toString());
        }
        if ((mode & TYPE_MASK) != TYPE_REGULAR
                || (mode & OTHERS_MASK) != 0
                || links != 1
                || USER != UNKNOWN_USER && uid != USER) {
            throw new IOException(path + ": must be a regular file of this user with mode 0600 and a single link;"
                    + " remove what is there");
        }
    }

    /**
     * Opens a file for reading and writing. Should something else take its place after the check, opening still waits for
     * nothing: a FIFO that is opened both ways has its other end.
     *
     * @param path the file
     * @param create whether to create it, for this user alone, where there is none
     * @return the open file
     * @throws IOException when it is missing, cannot be opened, or is not what logc has made there
     */
    public static FileChannel open(final Path path, final boolean create) throws IOException {
        try {
            check(path);
        } catch (final NoSuchFileException missing) {
            if (!create) {
                throw missing;
            }
        }
        if (!create) {
            return FileChannel.open(
                    path,
                    Set.<OpenOption>of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        }
        final Set<OpenOption> options = Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(path, options, privateFile());
    }

    /**
     * Reads a short text.
     *
     * @param path the file
     * @param maxLength bytes that it may have
     * @return its text, as ISO-8859-1
     * @throws IOException when it is missing, too long, or not what logc has made there
     */
    public static String read(final Path path, final int maxLength) throws IOException {
        try (FileChannel channel = open(path, false)) {
            final ByteBuffer bytes = ByteBuffer.allocate(maxLength + 1);
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = channel.read(bytes);
            }
            if (bytes.position() > maxLength) {
                throw new IOException(path + ": is too long; remove it");
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        }
    }

    private static FileAttribute<?>[] privateFile() {
        return UNIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** This process's user as Linux tells it; elsewhere the directory's own check has to do. */
    private static int user() {
        try {
            return UNIX ? (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") : UNKNOWN_USER;
        } catch (final IOException | RuntimeException unknown) {
            return UNKNOWN_USER;
        }
    }
}
