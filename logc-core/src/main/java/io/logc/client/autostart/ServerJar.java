package io.logc.client.autostart;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.UnixFiles;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;

/**
 * The runnable server that an application carries: the jar that {@code LOGC_SERVER_JAR} names, or the resource of the
 * artifact {@code logc-server:embedded}, none of whose classes meet the application's.
 *
 * <p>Immutable; any thread.
 */
final class ServerJar {
    /** Environment variable that names a runnable server jar. */
    static final String ENVIRONMENT = "LOGC_SERVER_JAR";

    private static final String RESOURCE = "/META-INF/logc/logc-server.jar";
    private static final int NAME_DIGITS = 16;
    private static final int LOCK_ATTEMPTS = 500;
    private static final long LOCK_PAUSE_NS = 10_000_000L;

    private final String named = System.getenv(ENVIRONMENT);
    private final boolean available =
            named != null && !named.isBlank() || ServerJar.class.getResource(RESOURCE) != null;

    /** Whether there is something to start. */
    boolean isAvailable() {
        return available;
    }

    /**
     * Makes sure that the jar is a file.
     *
     * @return its path
     * @throws IOException when it cannot be read or written
     */
    Path extract() throws IOException {
        if (named != null && !named.isBlank()) {
            final Path path = Path.of(named).toAbsolutePath();
            if (!Files.isReadable(path)) {
                throw new IOException(ENVIRONMENT + "=" + named + ": there is no such file; name the logc-server.jar");
            }
            return path;
        }
        final BufferDirectory cache = BufferDirectory.open(
                Path.of(System.getProperty("java.io.tmpdir"), "logc-server-" + UnixFiles.currentUid()));
        final Path jar = cache.path().resolve("logc-server-" + digest().substring(0, NAME_DIGITS) + ".jar");
        if (!Files.exists(jar)) {
            extractTo(jar, cache);
        }
        return jar;
    }

    private static void extractTo(final Path jar, final BufferDirectory cache) throws IOException {
        try (KernelLock lock = lock(cache.path().resolve("extract.lock"))) {
            if (lock != null && !Files.exists(jar)) {
                final Path temporary = jar.resolveSibling(jar.getFileName() + ".new");
                try (InputStream resource = open()) {
                    Files.copy(resource, temporary, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static KernelLock lock(final Path path) throws IOException {
        for (int i = 0; i < LOCK_ATTEMPTS; i++) {
            final KernelLock lock = KernelLock.tryAcquire(path);
            if (lock != null) {
                return lock;
            }
            LockSupport.parkNanos(LOCK_PAUSE_NS);
        }
        throw new IOException(path + ": another process has been extracting the server for seconds");
    }

    private static String digest() throws IOException {
        try (DigestInputStream resource = new DigestInputStream(open(), MessageDigest.getInstance("SHA-256"))) {
            resource.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(resource.getMessageDigest().digest());
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static InputStream open() throws IOException {
        final InputStream resource = ServerJar.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IOException(RESOURCE + ": is not on the class path any more");
        }
        return resource;
    }
}
