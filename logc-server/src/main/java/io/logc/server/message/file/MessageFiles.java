package io.logc.server.message.file;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import io.logc.server.log.ServerLog;
import io.logc.server.message.options.MessageOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The files that messages go to: the server's own, and those of users. They are opened at the start; one that a changed users
 * file names is opened when the first message for it comes, by a thread of its own, as that may take a while.
 *
 * <p>Any thread.
 */
public final class MessageFiles implements MessageLogs {
    private static final long RETRY_NS = 10_000_000_000L;

    private final BufferDirectory directory;
    private final DrainHost host;
    private final MessageOptions options;
    private final ServerLog log;
    private final Path ownPath;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<Path, MessageFile> files = new ConcurrentHashMap<>();
    /** The same by what users call them, links and all. */
    private final Map<Path, MessageFile> names = new ConcurrentHashMap<>();

    private final Map<Path, Long> triedNs = new ConcurrentHashMap<>();
    private volatile boolean isSealed;

    private MessageFiles(
            final BufferDirectory directory, final DrainHost host, final MessageOptions options, final ServerLog log) {
        this.directory = directory;
        this.host = host;
        this.options = options;
        this.log = log;
        ownPath = normal(options.messagesFile());
        timer = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "logc-linger"));
        timer.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(final Runnable work, final String name) {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private static Path normal(final Path file) {
        return file.toAbsolutePath().normalize();
    }

    /**
     * Opens the files.
     *
     * @param directory of the buffers
     * @param host that drains them
     * @param options of the server
     * @param userFiles those that users name
     * @param log the server's own
     * @return the files
     * @throws IOException when one of them cannot be opened
     */
    public static MessageFiles open(
            final BufferDirectory directory,
            final DrainHost host,
            final MessageOptions options,
            final Set<Path> userFiles,
            final ServerLog log)
            throws IOException {
        final MessageFiles files = new MessageFiles(directory, host, options, log);
        try {
            files.open(files.ownPath);
            for (final Path each : userFiles) {
                files.open(normal(each));
            }
            return files;
        } catch (final IOException | RuntimeException e) {
            files.seal();
            files.close();
            throw e;
        }
    }

    /** Of two names of one file that are opened at the same time the second one is refused, and found to be that later. */
    private void open(final Path path) throws IOException {
        if (names.containsKey(path)) {
            return;
        }
        final Path file = MessagePaths.resolve(path);
        MessagePaths.check(path.equals(ownPath) ? "messages-file=" : "file=", file);
        if (!files.containsKey(file)) {
            files.put(
                    file, MessageFile.open(directory, host, file, options.fileOptions(), timer, log, this::isOnlyOne));
        }
        names.put(path, files.get(file));
    }

    private boolean isOnlyOne() {
        return files.size() == 1;
    }

    @Override
    public MessageLog of(final Path file) {
        final Path path = file == null ? ownPath : normal(file);
        final MessageFile found = names.get(path);
        if (found == null && !isSealed) {
            openLater(path);
        }
        return found;
    }

    private void openLater(final Path path) {
        final long nowNs = System.nanoTime();
        final Long before = triedNs.get(path);
        final boolean isMine = before == null
                ? triedNs.putIfAbsent(path, nowNs) == null
                : nowNs - before > RETRY_NS && triedNs.replace(path, before, nowNs);
        if (isMine) {
            daemon(() -> openNow(path), "logc-message-file").start();
        }
    }

    private void openNow(final Path path) {
        try {
            open(path);
            if (isSealed) {
                names.get(path).seal();
            }
        } catch (final IOException | RuntimeException e) {
            log.seldom(path + ": messages for it are refused: " + e.getMessage());
        }
    }

    /** Takes nothing more; what was taken is drained. */
    @Override
    public void seal() {
        isSealed = true;
        files.values().forEach(MessageFile::seal);
    }

    /** Gives up the files, after the host was closed. */
    @Override
    public void close() {
        timer.shutdownNow();
        for (final MessageFile file : files.values()) {
            try {
                file.close();
            } catch (final IOException e) {
                log.warn(file.path() + ": what is known of its clients could not be closed", e);
            }
        }
    }
}
