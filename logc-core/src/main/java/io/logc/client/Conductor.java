package io.logc.client;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.drain.DrainHost;
import io.logc.drain.DrainListener;
import io.logc.drain.LogcThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread of logc in an application, for all its appenders: finds the server, announces buffers, signals whoever
 * drains them, pads claims that a Throwable cut off, replaces and retires buffers. It does no I/O on logs.
 *
 * <p>It sleeps while nobody logs: the first call after a pause wakes it. Its thread starts with the first publication and
 * ends when the last buffer is retired. Other threads only wake it and queue new buffers.
 */
final class Conductor implements Runnable {
    static final long IDLE_PAUSE_NS = 1_000_000_000L;
    private static final long RETIRE_AFTER_NS = 10_000_000_000L;
    private static final long FLUSH_PAUSE_NS = 100_000;
    private static final long CLOSING_NS = 50_000_000L;
    private static final long FAILED_PAUSE_NS = 100_000_000L;

    private final ConcurrentHashMap<Path, FilePublication> files;
    private final Queue<Drainage> added = new ConcurrentLinkedQueue<>();
    private final Queue<FilePublication> toReplace = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final ShutdownDrain shutdownDrain = new ShutdownDrain(this);

    // Owned by the conductor's thread.
    private final List<Drainage> drainages = new ArrayList<>();
    private final Map<FilePublication, Long> unusedSinceNs = new HashMap<>();
    private final AutoStart autoStart = new AutoStart();
    private String lastFailure = "";

    private final Map<String, DrainHost> hosts = new ConcurrentHashMap<>();
    private final Doze doze = new Doze();

    Conductor(final ConcurrentHashMap<Path, FilePublication> files) {
        this.files = files;
    }

    /** Takes charge of a new buffer. Any thread. */
    void add(final FilePublication publication, final ClientBuffer buffer) {
        final BufferDirectory directory = buffer.directory();
        final DrainHost host = hosts.computeIfAbsent(
                directory == null ? "" : directory.path().toString(),
                place -> new DrainHost(directory, path -> true, this::listener));
        added.add(new Drainage(publication, buffer, host, System.nanoTime()));
        shutdownDrain.register();
        ensureRunning();
    }

    /** Takes the wish for a new buffer. Any thread; never waits. */
    void replace(final FilePublication publication) {
        toReplace.add(publication);
        ensureRunning();
    }

    private void ensureRunning() {
        if (running.compareAndSet(false, true)) {
            final Thread starting = LogcThreads.daemon("logc-conductor", this);
            doze.belongsTo(starting);
            starting.start();
        } else {
            wakeNow();
        }
    }

    /** Whether the next record should wake the conductor. */
    boolean isAsleep() {
        return doze.isAsleep();
    }

    /** Wakes a sleeping conductor; of many callers one makes the system call. */
    void wake() {
        doze.wake();
    }

    /** Has the conductor look round at once. */
    void wakeNow() {
        doze.wakeNow();
    }

    /** Waits until all that is in a publication's buffers is on file. Any thread but the conductor's. */
    boolean awaitDrained(final FilePublication publication, final long timeoutNs) {
        try {
            final ClientBuffer last = publication.current();
            return awaitDrained(last, last.file().tailPosition(), timeoutNs);
        } catch (final InternalError memoryIsGone) {
            return false;
        }
    }

    private boolean awaitDrained(final ClientBuffer last, final long target, final long timeoutNs) {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        boolean interrupted = false;
        boolean done = isOnFile(last, target);
        while (!done && System.nanoTime() - deadlineNs < 0) {
            interrupted |= Thread.interrupted();
            wakeNow();
            LockSupport.parkNanos(this, FLUSH_PAUSE_NS);
            done = isOnFile(last, target);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return done;
    }

    private static boolean isOnFile(final ClientBuffer buffer, final long position) {
        final BufferFile file = buffer.file();
        return file.headPosition() >= position
                && file.droppedCount() == file.reportedCount()
                && !hasPredecessor(buffer);
    }

    /** A successor is only drained after its predecessor, so an own head that moved says that there is none. */
    private static boolean hasPredecessor(final ClientBuffer buffer) {
        return buffer.file().predecessor() != 0
                && buffer.file().headPosition() == 0
                && buffer.file().tailPosition() != 0;
    }

    @Override
    public void run() {
        do {
            long idleSinceNs = System.nanoTime();
            while (System.nanoTime() - idleSinceNs < RETIRE_AFTER_NS) {
                final long pauseNs = doWorkWhateverHappens(System.nanoTime());
                if (!drainages.isEmpty()) {
                    idleSinceNs = System.nanoTime();
                }
                sleep(pauseNs);
            }
            running.set(false);
        } while (!(added.isEmpty() && toReplace.isEmpty()) && running.compareAndSet(false, true));
        shutdownDrain.unregister(running);
    }

    private void sleep(final long pauseNs) {
        if (pauseNs == IDLE_PAUSE_NS) {
            doze.sleep(pauseNs, this::anyBusy);
        } else {
            doze.pause(pauseNs);
        }
    }

    private boolean anyBusy() {
        boolean busy = false;
        for (final Drainage drainage : drainages) {
            try {
                busy |= !drainage.buffer().file().isIntact() || drainage.isBusy();
            } catch (final InternalError memoryIsGone) {
                busy = true;
            }
        }
        return busy;
    }

    /** There is one conductor for all appenders, so nothing may end it. */
    private long doWorkWhateverHappens(final long nowNs) {
        try {
            return doWork(nowNs);
        } catch (final RuntimeException | Error e) {
            if (!e.toString().equals(lastFailure)) {
                lastFailure = e.toString();
                files.values().forEach(file -> file.status().warn(file.logFile() + ": logc goes on after " + e, e));
            }
            return FAILED_PAUSE_NS;
        }
    }

    /** One round. Returns how long the conductor may sleep. */
    private long doWork(final long nowNs) {
        for (FilePublication wanting = toReplace.poll(); wanting != null; wanting = toReplace.poll()) {
            LogcClient.replaceBuffer(wanting);
        }
        for (Drainage drainage = added.poll(); drainage != null; drainage = added.poll()) {
            drainages.add(drainage);
        }
        long pauseNs = IDLE_PAUSE_NS;
        for (final Drainage drainage : List.copyOf(drainages)) {
            try {
                pauseNs = Math.min(pauseNs, isUsable(drainage) ? doWork(drainage, nowNs) : FAILED_PAUSE_NS);
            } catch (final RuntimeException | Error e) {
                failed(drainage, e);
                pauseNs = Math.min(pauseNs, FAILED_PAUSE_NS);
            }
        }
        for (final FilePublication publication : files.values()) {
            maintain(publication, nowNs);
        }
        return pauseNs;
    }

    /**
     * Looks whether a buffer's file was cut, before anything of it is touched. What was in there is its drainer's to save;
     * this process makes a new one at once, and lets go of the old one as soon as it does not drain it.
     */
    private boolean isUsable(final Drainage drainage) {
        if (drainage.buffer().file().isIntact()) {
            return true;
        }
        replaceIfCurrent(drainage);
        if (drainage.isGivenUp()) {
            finish(drainage);
        }
        return false;
    }

    /** What fails for one buffer, be it that something has cut its file, must not touch the others. */
    private void failed(final Drainage drainage, final Throwable problem) {
        final boolean unusable =
                drainage.buffer().file().isTruncated() || drainage.buffer().isGone();
        if (problem instanceof InternalError && unusable) {
            replaceIfCurrent(drainage);
            if (drainage.isLost()) {
                finish(drainage);
            }
        } else {
            drainage.warn("goes on after " + problem);
        }
    }

    private long doWork(final Drainage drainage, final long nowNs) {
        final FilePublication publication = drainage.publication();
        final LogcOptions options = publication.options();
        final boolean serverWanted =
                options.serverAllowed() && drainage.buffer().directory() != null;
        drainage.doWork(nowNs, serverWanted);
        if (serverWanted && options.autoStart() && !drainage.isWithServer()) {
            autoStart.startIfNone(drainage.buffer().directory(), publication.status(), nowNs);
        }
        padAbandonedClaims(drainage.buffer(), publication);
        drainage.signal();
        final boolean lost = drainage.isLost();
        if (lost || drainage.isFoundGone(nowNs)) {
            replaceGone(drainage);
        }
        if (lost || drainage.buffer().isFinished()) {
            finish(drainage);
        }
        final long pauseNs = drainage.isBusy() ? busyPauseNs(options.flushIntervalNs()) : IDLE_PAUSE_NS;
        return Math.min(pauseNs, drainage.pauseNs(nowNs));
    }

    /** The pause while records wait; shorter than the idle one, which looks for records first and then is none. */
    static long busyPauseNs(final long flushIntervalNs) {
        return Math.min(flushIntervalNs, IDLE_PAUSE_NS) / 2;
    }

    /** Something has removed a buffer: what is logged from now on goes into a new one, if anybody may still log. */
    private void replaceGone(final Drainage drainage) {
        final FilePublication publication = drainage.publication();
        final BufferFile file = drainage.buffer().file();
        if (publication.current() != drainage.buffer() || file.isSealed()) {
            return;
        }
        if (publication.references() > 0 || !file.isDrained()) {
            replaceIfCurrent(drainage);
        } else {
            file.seal();
            LogcClient.forget(publication);
        }
    }

    private static void replaceIfCurrent(final Drainage drainage) {
        if (drainage.publication().current() == drainage.buffer()) {
            drainage.warn("its buffer " + drainage.buffer().file().name()
                    + " was put aside, cut or deleted by something; a new one is made");
            drainage.publication().wantReplacement();
        }
    }

    private static void padAbandonedClaims(final ClientBuffer buffer, final FilePublication publication) {
        try {
            buffer.padAbandonedClaims();
            if (publication.current() == buffer) {
                publication.countFailures();
            }
        } catch (final InternalError mappingIsGone) {
            publication.wantReplacement();
        }
    }

    /** A buffer that is sealed and drained is gone once its consumer has removed the file. */
    private void finish(final Drainage drainage) {
        drainages.remove(drainage);
        drainage.close();
        try {
            drainage.buffer().dispose();
        } catch (final IOException e) {
            drainage.publication().status().warn("the lock file of a drained buffer cannot be removed", e);
        }
    }

    /** Retires the buffer of a file that nobody has used for a while. */
    private void maintain(final FilePublication publication, final long nowNs) {
        final BufferFile buffer = publication.current().file();
        if (publication.references() > 0 || buffer.isSealed()) {
            unusedSinceNs.remove(publication);
            return;
        }
        final long sinceNs = unusedSinceNs.computeIfAbsent(publication, unused -> nowNs);
        if (nowNs - sinceNs > RETIRE_AFTER_NS && buffer.isDrained()) {
            buffer.seal();
            LogcClient.forget(publication);
        }
    }

    /**
     * Drains in this process what no server drains, when the process ends.
     *
     * @param timeoutNs longest wait
     */
    void drainAtShutdown(final long timeoutNs) {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        for (final FilePublication publication : files.values()) {
            awaitDrained(publication, deadlineNs - System.nanoTime());
        }
        awaitClosing(Math.min(deadlineNs, System.nanoTime() + CLOSING_NS));
        for (final FilePublication publication : files.values()) {
            if (awaitDrained(publication, deadlineNs - System.nanoTime())) {
                publication.current().file().seal();
            }
        }
        while (System.nanoTime() - deadlineNs < 0 && !allDisposed()) {
            wakeNow();
            LockSupport.parkNanos(this, FLUSH_PAUSE_NS);
        }
    }

    /** Frameworks with a shutdown hook of their own stop their appenders at the same time, and may have a footer. */
    private void awaitClosing(final long deadlineNs) {
        while (System.nanoTime() - deadlineNs < 0
                && files.values().stream().anyMatch(publication -> publication.references() > 0)) {
            LockSupport.parkNanos(this, FLUSH_PAUSE_NS);
        }
    }

    private boolean allDisposed() {
        for (final FilePublication publication : files.values()) {
            if (!publication.current().isDisposed()) {
                return false;
            }
        }
        return true;
    }

    /** Hands what draining has to say about a log file to the status of its appenders. */
    private DrainListener listener(final Path logFile) {
        return new DrainListener() {
            @Override
            public void info(final String message) {
                final FilePublication publication = files.get(logFile);
                if (publication != null) {
                    publication.status().info(message);
                }
            }

            @Override
            public void warn(final String message, final Throwable cause) {
                final FilePublication publication = files.get(logFile);
                if (publication != null) {
                    publication.status().warn(message, cause);
                }
            }
        };
    }
}
