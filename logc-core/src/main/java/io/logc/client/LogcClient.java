package io.logc.client;

import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.UnixFiles;
import io.logc.drain.LogcThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The entrance for appenders. */
public final class LogcClient {
    private static final ConcurrentHashMap<Path, FilePublication> FILES = new ConcurrentHashMap<>();
    /** Those of {@code append=false}, for as long as the process lives. */
    private static final Set<Path> TRUNCATED = ConcurrentHashMap.newKeySet();

    private static final Conductor CONDUCTOR =
            new Conductor(FILES, work -> LogcThreads.daemon("logc-conductor", work), LogcClient::replaceBuffer);

    private LogcClient() {}

    /**
     * Opens a log file for an appender. Quick, and without any network: finding a server is the conductor's job.
     *
     * <p>Appenders of one file share one buffer, which survives their stop and start. Changed texts or sizes seal it, and
     * it is drained before its successor.
     *
     * @param options of the appender; a file must be set
     * @param texts of the file's format
     * @param status hears what a person should know, now and later
     * @return the publication
     * @throws IllegalArgumentException when no file is set
     */
    public static Publication open(final LogcOptions options, final FileTexts texts, final StatusSink status) {
        if (!options.hasFile()) {
            throw new IllegalArgumentException(String.join("; ", options.problems()));
        }
        final boolean interrupted = Thread.interrupted();
        try {
            final Path logFile = resolve(Path.of(options.file()));
            sayWhatIsInTheWay(logFile, status);
            final BufferSpec spec = spec(logFile, options, texts, status);
            final FilePublication file =
                    FILES.compute(logFile, (path, existing) -> openFile(path, existing, options, spec, status));
            file.publishMark(RecordType.OPEN);
            return new Publication(file, CONDUCTOR);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static FilePublication openFile(
            final Path logFile,
            final FilePublication existing,
            final LogcOptions options,
            final BufferSpec spec,
            final StatusSink status) {
        final FilePublication file = existing == null ? newFile(logFile, options) : existing;
        file.acquire(options, status);
        final ClientBuffer current = file.current();
        if (current == null || !isUsable(current) || isChanged(file, options, spec)) {
            replaceBuffer(file, spec);
        }
        if (file.takeTruncation()) {
            // Before anybody else can have opened the file, and logged what it would throw away.
            file.publishMark(RecordType.TRUNCATE);
            TRUNCATED.add(logFile);
        }
        return file;
    }

    /** A file that was forgotten meanwhile is not truncated again: what is in it is this process's own. */
    private static FilePublication newFile(final Path logFile, final LogcOptions options) {
        return new FilePublication(logFile, !options.append() && !TRUNCATED.contains(logFile), CONDUCTOR);
    }

    private static boolean isUsable(final ClientBuffer current) {
        try {
            return !current.file().isSealed();
        } catch (final InternalError memoryIsGone) {
            return false;
        }
    }

    private static void replaceBuffer(final FilePublication file, final BufferSpec spec) {
        final ClientBuffer successor =
                BufferFactory.create(file.options(), file.logFile(), spec, file.current(), file.status());
        file.use(successor, spec);
        CONDUCTOR.add(file, successor);
    }

    /**
     * Gives a file whose buffer is sealed or broken a new one, to be drained after the old one. A publication that was
     * forgotten gets none if the file has another by now, which then takes its calls. The conductor only.
     */
    static void replaceBuffer(final FilePublication file) {
        FILES.compute(file.logFile(), (path, registered) -> {
            if (file.latest() != file) {
                return registered;
            }
            if (registered != null && registered != file) {
                file.leaveTo(registered);
                return registered;
            }
            replaceBuffer(file, file.spec());
            return file;
        });
    }

    /**
     * Forgets a file that no appender uses, once nothing is left of its buffer. Not before: what a call had claimed just
     * before the seal is waited for, and comes before a successor's. Nor while it is to have a new one, which seals the old:
     * calls would go on filling that. The conductor only.
     */
    static void forget(final FilePublication file) {
        FILES.computeIfPresent(
                file.logFile(),
                (path, registered) -> registered == file
                                && file.references() == 0
                                && !file.isReplacementWanted()
                                && file.current().isDisposed()
                        ? null
                        : registered);
    }

    private static boolean isChanged(final FilePublication file, final LogcOptions options, final BufferSpec spec) {
        final BufferSpec old = file.spec();
        // The options of before may be this very object, which its appender has changed since.
        return file.current().file().capacity() != options.bufferSize()
                || old.headerEachStart() != spec.headerEachStart()
                || old.filePermissions() != spec.filePermissions()
                || !Arrays.equals(old.header(), spec.header())
                || !Arrays.equals(old.footer(), spec.footer());
    }

    private static Path resolve(final Path file) {
        final Path absolute = file.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute.getParent());
            return absolute.getParent().toRealPath().resolve(absolute.getFileName());
        } catch (final IOException unusable) {
            // The writer creates it as soon as it can, and says why it cannot until then.
            return absolute;
        }
    }

    /**
     * Now and in this thread, although the writer will find it out: what is said after a framework has configured itself
     * is on nobody's console.
     */
    private static void sayWhatIsInTheWay(final Path logFile, final StatusSink status) {
        final String obstacle = LogFileCheck.obstacle(logFile);
        if (obstacle != null) {
            new GuardedStatus(status)
                    .error(
                            logFile + ": cannot be written now (" + obstacle
                                    + "); events are kept in the buffer, and written as soon as it can be",
                            null);
        }
    }

    private static BufferSpec spec(
            final Path logFile, final LogcOptions options, final FileTexts texts, final StatusSink status) {
        long device = 0;
        long inode = 0;
        try {
            if (Files.isDirectory(logFile.getParent())) {
                final UnixFiles.Stat parent = UnixFiles.statFollowing(logFile.getParent());
                device = parent.device();
                inode = parent.inode();
            }
        } catch (final IOException unusable) {
            device = 0; // As when there is none; what is in the way was said.
        }
        return new BufferSpec(
                logFile.toString(),
                device,
                inode,
                UnixFiles.mountNamespace(),
                texts.headerPolicy() == FileTexts.HeaderPolicy.EACH_START,
                UnixFiles.permissionBits(options.filePermissions()),
                limited("header", texts.header(), status),
                limited("footer", texts.footer(), status),
                limited("drop report", texts.dropReportOrPlain(), status),
                "process " + ProcessHandle.current().pid(),
                BufferSpec.Purpose.SPLIT_EVENTS);
    }

    private static byte[] limited(final String name, final byte[] text, final StatusSink status) {
        if (text.length <= FileTexts.MAX_HEADER_LENGTH) {
            return text;
        }
        status.warn(
                name + " of " + text.length + " bytes: must be at most " + FileTexts.MAX_HEADER_LENGTH
                        + ", so it is left out",
                null);
        return new byte[0];
    }
}
