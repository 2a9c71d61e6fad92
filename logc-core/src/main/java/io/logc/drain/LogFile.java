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
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.LongSupplier;

/**
 * A log file on disk, only ever appended to. It is looked up by its path before and after each batch, so that a file that
 * was moved or deleted (logrotate) is noticed.
 *
 * <p>Owned by the file's writer thread while it holds the writer lock. The file itself is never locked.
 */
final class LogFile {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int MAX_WRITES_IN_VAIN = 3;
    private static final int MAX_OPENINGS = 10;
    private static final int NOT_OPEN = -1;
    private static final int UNKNOWN = -2;

    private final Path path;
    private final int permissions;
    private final ChannelFactory channels;
    private final long trustNs;
    private final LongSupplier nanoClock;
    private FileChannel channel;
    private boolean wasAtPath;
    private long atPathNs;
    private UnixFiles.Stat openStat;
    private long offset;
    private boolean nameIsNew;
    private boolean used;

    /** Opens the channels that log files are written and read through; tests hand in ones that fail. */
    interface ChannelFactory {
        /** Opens the log file, which is made where there is none, to be appended to. */
        FileChannel openForAppend(Path path) throws IOException;

        /** Opens a file that must be there. */
        default FileChannel openExisting(final Path path, final OpenOption... options) throws IOException {
            return FileChannel.open(path, options);
        }
    }

    static final ChannelFactory FILE_SYSTEM = path ->
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    /** A log file that is looked for at its path before each batch. */
    LogFile(final Path path, final int permissions, final ChannelFactory channels) {
        this(path, permissions, channels, 0, System::nanoTime);
    }

    /**
     * A log file that is not looked for before a batch when it was at its path a moment ago, after the last one: a rotation
     * in that moment is like one while the batch is written.
     *
     * @param trustNs how long that moment is
     */
    LogFile(
            final Path path,
            final int permissions,
            final ChannelFactory channels,
            final long trustNs,
            final LongSupplier nanoClock) {
        // What was written to a file that is deleted must be noticed afterwards.
        this.trustNs = Files.isDirectory(OPEN_FILES) ? trustNs : 0;
        this.nanoClock = nanoClock;
        this.path = path;
        this.permissions = permissions;
        this.channels = channels;
    }

    Path path() {
        return path;
    }

    /** Makes sure that the open file is the one at the path, and notes its length. */
    void prepare() throws IOException {
        if (channel == null || !wasAtPath || nanoClock.getAsLong() - atPathNs >= trustNs) {
            final UnixFiles.Stat atPath = statAtPath();
            if (channel == null || atPath == null || !atPath.sameFile(openStat)) {
                open(atPath == null);
            }
        }
        offset = channel.size();
        used = true;
    }

    /** Whether it could be opened or written since this was asked last. */
    boolean takeUsed() {
        final boolean taken = used;
        used = false;
        return taken;
    }

    private void open(final boolean isNew) throws IOException {
        close();
        if (isNew && path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        openOnce();
        for (int i = 0; i < MAX_OPENINGS && (openStat == null || openLinks() == NOT_OPEN); i++) {
            // A rotation has moved the file away, or has put another one there, since it was opened.
            channel.close();
            openOnce();
        }
        if (openStat == null) {
            throw new NoSuchFileException(path.toString());
        }
        nameIsNew |= isNew;
        if (isNew && permissions >= 0 && UnixFiles.isUnix()) {
            Files.setPosixFilePermissions(path, UnixFiles.permissions(permissions));
        }
    }

    private void openOnce() throws IOException {
        channel = channels.openForAppend(path);
        openStat = statAtPath();
    }

    /** Has the file looked for at its path before the next batch, however lately it was seen there. */
    void distrustPath() {
        wasAtPath = false;
    }

    /** Length of the file when it was prepared; where the next batch goes. */
    long offset() {
        return offset;
    }

    UnixFiles.Stat openStat() {
        return openStat;
    }

    void append(final ByteBuffer batch) throws IOException {
        writeAll(channel, batch, FaultPoint.HALF_APPENDED);
    }

    /** Appends to the file of an interrupted batch, wherever it is now; nothing if it is not there any more. */
    void appendTo(final FoundFile file, final ByteBuffer rest) throws IOException {
        try (FileChannel append = open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            writeAll(append, rest, FaultPoint.HALF_COMPLETED);
            used = true;
            FaultPoint.COMPLETED.reached();
        }
    }

    /** Has the disk take what was appended, and the file's name if it is new. */
    void force() throws IOException {
        channel.force(false);
        if (nameIsNew) {
            forceName(path);
            nameIsNew = false;
        }
    }

    /**
     * Writes again what stands there already, and has the disk take it: after a force that failed, the system takes for
     * written what never came to the disk.
     *
     * @param file where it stands
     * @param batch its bytes, from position to limit
     * @param offset in the file
     */
    void forceAgain(final FoundFile file, final ByteBuffer batch, final long offset) throws IOException {
        try (FileChannel again = open(file, StandardOpenOption.WRITE)) {
            final int start = batch.position();
            while (batch.hasRemaining()) {
                again.write(batch, offset + batch.position() - start);
            }
            again.force(false);
        }
        forceName(file.path());
    }

    private static void forceName(final Path file) throws IOException {
        if (UnixFiles.isUnix()) {
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    FileChannel openToRead(final FoundFile file) throws IOException {
        final FileChannel opened = open(file, StandardOpenOption.READ);
        used = true;
        return opened;
    }

    private FileChannel open(final FoundFile file, final OpenOption... options) throws IOException {
        final FileChannel opened = channels.openExisting(file.path(), options);
        try {
            file.stat();
            return opened;
        } catch (final IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static void writeAll(final FileChannel target, final ByteBuffer source, final FaultPoint half)
            throws IOException {
        if (Faults.ARMED) {
            final int limit = source.limit();
            writeAll(target, source.limit(source.position() + source.remaining() / 2));
            source.limit(limit);
            half.reached();
        }
        writeAll(target, source);
    }

    /** Short writes go on. A file that takes nothing at all has failed, as trying for ever would be spinning. */
    private static void writeAll(final FileChannel target, final ByteBuffer source) throws IOException {
        int inVain = 0;
        while (source.hasRemaining()) {
            inVain = target.write(source) > 0 ? 0 : inVain + 1;
            if (inVain > MAX_WRITES_IN_VAIN) {
                throw new IOException("takes no more bytes, and names no reason");
            }
        }
    }

    void truncate() throws IOException {
        try (FileChannel writable = channels.openExisting(path, StandardOpenOption.WRITE)) {
            writable.truncate(0);
        }
    }

    /** Whether the open file is still at its path. */
    boolean isAtPath() throws IOException {
        wasAtPath = openStat != null && openStat.key().equals(keyAtPath());
        atPathNs = nanoClock.getAsLong();
        return wasAtPath;
    }

    /** Device and inode, for half of what a look at all attributes costs. */
    private Object keyAtPath() throws IOException {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return UnixFiles.isUnix() ? attributes.fileKey() : path;
        } catch (final NoSuchFileException none) {
            return null;
        }
    }

    /** Whether the open file has no name any more, so that what was written to it is gone. */
    boolean isUnlinked() throws IOException {
        return openLinks() == 0;
    }

    /** Names of the file of which this process has a descriptor; not known where the platform does not tell. */
    private int openLinks() throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            return UNKNOWN;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OPEN_FILES)) {
            for (final Path descriptor : descriptors) {
                final UnixFiles.Stat stat = statOrNull(descriptor);
                if (stat != null && stat.sameFile(openStat)) {
                    return stat.links();
                }
            }
        }
        return NOT_OPEN;
    }

    /**
     * Finds a file by identity: at the log file's path, or moved to somewhere around it.
     *
     * @return where it is, or null when it is gone, or too far away
     */
    FoundFile find(final long device, final long inode) throws IOException {
        final UnixFiles.Stat atPath = statAtPath();
        if (atPath != null && atPath.device() == device && atPath.inode() == inode) {
            return new FoundFile(path, device, inode);
        }
        final Path moved = new MovedFile(device, inode, MovedFile.MAX_FILES)
                .find(path.toAbsolutePath().getParent());
        return moved == null ? null : new FoundFile(moved, device, inode);
    }

    void close() throws IOException {
        final FileChannel closing = channel;
        channel = null;
        openStat = null;
        wasAtPath = false;
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

    static UnixFiles.Stat statOrNull(final Path path) {
        try {
            return UnixFiles.statFollowing(path);
        } catch (final IOException vanished) {
            return null;
        }
    }
}
