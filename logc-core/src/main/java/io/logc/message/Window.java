package io.logc.message;

import io.logc.message.wire.FrameException;
import java.util.function.Consumer;

/**
 * The messages of a client that are not done with, in the order in which they were given.
 *
 * <pre>
 *      head          answer              send              tail
 *       v              v                  v                 v
 *   ----+--------------+------------------+-----------------+----
 *       | answered, but | on the way on    | not sent on     |
 *       | for a rewind  | this connection  | this connection |
 * </pre>
 *
 * <p>Answers come in the order of sending, so each belongs to the message at {@code answer}. When a message was refused that may
 * be tried again, the server refuses all that came after it as well: once they are all answered, sending begins again at the
 * first refused (go-back-N). With a new connection it begins again at the head. Messages that are done with are sent again with
 * the others when they lie between them: the server wants its ids without gaps.
 *
 * <p>Not thread-safe: guarded by the {@link SendQueue}'s lock.
 */
final class Window {
    private static final long NOWHERE = -1;

    private final Outgoing[] messages;
    private final int maxMessages;
    private final long maxBytes;
    private long head;
    private long answer;
    private long send;
    private long tail;
    private long rewindTo = NOWHERE;
    private long bytes;
    private long added;
    private boolean alone;
    private boolean anySent;

    Window(final int maxMessages, final long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        messages = new Outgoing[Integer.highestOneBit(Math.max(1, maxMessages * 2 - 1))];
    }

    boolean hasRoom(final int frameLength) {
        return head == tail || tail - head < maxMessages && bytes + frameLength <= maxBytes;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Whether anything was not written on this connection yet. */
    boolean hasUnsent() {
        return send < tail;
    }

    /** The number of the last message that was added. */
    long lastNumber() {
        return added;
    }

    /** Whether the message of that number and all before it are gone. */
    boolean isDoneUpTo(final long number) {
        return head == tail || at(head).number > number;
    }

    void add(final Outgoing message) {
        message.number = ++added;
        messages[index(tail++)] = message;
        bytes += message.frameLength();
    }

    /** Takes a message back that was never sent; false when it was, or is no longer here. */
    boolean remove(final Outgoing message) {
        for (long i = tail - 1; i >= send; i--) {
            if (at(i) == message) {
                if (message.id != 0) {
                    return false;
                }
                for (long next = i + 1; next < tail; next++) {
                    messages[index(next - 1)] = at(next);
                }
                messages[index(--tail)] = null;
                bytes -= message.frameLength();
                message.done = true;
                pop();
                return true;
            }
        }
        return false;
    }

    /**
     * Takes the next message to write, or null when there is none now.
     *
     * <p>A message that the server will refuse as too long, because it takes less than when it was first sent, is alone on the way.
     * Otherwise the next one could be accepted and both answers be lost: sent again, the refused one would be a duplicate to the
     * server, which knows only the last id that it has accepted, and be acknowledged without being anywhere.
     */
    Outgoing nextToSend(final int maxPayloadLength) {
        if (rewindTo != NOWHERE) {
            return null;
        }
        while (send < tail) {
            final Outgoing message = at(send);
            if (message.dropped || message.id == 0 && (message.done || message.future.isDone())) {
                message.done = true; // withdrawn, perhaps by its future
                send++;
                pop();
                continue;
            }
            final boolean tooLong = message.payloadLength > maxPayloadLength;
            if ((tooLong || alone) && isAnyOnTheWay()) {
                return null;
            }
            alone = tooLong;
            anySent = true;
            send++;
            return message;
        }
        return null;
    }

    /** The message that the next answer belongs to. */
    Outgoing nextAnswered() throws FrameException {
        if (!isAnyOnTheWay()) {
            throw new FrameException("an answer to no message");
        }
        return at(answer++);
    }

    /** The last answered one must be sent again; the first such one counts. Returns whether it is the first. */
    boolean rewind() {
        if (rewindTo != NOWHERE) {
            return false;
        }
        rewindTo = answer - 1;
        return true;
    }

    /** To be called after each answer. Returns whether a rewind has just ended. */
    boolean settle() {
        final boolean rewound = rewindTo != NOWHERE && !isAnyOnTheWay();
        if (rewound) {
            send = rewindTo;
            answer = rewindTo;
            rewindTo = NOWHERE;
        }
        pop();
        return rewound;
    }

    /** What is on the way will not be answered. */
    void restart() {
        send = head;
        answer = head;
        rewindTo = NOWHERE;
        alone = false;
        anySent = false;
        pop();
    }

    void forEach(final Consumer<Outgoing> action) {
        for (long i = head; i < tail; i++) {
            action.accept(at(i));
        }
    }

    /** Also moves the place of the next answer past what was skipped: what has no id was not written. */
    private boolean isAnyOnTheWay() {
        while (answer < send && isSkipped(at(answer))) {
            answer++;
        }
        return answer < send;
    }

    private void pop() {
        isAnyOnTheWay();
        final long limit = rewindTo == NOWHERE ? answer : rewindTo;
        while (head < tail && at(head).done && (head < limit || head == send && mayBeLeftOut(at(head)))) {
            if (head == send) {
                send++;
                answer = send;
            }
            bytes -= at(head).frameLength();
            messages[index(head)] = null;
            head++;
        }
    }

    /** A connection may begin with any id, but then there must be no gap. */
    private boolean mayBeLeftOut(final Outgoing message) {
        return !anySent || isSkipped(message);
    }

    private static boolean isSkipped(final Outgoing message) {
        return message.id == 0 || message.dropped;
    }

    private Outgoing at(final long position) {
        return messages[index(position)];
    }

    private int index(final long position) {
        return (int) position & messages.length - 1;
    }
}
