package io.logc.message;

import io.logc.message.wire.Answer;
import io.logc.message.wire.Welcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the threads of a client share: applications' threads add messages, the writing thread takes them, the reading thread brings the
 * answers. All state is guarded by one lock; no socket is touched and no future completed with it held.
 */
final class SendQueue {
    private final ReentrantLock lock = new ReentrantLock();
    /** Of those who wait for room, the one who came first in front; only that one looks whether there is any. */
    private final Deque<Condition> waiting = new ArrayDeque<>();

    private final Condition work = lock.newCondition();
    private final Condition settled = lock.newCondition();
    private final Window window;
    private final Conversation conversation;
    private final ClientClock clock;
    private final Completions completions;

    private Connection connection;
    private long notBeforeNs;
    private boolean closing;
    private boolean stopped;
    private MessageRefusedException stoppedBy;

    SendQueue(final Window window, final Backoff retry, final ClientClock clock, final Completions completions) {
        this.window = window;
        this.clock = clock;
        this.completions = completions;
        conversation = new Conversation(window, retry);
        notBeforeNs = clock.nanoTime();
    }

    // The application's threads

    /** Waits for room; 0 to wait for ever. */
    void add(final Outgoing message, final long timeoutNs) throws IOException, InterruptedException {
        final long startNs = clock.nanoTime();
        lock.lockInterruptibly();
        try {
            checkOpen();
            if (!waiting.isEmpty() || !window.hasRoom(message.frameLength())) {
                awaitRoom(message.frameLength(), startNs, timeoutNs);
            }
            if (connection != null) {
                conversation.checkLength(message);
            }
            window.add(message);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** In turn, so that many short messages cannot keep a long one out. */
    private void awaitRoom(final int length, final long startNs, final long timeoutNs)
            throws IOException, InterruptedException {
        checkNotReading();
        final Condition turn = lock.newCondition();
        waiting.add(turn);
        try {
            while (waiting.peek() != turn || !window.hasRoom(length)) {
                final long leftNs = leftNs(startNs, timeoutNs);
                if (leftNs <= 0) {
                    throw new MessageNotAcknowledgedException(
                            "no room in the window within " + timeoutNs / 1_000_000 + " ms",
                            false,
                            conversation.lastProblem());
                }
                clock.await(turn, leftNs);
                checkOpen();
            }
        } finally {
            waiting.remove(turn);
            signalRoom();
        }
    }

    /** A callback in the client's own thread would wait for itself. */
    void checkNotReading() {
        if (isReading()) {
            throw new IllegalStateException("called by the thread that reads the server's answers");
        }
    }

    /** Whether the caller is the thread that reads the answers. */
    boolean isReading() {
        lock.lock();
        try {
            return connection != null && connection.isReadByCurrentThread();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message back; false when it was sent already. */
    boolean withdraw(final Outgoing message) {
        lock.lock();
        try {
            final boolean removed = window.remove(message);
            if (removed) {
                progressed();
            }
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was added before is done with; 0 to wait for ever. Returns whether it is. */
    boolean awaitSettled(final long timeoutNs) throws InterruptedException {
        final long startNs = clock.nanoTime();
        lock.lockInterruptibly();
        try {
            final long last = window.lastNumber();
            while (!window.isDoneUpTo(last)) {
                final long leftNs = leftNs(startNs, timeoutNs);
                if (leftNs <= 0) {
                    return false;
                }
                clock.await(settled, leftNs);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** No more messages are taken. */
    void close() {
        lock.lock();
        try {
            closing = true;
            waiting.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the client: what has not been answered fails. Returns how many that were. */
    int stop() {
        return fail("the client was closed", null, true);
    }

    IOException lastProblem() {
        lock.lock();
        try {
            return conversation.lastProblem();
        } finally {
            lock.unlock();
        }
    }

    boolean isConnected() {
        lock.lock();
        try {
            return connection != null;
        } finally {
            lock.unlock();
        }
    }

    // The writing thread

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for so long, and then for a message if one is asked for; returns early when the client is stopped. */
    void pause(final long pauseNs, final boolean untilMessage) {
        final long startNs = clock.nanoTime();
        lock.lock();
        try {
            while (!stopped) {
                final long leftNs = pauseNs - (clock.nanoTime() - startNs);
                if (leftNs <= 0 && !(untilMessage && window.isEmpty())) {
                    return;
                }
                awaitWork(leftNs > 0 ? leftNs : Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A connection may be used from now on. */
    void connected(final Connection newConnection, final Welcome welcome) {
        final List<Outgoing> completed = new ArrayList<>();
        lock.lock();
        try {
            conversation.begin(welcome, completed);
            notBeforeNs = clock.nanoTime();
            connection = newConnection;
            progressed();
        } finally {
            lock.unlock();
        }
        completions.complete(completed);
    }

    /**
     * Takes messages to write.
     *
     * @param of the connection to write to
     * @param batch gets them
     * @param maxBytes after which no more is taken
     * @param untilNs when to come back without any
     * @return how many; 0 when the time has come; -1 when this connection is over
     */
    int nextBatch(final Connection of, final Outgoing[] batch, final int maxBytes, final long untilNs) {
        lock.lock();
        try {
            while (!stopped && connection == of) {
                final long nowNs = clock.nanoTime();
                final long pauseNs = notBeforeNs - nowNs;
                final int count = pauseNs > 0 ? 0 : conversation.take(batch, maxBytes);
                final long leftNs = untilNs - nowNs;
                if (count > 0 || leftNs <= 0) {
                    return count;
                }
                progressed(); // what was taken back may have made room
                awaitWork(pauseNs > 0 ? Math.min(pauseNs, leftNs) : leftNs);
            }
            return -1;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come of this connection; any thread. */
    void disconnected(final Connection of, final IOException cause) {
        lock.lock();
        try {
            if (connection == of) {
                connection = null;
                conversation.problem(cause);
                conversation.end();
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** No connection came about. */
    void problem(final IOException cause) {
        lock.lock();
        try {
            conversation.problem(cause);
        } finally {
            lock.unlock();
        }
    }

    /** The server does not want this client; for ever, or until somebody tries again. */
    void refusedClient(final MessageRefusedException refusal, final boolean forEver) {
        problem(refusal);
        fail("the server refused the client", refusal, forEver);
    }

    private int fail(final String why, final MessageRefusedException refusal, final boolean forEver) {
        final List<Outgoing> completed = new ArrayList<>();
        lock.lock();
        try {
            conversation.failAll(why, refusal, completed);
            connection = null;
            if (forEver) {
                stopped = true;
                stoppedBy = stoppedBy == null ? refusal : stoppedBy;
            }
            work.signal();
            waiting.forEach(Condition::signal);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
        completions.complete(completed);
        return completed.size();
    }

    // The reading thread

    /** Takes whole frames from the buffer, as far as there are any. Returns whether the connection is still wanted. */
    boolean answers(final Connection from, final ByteBuffer frames) throws IOException {
        final List<Outgoing> completed = new ArrayList<>();
        lock.lock();
        try {
            while (connection == from && Answer.isWhole(frames)) {
                conversation.answer(Answer.take(frames), completed);
            }
            return connection == from;
        } finally {
            final long pauseNs = conversation.takePauseNs();
            if (pauseNs > 0) {
                notBeforeNs = clock.nanoTime() + pauseNs;
            }
            progressed();
            lock.unlock();
            completions.complete(completed);
        }
    }

    // All, with the lock held

    private void checkOpen() throws IOException {
        if (stoppedBy != null) {
            throw stoppedBy.again();
        }
        if (closing || stopped) {
            throw new MessageNotAcknowledgedException("the client is closed", false, null);
        }
    }

    /** There may be room now, messages may be done with, and the writing thread may have waited for an answer. */
    private void progressed() {
        signalRoom();
        if (lock.hasWaiters(settled)) {
            settled.signalAll();
        }
        if (window.hasUnsent()) {
            work.signal();
        }
    }

    private void signalRoom() {
        final Condition first = waiting.peek();
        if (first != null) {
            first.signal();
        }
    }

    /** Who interrupts the client's threads gets nothing by it: they end when the client is closed. */
    private void awaitWork(final long timeoutNs) {
        try {
            clock.await(work, timeoutNs);
        } catch (final InterruptedException e) {
            // Looked at anew by the caller; the mark is gone, so that the next wait waits.
        }
    }

    private long leftNs(final long startNs, final long timeoutNs) {
        return timeoutNs == 0 ? Long.MAX_VALUE : timeoutNs - (clock.nanoTime() - startNs);
    }
}
