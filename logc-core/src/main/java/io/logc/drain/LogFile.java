package io.logc.drain;

import io.logc.buffer.UnixFiles;
import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A log file on disk, only ever appended to. It is looked up by its path before and after each batch, so that a file that
 * was moved or deleted (logrotate) is noticed.
 *
 * <p>Owned by the file's writer thread while it holds the writer lock. The file itself is never locked.
 */
final class LogFile {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private final Path path;
    private final int permissions;
    private final ChannelFactory channels;
    private FileChannel channel;
    private UnixFiles.Stat openStat;
    private long offset;

    /** Opens the channel that a log file is written through; tests hand in one that fails. */
    interface ChannelFactory {
        FileChannel openForAppend(Path path) throws IOException;
    }

    static final ChannelFactory FILE_SYSTEM = path ->
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    LogFile(final Path path, final int permissions, final ChannelFactory channels) {
        this.path = path;
        this.permissions = permissions;
        this.channels = channels;
    }

    Path path() {
        return path;
    }

    /** Makes sure that the open file is the one at the path, and notes its length. */
    void prepare() throws IOException {
        final UnixFiles.Stat atPath = statAtPath();
        if (channel == null || atPath == null || !atPath.sameFile(openStat)) {
            open(atPath == null);
        }
        offset = channel.size();
    }

    private void open(final boolean isNew) throws IOException {
        close();
        if (isNew && path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        channel = channels.openForAppend(path);
        openStat = UnixFiles.statFollowing(path);
        if (isNew && permissions >= 0 && UnixFiles.isUnix()) {
            Files.setPosixFilePermissions(path, UnixFiles.permissions(permissions));
        }
    }

    /** Length of the file when it was prepared; where the next batch goes. */
    long offset() {
        return offset;
    }

    UnixFiles.Stat openStat() {
        return openStat;
    }

    void append(final ByteBuffer batch) throws IOException {
        if (Faults.ARMED) {
            appendHalf(batch, FaultPoint.HALF_APPENDED);
        }
        while (batch.hasRemaining()) {
            channel.write(batch);
        }
    }

    private void appendHalf(final ByteBuffer batch, final FaultPoint point) throws IOException {
        final int limit = batch.limit();
        batch.limit(batch.position() + batch.remaining() / 2);
        while (batch.hasRemaining()) {
            channel.write(batch);
        }
        batch.limit(limit);
        point.reached();
    }

    void truncate() throws IOException {
        try (FileChannel writable = FileChannel.open(path, StandardOpenOption.WRITE)) {
            writable.truncate(0);
        }
    }

    /** Whether the open file is still at its path. */
    boolean isAtPath() throws IOException {
        final UnixFiles.Stat atPath = statAtPath();
        return atPath != null && atPath.sameFile(openStat);
    }

    /** Whether the open file has no name any more, so that what was written to it is gone. */
    boolean isUnlinked() throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            return false;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OPEN_FILES)) {
            for (final Path descriptor : descriptors) {
                final UnixFiles.Stat stat = statOrNull(descriptor);
                if (stat != null && stat.sameFile(openStat)) {
                    return stat.links() == 0;
                }
            }
        }
        return false;
    }

    /**
     * Finds a file by identity: at the log file's path, or renamed beside it.
     *
     * @return its path, or null when it is gone
     */
    Path find(final long device, final long inode) throws IOException {
        final UnixFiles.Stat atPath = statAtPath();
        if (atPath != null && atPath.device() == device && atPath.inode() == inode) {
            return path;
        }
        if (path.getParent() == null || !Files.isDirectory(path.getParent())) {
            return null;
        }
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(path.getParent())) {
            for (final Path sibling : siblings) {
                final UnixFiles.Stat stat = statOrNull(sibling);
                if (stat != null && stat.device() == device && stat.inode() == inode) {
                    return sibling;
                }
            }
        }
        return null;
    }

    void close() throws IOException {
        final FileChannel closing = channel;
        channel = null;
        openStat = null;
        if (closing != null) {
            closing.close();
        }
    }

    private UnixFiles.Stat statAtPath() throws IOException {
        try {
            return UnixFiles.statFollowing(path);
        } catch (final NoSuchFileException none) {
            return null;
        }
    }

    private static UnixFiles.Stat statOrNull(final Path path) {
        try {
            return UnixFiles.statFollowing(path);
        } catch (final IOException vanished) {
            return null;
        }
    }
}
