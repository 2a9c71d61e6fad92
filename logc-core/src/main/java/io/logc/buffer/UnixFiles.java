package io.logc.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** What the kernel says about files: owner, type, mode, identity. On platforms without them the answers are neutral. */
public final class UnixFiles {
    private static final boolean UNIX = java.io.File.separatorChar == '/';
    private static final int TYPE_MASK = 0xF000;
    private static final int TYPE_REGULAR = 0x8000;
    private static final int TYPE_DIRECTORY = 0x4000;
    private static final int OTHERS_MASK = 0x3F;

    private UnixFiles() {}

    /**
     * Identity and state of a file.
     *
     * @param device device number
     * @param inode inode number
     * @param mode type and permission bits
     * @param uid owner
     * @param links hard links
     * @param size bytes
     * @param key what Java compares files by, for who only wants to know whether two are the same
     */
    public record Stat(long device, long inode, int mode, int uid, int links, long size, Object key) {
        /**
         * Compares identities.
         *
         * @param other another state
         * @return whether both are of one file
         */
        public boolean sameFile(final Stat other) {
            return other != null && device == other.device && inode == other.inode;
        }

        /**
         * Tells the type.
         *
         * @return whether it is a directory
         */
        public boolean isDirectory() {
            return (mode & TYPE_MASK) == TYPE_DIRECTORY;
        }

        boolean isPrivateRegularFile(final int expectedUid) {
            return (mode & TYPE_MASK) == TYPE_REGULAR && (mode & OTHERS_MASK) == 0 && uid == expectedUid && links == 1;
        }

        boolean isPrivateDirectory(final int expectedUid) {
            return (mode & TYPE_MASK) == TYPE_DIRECTORY && (mode & OTHERS_MASK) == 0 && uid == expectedUid;
        }
    }

    /**
     * Whether the platform tells owners, inodes and links.
     *
     * @return true on Linux and other Unixes
     */
    public static boolean isUnix() {
        return UNIX;
    }

    /**
     * Looks at a file without following a link.
     *
     * @param path the file
     * @return its state
     * @throws IOException when there is no such file, or it cannot be looked at
     */
    public static Stat stat(final Path path) throws IOException {
        return stat(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Looks at a file, following links.
     *
     * @param path the file
     * @return its state
     * @throws IOException when there is no such file, or it cannot be looked at
     */
    public static Stat statFollowing(final Path path) throws IOException {
        return stat(path, new LinkOption[0]);
    }

    /**
     * This process's user.
     *
     * @return the effective user id, or 0 where the platform has none
     * @throws IOException when it cannot be found out
     */
    public static int currentUid() throws IOException {
        if (!UNIX) {
            return 0;
        }
        final Path self = Path.of("/proc/self");
        if (Files.exists(self)) {
            return statFollowing(self).uid();
        }
        final Path probe = Files.createTempFile("logc", ".uid");
        try {
            return stat(probe).uid();
        } finally {
            Files.delete(probe);
        }
    }

    /**
     * The mount namespace of this process: in another one the same path may be another file.
     *
     * @return its number, or 0 where the platform has none
     */
    public static long mountNamespace() {
        try {
            return UNIX ? statFollowing(Path.of("/proc/self/ns/mnt")).inode() : 0;
        } catch (final IOException none) {
            return 0;
        }
    }

    /**
     * The attribute that makes a new file private.
     *
     * @return 0600, or nothing where the platform has no modes
     */
    public static FileAttribute<?>[] privateFile() {
        return permissions("rw-------");
    }

    /**
     * The attribute that makes a new directory private.
     *
     * @return 0700, or nothing where the platform has no modes
     */
    public static FileAttribute<?>[] privateDirectory() {
        return permissions("rwx------");
    }

    /**
     * Turns nine letters into nine bits.
     *
     * @param text as {@code rw-r-----}, or empty
     * @return the bits, or -1 for empty
     */
    public static int permissionBits(final String text) {
        if (text.isEmpty()) {
            return -1;
        }
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            bits = bits << 1 | (text.charAt(i) == '-' ? 0 : 1);
        }
        return bits;
    }

    /**
     * Turns nine bits into the platform's permissions.
     *
     * @param bits nine permission bits
     * @return the permissions
     */
    public static Set<PosixFilePermission> permissions(final int bits) {
        final StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < text.length(); i++) {
            if ((bits >> (text.length() - 1 - i) & 1) == 0) {
                text.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(text.toString());
    }

    private static FileAttribute<?>[] permissions(final String text) {
        return UNIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    private static Stat stat(final Path path, final LinkOption... options) throws IOException {
        if (!UNIX) {
            return new Stat(0, 0, TYPE_REGULAR, 0, 1, Files.size(path), path);
        }
        final Map<String, Object> all = Files.readAttributes(path, "unix:dev,ino,mode,uid,nlink,size,fileKey", options);
        return new Stat(
                (Long) all.get("dev"),
                (Long) all.get("ino"),
                (Integer) all.get("mode"),
                (Integer) all.get("uid"),
                (Integer) all.get("nlink"),
                (Long) all.get("size"),
                all.get("fileKey"));
    }
}
