package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory that holds one user's buffers, journals and locks, and the names of everything in it.
 *
 * <p>The names of a log file start with 16 hex digits of a hash of its real path; those of a buffer add its generation,
 * which never comes again. Any thread.
 */
public final class BufferDirectory {
    /** Environment variable that names the directory for applications and servers alike. */
    public static final String ENVIRONMENT = "LOGC_BUFFER_DIRECTORY";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String BUFFER_SUFFIX = ".buffer";
    private static final Pattern BUFFER_NAME = Pattern.compile("([0-9a-f]{16})-(\\d{1,18})\\.buffer");
    private static final int KEY_LENGTH = 16;

    private final Path path;
    private final AtomicLong mappedBytes = new AtomicLong();

    private BufferDirectory(final Path path) {
        this.path = path;
    }

    /**
     * Name of a buffer: its log file's key and its generation.
     *
     * @param key 16 hex digits
     * @param generation number, increasing within the directory
     */
    public record BufferName(String key, long generation) {
        /**
         * Reads a file name.
         *
         * @param fileName name without a directory
         * @return the name, or null when it is no buffer's
         */
        public static BufferName parse(final String fileName) {
            final Matcher matcher = BUFFER_NAME.matcher(fileName);
            return matcher.matches() ? new BufferName(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
        }

        String stem() {
            return key + "-" + generation;
        }

        @Override
        public String toString() {
            return stem() + BUFFER_SUFFIX;
        }
    }

    /**
     * The place that applications and servers of one user agree on without being told.
     *
     * @return shared memory where the platform has it, otherwise the temporary directory
     */
    public static Path defaultPath() {
        final Path parent =
                Files.isDirectory(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("logc-" + user());
    }

    private static String user() {
        try {
            return UnixFiles.isUnix() ? Integer.toString(UnixFiles.currentUid()) : System.getProperty("user.name");
        } catch (final IOException unknown) {
            return System.getProperty("user.name");
        }
    }

    /**
     * Opens the directory, creating it for this user alone where it is missing.
     *
     * @param path where it is to be
     * @return the directory
     * @throws IOException when it cannot be made, or is not this user's alone
     */
    public static BufferDirectory open(final Path path) throws IOException {
        final Path absolute = path.toAbsolutePath().normalize();
        if (!Files.exists(absolute, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            create(absolute);
        }
        if (UnixFiles.isUnix() && !UnixFiles.stat(absolute).isPrivateDirectory(UnixFiles.currentUid())) {
            // Not "remove it": what lies there may be lines that are on no disk yet.
            throw new IOException(
                    absolute + ": must be a directory of this user with mode 0700; run this as the user whose"
                            + " it is, or chmod 700 it, or set bufferDirectory to another");
        }
        final String type = Files.getFileStore(absolute).type();
        if (type.startsWith("nfs")) {
            throw new IOException(absolute + ": is on " + type
                    + ", whose locks and mappings do not hold; set bufferDirectory to a local directory");
        }
        return new BufferDirectory(absolute.toRealPath());
    }

    /**
     * How much of this directory's buffers was ever mapped through this object, whatever has become of it.
     *
     * @return bytes of all mappings together; a buffer that was mapped twice counts twice
     */
    public long mappedBytes() {
        return mappedBytes.get();
    }

    void countMapped(final long lengthBytes) {
        mappedBytes.addAndGet(lengthBytes);
    }

    private static void create(final Path directory) throws IOException {
        try {
            if (directory.getParent() != null) {
                Files.createDirectories(directory.getParent());
            }
            Files.createDirectory(directory, UnixFiles.privateDirectory());
        } catch (final java.nio.file.FileAlreadyExistsException raced) {
            if (!Files.isDirectory(directory, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                throw raced;
            }
        }
    }

    /**
     * The directory's own path.
     *
     * @return absolute and real
     */
    public Path path() {
        return path;
    }

    /**
     * The key of a log file's names.
     *
     * @param logFile absolute path, its directory resolved
     * @return 16 hex digits
     */
    public static String keyOf(final Path logFile) {
        return keyOf(logFile.toString());
    }

    /** The same of the path's text, which need not be a path that this process can name. */
    static String keyOf(final String logFile) {
        try {
            final byte[] hash = MessageDigest.getInstance("SHA-256").digest(logFile.getBytes(UTF_8));
            final StringBuilder key = new StringBuilder(KEY_LENGTH);
            for (int i = 0; i < KEY_LENGTH / 2; i++) {
                key.append(String.format("%02x", hash[i]));
            }
            return key.toString();
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Path of a buffer file.
     * @param name the buffer
     * @return its path */
    public Path buffer(final BufferName name) {
        return path.resolve(name.toString());
    }

    /** Lock that the owner of a buffer holds as long as it lives.
     * @param name the buffer
     * @return its path */
    public Path ownerLock(final BufferName name) {
        return path.resolve(name.stem() + ".owner");
    }

    /** Lock of whoever drains a buffer.
     * @param name the buffer
     * @return its path */
    public Path consumerLock(final BufferName name) {
        return path.resolve(name.stem() + ".consumer");
    }

    /** Journal of a log file's writer.
     * @param key the log file's key
     * @return its path */
    public Path journal(final String key) {
        return path.resolve(key + ".journal");
    }

    /** Lock of a log file's writer.
     * @param key the log file's key
     * @return its path */
    public Path writerLock(final String key) {
        return path.resolve(key + ".writer");
    }

    /** Lock under which generations are numbered.
     * @return its path */
    public Path generationLock() {
        return path.resolve("generation.lock");
    }

    /** File that holds the last generation.
     * @return its path */
    public Path generationCounter() {
        return path.resolve("generation");
    }

    /** Where the last generation is written before it is put in its place.
     * @return its path */
    public Path nextGenerationCounter() {
        return path.resolve("generation.new");
    }

    /** Lock of the directory's server.
     * @return its path */
    public Path serverLock() {
        return path.resolve("server.lock");
    }

    /** File in which the server says where it listens.
     * @return its path */
    public Path serverFile() {
        return path.resolve("server");
    }

    /**
     * Lists locks that no buffer belongs to: of processes that died while they made or removed one.
     *
     * @param key of one log file, or null for all
     * @return the names of the missing buffers, once or more often each
     * @throws IOException when the directory cannot be read
     */
    public List<BufferName> strayLocks(final String key) throws IOException {
        final List<BufferName> names = new ArrayList<>();
        final String glob = (key == null ? "" : key + "-") + "*.{owner,owner.new,consumer}";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, glob)) {
            for (final Path file : files) {
                final String fileName = file.getFileName().toString();
                final String stem = fileName.substring(0, fileName.indexOf('.'));
                final BufferName name = BufferName.parse(stem + BUFFER_SUFFIX);
                if (name != null && !Files.exists(buffer(name))) {
                    names.add(name);
                }
            }
        } catch (final java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /**
     * Lists the buffers that are there.
     *
     * @param key of one log file, or null for all
     * @return the names, oldest generation first
     * @throws IOException when the directory cannot be read
     */
    public List<BufferName> buffers(final String key) throws IOException {
        final List<BufferName> names = new ArrayList<>();
        final String glob = (key == null ? "" : key + "-") + "*" + BUFFER_SUFFIX;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, glob)) {
            for (final Path file : files) {
                final BufferName name = BufferName.parse(file.getFileName().toString());
                if (name != null) {
                    names.add(name);
                }
            }
        } catch (final java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(Comparator.comparingLong(BufferName::generation));
        return names;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
