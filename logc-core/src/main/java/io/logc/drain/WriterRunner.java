package io.logc.drain;

import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs a {@link LogFileWriter} on a thread of its own, which is started when there is something to do and ends when there
 * has been nothing for a while.
 *
 * <p>Other threads only signal and queue commands. While records keep coming the thread polls the rings by itself, with
 * pauses that let batches grow, and says so in the buffers' headers; then it parks until it is signalled.
 */
final class WriterRunner implements Runnable {
    private static final long FIRST_PAUSE_NS = 50_000;
    private static final long MAX_RETRY_PAUSE_NS = 1_000_000_000L;
    private static final long SHORT_LOCKED_PAUSE_NS = 2_000_000;
    private static final long LONG_LOCKED_PAUSE_NS = 50_000_000;
    private static final long USUALLY_LOCKED_NS = 1_000_000_000L;
    private static final long MAX_UNPAUSED_NS = 100_000_000L;
    private static final long TURN_NS = 1_000_000;
    private static final int SMALL_WORK = 64 * 1024;

    private static final BufferName ALL = null;

    private final LogFileWriter writer;
    private final Path path;
    private final ThreadFactory threads;
    private final DrainListener listener;
    private final Consumer<WriterRunner> resting;
    private final Pauses pauses;
    private final WriterTurn turn;
    private final HangWatch hangs;
    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean noThreadSaid = new AtomicBoolean();
    private volatile boolean signalled;
    private volatile Thread thread;
    private volatile Throwable currentProblem;
    private String lastProblem;
    private long lastPauseNs;

    /** Something to be done with the writer by its own thread. */
    interface Command {
        void execute(LogFileWriter writer) throws IOException;
    }

    /**
     * Makes a runner without a thread.
     *
     * @param writer run by one thread after another
     * @param threads makes them
     * @param listener hears what a person should know
     * @param resting told, by the thread that ends, that the writer has no buffer and holds nothing
     */
    WriterRunner(
            final LogFileWriter writer,
            final ThreadFactory threads,
            final DrainListener listener,
            final Consumer<WriterRunner> resting) {
        this(writer, threads, listener, resting, System::nanoTime, Pauses.USUAL);
    }

    /** With a clock that a test moves, which decides what is said and what was slow, and with a test's pauses. */
    WriterRunner(
            final LogFileWriter writer,
            final ThreadFactory threads,
            final DrainListener listener,
            final Consumer<WriterRunner> resting,
            final LongSupplier clockNs,
            final Pauses pauses) {
        this.writer = writer;
        this.path = writer.logFile().path();
        this.threads = threads;
        this.listener = listener;
        this.resting = resting;
        this.pauses = pauses;
        this.turn = new WriterTurn(clockNs);
        this.hangs = new HangWatch(path, listener, clockNs);
    }

    /** Says that there may be work. Any thread; never waits. */
    void signal() {
        signalled = true;
        hangs.look();
        if (running.compareAndSet(false, true)) {
            start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Where no thread can be had now, the next signal asks for one again. */
    private void start() {
        try {
            threads.newThread(this).start();
        } catch (final RuntimeException | Error e) {
            running.set(false);
            if (noThreadSaid.compareAndSet(false, true)) {
                listener.warn(path + ": no thread can be had to write it (" + e + "); it is tried again", e);
            }
        }
    }

    /** Has a command executed by the writer's thread. Any thread; never waits. */
    void execute(final Command command) {
        enqueue(command);
        signal();
    }

    /** Has a command executed after the next signal. */
    void enqueue(final Command command) {
        commands.add(command);
    }

    boolean hasCommands() {
        return !commands.isEmpty();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        boolean mayEnd;
        do {
            workUntilIdle();
            thread = null;
            running.set(false);
            mayEnd = !signalled && commands.isEmpty() || !running.compareAndSet(false, true);
            if (!mayEnd) {
                thread = Thread.currentThread();
            }
        } while (!mayEnd);
    }

    /** Nothing may end the thread that is said to run, or the file would never be written again. */
    private void workUntilIdle() {
        try {
            turn.take();
            work();
        } catch (final RuntimeException | Error e) {
            signalled = true;
            pauseBeforeRetry(MAX_RETRY_PAUSE_NS);
            sayQuietly(e);
        } finally {
            turn.leave();
        }
    }

    /**
     * Writes the little that a buffer holds in the calling thread, if the writer's own just pauses between two looks. Any
     * thread; it waits for one small write. False when nothing was written, and the writer's thread has to be signalled.
     */
    boolean writeHere(final BufferName name) {
        if (!turn.tryBorrow()) {
            return false;
        }
        final boolean wasInterrupted = Thread.interrupted();
        Outcome outcome = Outcome.FAILED;
        try {
            outcome = commands.isEmpty() ? cycle(name) : Outcome.NOTHING;
            return outcome == Outcome.WORKED;
        } finally {
            turn.giveBack(outcome == Outcome.WORKED || outcome == Outcome.NOTHING);
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void sayQuietly(final Throwable e) {
        try {
            problem(e);
        } catch (final RuntimeException | Error listenersOwn) {
            lastProblem = e.toString(); // There is nobody left to tell.
        }
    }

    /** The duty cycle, until nothing was to be done for a while. */
    private void work() {
        long lastWorkNs = System.nanoTime();
        long lastTryNs = lastWorkNs;
        long pauseNs = FIRST_PAUSE_NS;
        while (true) {
            final boolean wasSignalled = signalled;
            signalled = false;
            final boolean hadCommand = executeCommands();
            final Outcome outcome = cycle(ALL);
            turn.lendable(outcome == Outcome.WORKED || outcome == Outcome.NOTHING && turn.isLendable());
            if (outcome == Outcome.WORKED || hadCommand) {
                say(true);
                lastWorkNs = System.nanoTime();
                lastTryNs = lastWorkNs;
                pauseNs = FIRST_PAUSE_NS;
            } else if (outcome == Outcome.LOCKED || outcome == Outcome.FAILED) {
                pauseNs = Math.min(
                        pauseNs * 2, outcome == Outcome.LOCKED ? lockedPauseNs(lastWorkNs) : MAX_RETRY_PAUSE_NS);
                pauseBeforeRetry(pauseNs);
                lastTryNs = System.nanoTime();
            } else if (!wasSignalled && !pauseOrSleep(lastTryNs)) {
                rest();
                return;
            }
        }
    }

    /** Another process keeps the lock for milliseconds; one that is stopped keeps it for as long as it likes. */
    private static long lockedPauseNs(final long sinceNs) {
        return System.nanoTime() - sinceNs < USUALLY_LOCKED_NS ? SHORT_LOCKED_PAUSE_NS : LONG_LOCKED_PAUSE_NS;
    }

    /** The thread ends: what costs a descriptor or memory goes, and comes again with the next signal. */
    private void rest() {
        try {
            writer.rest();
        } catch (final IOException e) {
            problem(e);
        }
        if (writer.buffers().isEmpty()) {
            resting.accept(this);
        }
    }

    /** Signals must not hurry it, or a busy application would have a full disk tried all the time. */
    private void pauseBeforeRetry(final long pauseNs) {
        final long deadlineNs = System.nanoTime() + pauseNs;
        for (long leftNs = pauseNs; leftNs > 0 && commands.isEmpty(); leftNs = deadlineNs - System.nanoTime()) {
            pause(leftNs);
        }
    }

    /** An interrupt may cut one pause short, but not all that come. */
    private void pause(final long pauseNs) {
        turn.pause(this, pauseNs);
        Thread.interrupted();
    }

    private enum Outcome {
        WORKED,
        NOTHING,
        LOCKED,
        FAILED
    }

    private Outcome cycle(final BufferName lent) {
        // Nobody has a reason to interrupt this thread, and an interrupted one could neither write nor pause.
        Thread.interrupted();
        hangs.begun();
        try {
            final long freed = lent == ALL ? writer.cycle() : writer.drainLittle(lent);
            if (freed == LogFileWriter.LOCKED) {
                return Outcome.LOCKED;
            }
            problemSolved();
            if (freed > 0 && lent == ALL) {
                pauseAfter(freed);
            }
            return freed > 0 ? Outcome.WORKED : Outcome.NOTHING;
        } catch (final IOException | RuntimeException | Error e) {
            problem(e);
            return Outcome.FAILED;
        } finally {
            hangs.ended();
        }
    }

    /** Lets a batch grow; and under full load lets others that write the file have their turn. */
    private void pauseAfter(final long freed) throws IOException {
        if (freed < SMALL_WORK) {
            if (commands.isEmpty()) {
                pause(pauses.pollNs());
            }
            lastPauseNs = System.nanoTime();
        } else if (System.nanoTime() - lastPauseNs > MAX_UNPAUSED_NS) {
            writer.idle();
            pause(TURN_NS);
            lastPauseNs = System.nanoTime();
        }
    }

    /** Polls a while longer, then sleeps; false when the thread may end. */
    private boolean pauseOrSleep(final long lastTryNs) {
        if (System.nanoTime() - lastTryNs < pauses.awakeNs()) {
            pause(pauses.pollNs());
            return true;
        }
        final boolean isLent = turn.wasLentWithin(pauses.awakeNs());
        turn.lendable(isLent && turn.isLendable());
        say(false);
        if (cycle(ALL) == Outcome.WORKED) {
            // Written between the last look and the word that signals are needed again.
            return true;
        }
        try {
            writer.idle();
        } catch (final IOException e) {
            problem(e);
        }
        if (isLent) {
            // Who borrows the turn has no use for looks in between, and everybody else signals now.
            if (!signalled && commands.isEmpty()) {
                pause(pauses.awakeNs());
            }
            return true;
        }
        final long deadlineNs = System.nanoTime() + pauses.lingerNs();
        while (!signalled && commands.isEmpty()) {
            final long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return false;
            }
            pause(leftNs);
        }
        return true;
    }

    private void say(final boolean awake) {
        for (final DrainedBuffer buffer : writer.buffers()) {
            try {
                if (buffer.file().isConsumerAwake() != awake) {
                    buffer.file().consumerAwake(awake);
                }
            } catch (final InternalError truncatedWhileMapped) {
                signalled = true; // The next cycle puts the buffer aside.
            }
        }
    }

    private boolean executeCommands() {
        boolean executed = false;
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            try {
                command.execute(writer);
            } catch (final IOException | RuntimeException | Error e) {
                problem(e);
            }
            executed = true;
        }
        return executed;
    }

    /** What the last cycle failed with, or null. Any thread. */
    Throwable currentProblem() {
        return currentProblem;
    }

    private void problem(final Throwable e) {
        if (e instanceof InternalError fault && isOfATruncatedBuffer(fault)) {
            return;
        }
        currentProblem = e;
        writer.logFile().takeUsed();
        signalled = true; // or nobody might find that it has passed
        final String text = e.toString();
        if (!text.equals(lastProblem)) {
            lastProblem = text;
            listener.warn(
                    path + ": cannot be written now (" + text
                            + "); events stay in the buffer, and it is tried again every second",
                    e);
        }
        try {
            writer.recover();
        } catch (final IOException closing) {
            e.addSuppressed(closing);
        }
    }

    /** The JVM may say so when the writer has long done with the buffer, or is about to put it aside. */
    private boolean isOfATruncatedBuffer(final InternalError fault) {
        try {
            return writer.onFault(fault) > 0;
        } catch (final IOException | RuntimeException | Error none) {
            return false;
        }
    }

    /** A cycle that had nothing to do with the file, as its buffers were given up, says nothing of it. */
    private void problemSolved() {
        if (currentProblem != null) {
            currentProblem = null;
        }
        if (lastProblem != null && writer.logFile().takeUsed()) {
            lastProblem = null;
            listener.info(path + ": can be written again");
        }
    }
}
