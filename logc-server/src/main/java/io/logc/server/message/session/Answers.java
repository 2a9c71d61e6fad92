package io.logc.server.message.session;

import io.logc.message.wire.NackReason;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.file.MessageLog;
import io.logc.server.message.file.MessageSink;
import io.netty.channel.EventLoop;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The answers that one event loop owes for one file, in the order in which they fell due, and the sessions whose messages found
 * no space in the file's buffer. Both go on when the file's writer has written something.
 *
 * <p>Owned by the event loop, but for {@link #progressed()}.
 */
final class Answers {
    private static final int MIN_CAPACITY = 1024;
    private static final int MAX_IDLE_CAPACITY = 64 * 1024;
    /** Refusals and answers to what was sent before take no space in the file's buffer, so they need a bound of their own. */
    static final int MAX_UNPUBLISHED = 64 * 1024;

    private final EventLoop loop;
    private final ServiceLoop service;
    private final MessageLog log;
    private final MessageSink sink;
    private final boolean isAtOnce;

    private long[] positions = new long[MIN_CAPACITY];
    private long[] ids = new long[MIN_CAPACITY];
    private int[] counts = new int[MIN_CAPACITY];
    private byte[] kinds = new byte[MIN_CAPACITY];
    private Session[] sessions = new Session[MIN_CAPACITY];
    private long first;
    private long end;
    /** How many of these are of connections that have ended. */
    private int dead;

    private final Queue<Session> stalled = new ArrayDeque<>();
    private final Queue<Session> crowded = new ArrayDeque<>();
    private long stalledPosition;
    private boolean isTouched;
    private NackReason refusal;

    /** Whether progress is of interest: written by the event loop, read by the writer's thread. */
    private volatile boolean isWaiting;

    private final AtomicBoolean isScheduled = new AtomicBoolean();

    /**
     * Makes the event loop's way into a file.
     *
     * @param loop that owns this
     * @param service its state
     * @param log the file
     * @param isAtOnce whether a message is acknowledged before it is written
     */
    Answers(final EventLoop loop, final ServiceLoop service, final MessageLog log, final boolean isAtOnce) {
        this.loop = loop;
        this.service = service;
        this.log = log;
        this.isAtOnce = isAtOnce;
        this.sink = log.newPublisher(this::progressed);
    }

    /** The writer has moved its position. Called by its thread. */
    private void progressed() {
        // The position first, then whether anybody waits; the event loop does it the other way round.
        VarHandle.fullFence();
        if (isWaiting) {
            schedule();
        }
    }

    /** Any thread. */
    private void schedule() {
        if (isScheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this::progress);
            } catch (final RejectedExecutionException ended) {
                isWaiting = false;
            }
        }
    }

    private void progress() {
        isScheduled.set(false);
        // Whether it is lost before the position: what was written before is answered.
        final boolean isLost = log.isLost();
        release(sink.writtenPosition());
        if (isLost) {
            endAll();
        }
        resumeAll();
        touch();
        service.endBatch();
    }

    /**
     * Publishes lines.
     *
     * @return as {@link MessageSink#publish}; when a single message meets {@link MessageSink#FULL} the session is called once
     *     there may be space
     */
    long publish(
            final Session session,
            final KnownClient client,
            final long messageId,
            final int count,
            final byte[] lines,
            final int length) {
        touch();
        long position = sink.publish(client, messageId, count, lines, length);
        if (position == MessageSink.FULL && count == 1) {
            final long seen = sink.writtenPosition();
            // Tried again after the look, so that a position other than the one seen means that there may be space.
            position = sink.publish(client, messageId, count, lines, length);
            if (position == MessageSink.FULL) {
                stalledPosition = seen;
                stalled.add(session);
            }
        }
        return position;
    }

    /**
     * Answers messages that follow each other, once all before them are answered and their position is written.
     *
     * @param session that they came from
     * @param kind what {@link Session#answer} is to say
     * @param id of the first message
     * @param count of messages
     * @param position that must be written first; 0 for none
     * @return whether the answer has to wait
     */
    boolean add(final Session session, final byte kind, final long id, final int count, final long position) {
        if (session.pendingAnswers() == 0 && (position <= 0 || isAtOnce || position <= sink.writtenPosition())) {
            session.answer(kind, id, count);
            return false;
        }
        touch();
        if (end - first == positions.length) {
            resize(positions.length * 2);
        }
        final int index = (int) end++ & positions.length - 1;
        positions[index] = position;
        ids[index] = id;
        counts[index] = count;
        kinds[index] = kind;
        sessions[index] = session;
        session.addPending(1);
        return true;
    }

    /** There will be no answers: clients are to ask again, on another connection. */
    private void endAll() {
        while (first < end) {
            final int index = (int) first++ & positions.length - 1;
            final Session session = sessions[index];
            sessions[index] = null;
            session.addPending(-session.pendingAnswers());
            session.end();
        }
        dead = 0;
    }

    private void resize(final int capacity) {
        final int count = (int) (end - first);
        final long[] newPositions = new long[capacity];
        final long[] newIds = new long[capacity];
        final int[] newCounts = new int[capacity];
        final byte[] newKinds = new byte[capacity];
        final Session[] newSessions = new Session[capacity];
        for (int i = 0; i < count; i++) {
            final int from = (int) (first + i) & positions.length - 1;
            newPositions[i] = positions[from];
            newIds[i] = ids[from];
            newCounts[i] = counts[from];
            newKinds[i] = kinds[from];
            newSessions[i] = sessions[from];
        }
        positions = newPositions;
        ids = newIds;
        counts = newCounts;
        kinds = newKinds;
        sessions = newSessions;
        first = 0;
        end = count;
    }

    private void release(final long writtenPosition) {
        while (first < end) {
            final int index = (int) first & positions.length - 1;
            if (positions[index] > writtenPosition) {
                return;
            }
            first++;
            final Session session = sessions[index];
            sessions[index] = null;
            if (isDead(session)) {
                dead--;
            } else {
                session.pendingAnswer(kinds[index], ids[index], counts[index]);
            }
        }
        if (positions.length > MAX_IDLE_CAPACITY) {
            resize(MIN_CAPACITY);
        }
    }

    /**
     * Whether too many answers are owed to add others than those to new messages.
     *
     * @param session that asks; it is called once there is space again
     * @return true when the session has to wait
     */
    boolean isCrowded(final Session session) {
        if (count() < MAX_UNPUBLISHED) {
            return false;
        }
        crowded.add(session);
        return true;
    }

    /** Those who wait look again. */
    void resumeAll() {
        resume(stalled);
        if (count() < MAX_UNPUBLISHED / 2) {
            resume(crowded);
        }
    }

    /** Those who wait for space are refused when the file takes no messages any more: its writer tells of no such thing. */
    void refuseStalled() {
        if (!stalled.isEmpty() && refusal() != null) {
            resume(stalled);
        }
    }

    private static void resume(final Queue<Session> waiting) {
        for (int left = waiting.size(); left > 0; left--) {
            waiting.poll().resume(Session.STALLED);
        }
    }

    /**
     * The session has ended. Its answers stand here until they are half of all, so that a writer that does not get on keeps no
     * more of the dead than of the living.
     */
    void forget(final Session session) {
        stalled.remove(session);
        crowded.remove(session);
        dead += session.pendingAnswers();
        session.addPending(-session.pendingAnswers());
        if (dead > count()) {
            removeDead();
        }
        if (isRoom()) {
            schedule();
        }
    }

    /** No answer of a living session stands here without being counted there. */
    private static boolean isDead(final Session session) {
        return session.pendingAnswers() == 0;
    }

    private void removeDead() {
        long to = first;
        for (long from = first; from < end; from++) {
            final int index = (int) from & positions.length - 1;
            final Session session = sessions[index];
            sessions[index] = null;
            if (!isDead(session)) {
                final int newIndex = (int) to++ & positions.length - 1;
                positions[newIndex] = positions[index];
                ids[newIndex] = ids[index];
                counts[newIndex] = counts[index];
                kinds[newIndex] = kinds[index];
                sessions[newIndex] = session;
            }
        }
        end = to;
        dead = 0;
    }

    /** Whether those who found too many answers here may go on. */
    private boolean isRoom() {
        return !crowded.isEmpty() && count() < MAX_UNPUBLISHED / 2;
    }

    /** Why no message can be taken, looked up once for each batch.
     * @return null when messages can be taken */
    NackReason refusal() {
        touch();
        return refusal;
    }

    private void touch() {
        if (!isTouched) {
            isTouched = true;
            refusal = log.refusal();
            service.touched(this);
        }
    }

    /** Tells the writer what it has to do, and answers what it has done already. */
    void endBatch() {
        isTouched = false;
        sink.flush();
        if (first == end && stalled.isEmpty()) {
            isWaiting = false;
            return;
        }
        isWaiting = true;
        VarHandle.fullFence();
        final long writtenPosition = sink.writtenPosition();
        release(writtenPosition);
        final boolean isSpace = !stalled.isEmpty() && writtenPosition != stalledPosition;
        // A file that is lost moves no more, so nobody else would come for what was added since.
        final boolean isHopeless = first < end && log.isLost();
        if (isSpace || isRoom() || isHopeless) {
            schedule();
        }
    }

    /** Messages of connections that there are that are not answered.
     * @return how many */
    int owed() {
        int owed = 0;
        for (long each = first; each < end; each++) {
            final int index = (int) each & positions.length - 1;
            owed += isDead(sessions[index]) ? 0 : counts[index];
        }
        return owed;
    }

    /** Answers that are owed to connections that there are; those to a run of messages are one.
     * @return how many */
    int count() {
        return (int) (end - first) - dead;
    }
}
