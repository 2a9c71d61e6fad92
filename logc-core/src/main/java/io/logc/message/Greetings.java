package io.logc.message;

import io.logc.message.wire.NackReason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The greetings that this client has sent and then given up without an answer. A server that had stopped for a while finds them
 * when it goes on, perhaps after that of the newest connection, and takes that one for the older: then it is this client itself that
 * has taken its own id over. Written to by the writing thread, asked by any.
 */
final class Greetings {
    /** So long after a server has answered one, it has come to those before. */
    static final long MEMORY_NS = TimeUnit.MINUTES.toNanos(2);

    /**
     * More are not kept, however many there were: where a network resets each connection, they would grow without end, and two clients
     * with one id would take it from each other as often. A server that goes on comes to the old ones while this client pauses.
     */
    static final int MAX_UNANSWERED = 16;

    private final ClientClock clock;
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long welcomeNs;
    private volatile boolean isWelcome;

    Greetings(final ClientClock clock) {
        this.clock = clock;
    }

    /** One was written, and neither answered nor was its connection ended by the server. */
    void givenUp() {
        unanswered.getAndUpdate(n -> Math.min(MAX_UNANSWERED, n + 1));
    }

    /** A connection is in use from now on. */
    void welcome() {
        welcomeNs = clock.nanoTime();
        isWelcome = true;
    }

    /** The connection is not in use any more. */
    void ended() {
        forgetOld();
        isWelcome = false;
    }

    private void forgetOld() {
        if (isWelcome && clock.nanoTime() - welcomeNs >= MEMORY_NS) {
            unanswered.set(0);
        }
    }

    /**
     * Tells whether a refusal may be the work of a greeting of this client's own, which then is not there any more for another one.
     *
     * @param refusal of a connection
     * @return true when it is worth another connection
     */
    boolean haveTakenOver(final MessageRefusedException refusal) {
        forgetOld();
        return refusal.reason() == NackReason.TAKEN_OVER && unanswered.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
}
