package io.logc.client;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.client.autostart.AutoStart;
import io.logc.drain.DrainHost;
import io.logc.drain.DrainListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

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
    static final long FLUSH_PAUSE_NS = 100_000;
    private static final long FAILED_PAUSE_NS = 100_000_000L;

    private final ConcurrentHashMap<Path, FilePublication> files;
    private final ThreadFactory threads;
    private final Consumer<FilePublication> replacement;
    private final Queue<Drainage> added = new ConcurrentLinkedQueue<>();
    private final Queue<FilePublication> toReplace = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean isStartFailureSaid = new AtomicBoolean();
    private final ShutdownDrain shutdownDrain;

    // Owned by the conductor's thread.
    private final List<Drainage> drainages = new ArrayList<>();
    private final Map<FilePublication, Long> unusedSinceNs = new HashMap<>();
    private final AutoStart autoStart = new AutoStart();
    private String lastFailure = "";

    private final Map<String, DrainHost> hosts = new ConcurrentHashMap<>();
    private final Doze doze = new Doze();

    /** Makes a conductor of these files, whose thread starts with the first of them; the last puts a new buffer in place. */
    Conductor(
            final ConcurrentHashMap<Path, FilePublication> files,
            final ThreadFactory threads,
            final Consumer<FilePublication> replacement) {
        this.files = files;
        this.threads = threads;
        this.replacement = replacement;
        this.shutdownDrain = new ShutdownDrain(this, files.values());
    }

    /** Takes charge of a new buffer. Any thread. */
    void add(final FilePublication publication, final ClientBuffer buffer) {
        final BufferDirectory directory = buffer.directory();
        final DrainHost host = hosts.computeIfAbsent(
                directory == null ? "" : directory.path().toString(),
                place -> new DrainHost(directory, path -> true, this::listener));
        added.add(new Drainage(publication, buffer, host, System.nanoTime()));
        // In this order: a conductor that is about to end takes the hook away unless one runs.
        ensureRunning();
        shutdownDrain.register();
    }

    /** Takes the wish for a new buffer. Any thread; never waits. */
    void replace(final FilePublication publication) {
        toReplace.add(publication);
        ensureRunning();
    }

    private void ensureRunning() {
        if (running.compareAndSet(false, true)) {
            final Thread starting = threads.newThread(this);
            doze.belongsTo(starting);
            try {
                starting.start();
            } catch (final RuntimeException | Error e) {
                // No thread can be had now. Whoever finds no room in a buffer, or logs much, tries again.
                running.set(false);
                sayNotStarted(e);
            }
        } else {
            doze.wakeNow();
        }
    }

    private void sayNotStarted(final Throwable problem) {
        if (isStartFailureSaid.compareAndSet(false, true)) {
            final Set<FilePublication> all = new HashSet<>(files.values());
            added.forEach(drainage -> all.add(drainage.publication()));
            for (final FilePublication file : all) {
                final String said = file.logFile() + ": logc's thread could not be started (" + problem
                        + "); events stay in the buffer until it can, which is tried again and again";
                file.status().warn(said, problem);
            }
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
        if (running.get() || added.isEmpty() && toReplace.isEmpty()) {
            doze.wakeNow();
        } else {
            ensureRunning();
        }
    }

    /** Waits until all that is in a publication's buffers is on file. Any thread but the conductor's. */
    boolean awaitDrained(final FilePublication publication, final long timeoutNs) {
        try {
            final ClientBuffer last = publication.latest().current();
            return awaitDrained(last, last.file().tailPosition(), timeoutNs);
        } catch (final InternalError memoryIsGone) {
            return false;
        }
    }

    private boolean awaitDrained(final ClientBuffer last, final long target, final long timeoutNs) {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        boolean interrupted = false;
        try {
            boolean done = last.isOnFile(target);
            while (!done && System.nanoTime() - deadlineNs < 0) {
                interrupted |= Thread.interrupted();
                wakeNow();
                LockSupport.parkNanos(this, FLUSH_PAUSE_NS);
                done = last.isOnFile(target);
            }
            return done;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
            warnOnce(e);
            return FAILED_PAUSE_NS;
        }
    }

    private void warnOnce(final Throwable problem) {
        if (!problem.toString().equals(lastFailure)) {
            lastFailure = problem.toString();
            files.values()
                    .forEach(file -> file.status().warn(file.logFile() + ": logc goes on after " + problem, problem));
        }
    }

    /** One round. Returns how long the conductor may sleep. */
    private long doWork(final long nowNs) {
        long pauseNs = replaceWanted();
        for (Drainage drainage = added.poll(); drainage != null; drainage = added.poll()) {
            drainages.add(drainage);
        }
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

    /** A wish stays until it is fulfilled: whoever has it is heard once only. */
    private long replaceWanted() {
        long pauseNs = IDLE_PAUSE_NS;
        for (int left = toReplace.size(); left > 0; left--) {
            final FilePublication wanting = toReplace.remove();
            try {
                replacement.accept(wanting);
            } catch (final RuntimeException | Error e) {
                toReplace.add(wanting);
                warnOnce(e);
                pauseNs = FAILED_PAUSE_NS;
            }
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
            final StatusSink status = publication.status();
            autoStart.startIfNone(drainage.buffer().directory(), status::info, status::warn, nowNs);
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
        // What looks sealed and still holds something may have a damaged head. Calls know an earlier one, and go on.
        final boolean isRetired = file.isSealed() && (file.isDrained() || publication.references() == 0);
        if (publication.current() != drainage.buffer() || isRetired) {
            return;
        }
        if (publication.references() > 0 || !file.isDrained()) {
            replaceIfCurrent(drainage);
        } else {
            file.seal();
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
        unusedSinceNs.remove(drainage.publication());
        drainage.close();
        try {
            drainage.buffer().dispose();
        } catch (final IOException e) {
            drainage.publication().status().warn("the lock file of a drained buffer cannot be removed", e);
        }
        LogcClient.forget(drainage.publication());
    }

    /** Retires the buffer of a file that nobody has used for a while. */
    private void maintain(final FilePublication publication, final long nowNs) {
        final BufferFile buffer = publication.current().file();
        if (publication.references() > 0 || buffer.isSealed()) {
            unusedSinceNs.remove(publication);
            if (publication.current().isDisposed()) {
                // Closed after nothing was left of its buffer.
                LogcClient.forget(publication);
            }
            return;
        }
        final long sinceNs = unusedSinceNs.computeIfAbsent(publication, unused -> nowNs);
        if (nowNs - sinceNs > RETIRE_AFTER_NS && buffer.isDrained()) {
            buffer.seal();
        }
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
