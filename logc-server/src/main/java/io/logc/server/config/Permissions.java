package io.logc.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Who else may touch a file, and in which words it is said that it cannot be read. Stateless; any thread. */
public final class Permissions {
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> CHANGES_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private Permissions() {}

    /**
     * Whether a file, links followed, can be read or written by its group or by others.
     *
     * @param file to look at
     * @return false also where files have no such permissions
     * @throws IOException when there is no such file
     */
    public static boolean isOpenToOthers(final Path file) throws IOException {
        return hasOneOf(file, OF_OTHERS);
    }

    /**
     * Whether a file, links followed, can be written by its group or by others.
     *
     * @param file to look at
     * @return false also where files have no such permissions
     * @throws IOException when there is no such file
     */
    public static boolean isWritableByOthers(final Path file) throws IOException {
        return hasOneOf(file, CHANGES_BY_OTHERS);
    }

    private static boolean hasOneOf(final Path file, final Set<PosixFilePermission> unwanted) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(unwanted::contains);
        } catch (final UnsupportedOperationException notPosix) {
            return false;
        }
    }

    /**
     * Reads a file, and says in a person's words why that is not possible.
     *
     * @param file to be read
     * @param maxLength bytes that it may have
     * @return its content
     * @throws IOException beginning with the file's name
     */
    public static byte[] read(final Path file, final int maxLength) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException(file + ": is a directory, not a file");
            }
            // Not by its size: a device has none.
            try (InputStream in = Files.newInputStream(file)) {
                final byte[] content = in.readNBytes(maxLength + 1);
                if (content.length > maxLength) {
                    throw new IOException(file + ": has more than " + maxLength + " bytes");
                }
                return content;
            }
        } catch (final NoSuchFileException missing) {
            throw new IOException(file + ": there is no such file", missing);
        } catch (final AccessDeniedException denied) {
            throw new IOException(file + ": may not be read by this process's user", denied);
        }
    }
}
