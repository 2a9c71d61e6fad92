package io.logc.client;

import io.logc.buffer.BufferFile;
import io.logc.control.ControlProtocol;
import io.logc.control.InitRequest;
import io.logc.control.ServerFile;
import io.logc.drain.DrainHost;
import io.logc.fault.FaultPoint;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.util.concurrent.Future;

/**
 * Who drains one buffer of this process, and the way from one to the other: a server where there is one, this process
 * otherwise. The lock of the buffer's consumer alone decides; this only asks for it and lets go of it.
 *
 * <p>Owned by the conductor.
 */
final class Drainage {
    private static final long OFFER_TIMEOUT_NS = 100_000_000L;
    private static final long GREETING_TIMEOUT_NS = 500_000_000L;
    private static final long LOOK_INTERVAL_NS = 200_000_000L;
    private static final long MAX_UNANSWERED_INTERVAL_NS = 5_000_000_000L;
    private static final long REFUSED_INTERVAL_NS = 5_000_000_000L;
    private static final long ABANDONED_INTERVAL_NS = 1_000_000_000L;
    private static final long PRESENCE_INTERVAL_NS = 1_000_000_000L;
    private static final long STEP_PAUSE_NS = 1_000_000L;
    private static final long SLOW_STEP_PAUSE_NS = 20_000_000L;
    private static final long QUICK_STEPS_NS = 500_000_000L;
    private static final int MAX_MESSAGES = 20;

    private enum State {
        /** Nobody drains it, as far as this process knows. */
        FREE,
        /** This process drains it, and may be greeting a server. */
        IN_PROCESS,
        /** This process finishes its batch. */
        RELEASING,
        /** A server was asked to take over. */
        OFFERED,
        /** A server drains it. */
        SERVER
    }

    private final FilePublication publication;
    private final ClientBuffer buffer;
    private final DrainHost host;
    private State state = State.FREE;
    private ServerLink link;
    private Future<?> release;
    private long enteredNs;
    private long deadlineNs;
    private long nextLookNs;
    private long nextPresenceCheckNs;
    private long nextAbandonedCheckNs;
    private long lastTail;
    private long lastHead;
    private boolean serverTried;
    private ServerFile unanswering;
    private long unansweredIntervalNs;
    private long nextUnansweredNs;
    private int messages;
    private String lastMessage = "";

    Drainage(final FilePublication publication, final ClientBuffer buffer, final DrainHost host, final long nowNs) {
        this.publication = publication;
        this.buffer = buffer;
        this.host = host;
        this.nextLookNs = nowNs;
        this.nextPresenceCheckNs = nowNs + PRESENCE_INTERVAL_NS;
        this.enteredNs = nowNs;
    }

    ClientBuffer buffer() {
        return buffer;
    }

    FilePublication publication() {
        return publication;
    }

    /** Whether the buffer was put aside or deleted, and nobody drains it: then nobody ever will. */
    boolean isLost() {
        return state == State.FREE && buffer.isGone();
    }

    /** Whether nobody drains a buffer of unusable memory any more: its drainer is to put it aside, and is told. */
    boolean isGivenUp() {
        if (host.isAttached(buffer.file().name())) {
            host.signal(buffer.file().name());
            return false;
        }
        return link == null || link.poll() == ServerLink.State.CLOSED || buffer.isGone();
    }

    /** Looks once a second whether the buffer's file still has its name. */
    boolean isFoundGone(final long nowNs) {
        if (nowNs - nextPresenceCheckNs < 0) {
            return false;
        }
        nextPresenceCheckNs = nowNs + PRESENCE_INTERVAL_NS;
        return buffer.isGone();
    }

    /** Whether a server drains, so that nothing is to be done when this process ends. */
    boolean isWithServer() {
        return state == State.SERVER;
    }

    /**
     * How long the conductor may sleep before the next step is due.
     *
     * @return nanoseconds, {@link Long#MAX_VALUE} when nothing is under way
     */
    long pauseNs(final long nowNs) {
        if (state == State.IN_PROCESS && link == null || state == State.SERVER) {
            return Long.MAX_VALUE;
        }
        return nowNs - enteredNs < QUICK_STEPS_NS ? STEP_PAUSE_NS : SLOW_STEP_PAUSE_NS;
    }

    private void enter(final State next, final long nowNs) {
        state = next;
        enteredNs = nowNs;
    }

    /** Whether records were claimed since this was asked last, or are waiting. */
    boolean isBusy() {
        final BufferFile file = buffer.file();
        final long tail = file.tailPosition();
        final boolean moved = tail != lastTail;
        lastTail = tail;
        return moved || !file.isDrained();
    }

    /** Wakes whoever drains, if there is something to drain. */
    void signal() {
        final BufferFile file = buffer.file();
        if (file.isDrained() && !file.isSealed()) {
            return;
        }
        if (state == State.IN_PROCESS || state == State.RELEASING) {
            host.signal(file.name());
        } else if (state == State.SERVER && file.isSealed()) {
            link.closeAt(file.tailPosition());
        } else if (state == State.SERVER && !file.isConsumerAwake() && !link.awaitsWriteResponse()) {
            link.write(file.headPosition(), file.tailPosition());
        }
    }

    /** One step on the way, without waiting. */
    void doWork(final long nowNs, final boolean serverWanted) {
        buffer.lookForPredecessor();
        switch (state) {
            case FREE -> whileFree(nowNs, serverWanted);
            case IN_PROCESS -> whileInProcess(nowNs, serverWanted);
            case RELEASING -> whileReleasing(nowNs);
            case OFFERED -> whileOffered(nowNs);
            case SERVER -> whileWithServer(nowNs);
            default -> throw new IllegalStateException(state.toString());
        }
    }

    private void whileFree(final long nowNs, final boolean serverWanted) {
        if (buffer.isHeldBack()) {
            // Whoever has it cannot lose it to those that remove it; nothing of it is drained until then.
            attach(nowNs, serverWanted);
            return;
        }
        if (link == null && serverWanted && (!serverTried || nowNs - nextLookNs >= 0)) {
            look(nowNs);
            deadlineNs = nowNs + OFFER_TIMEOUT_NS;
        }
        if (link != null) {
            greet(nowNs);
            return;
        }
        serverTried = true;
        attach(nowNs, serverWanted);
    }

    private void attach(final long nowNs, final boolean serverWanted) {
        if (buffer.isGone()) {
            return;
        }
        try {
            final boolean isHeldBack = buffer.isHeldBack();
            if (host.attach(buffer.file(), this, isHeldBack ? new HoldBack(buffer) : null)) {
                FaultPoint.BUFFER_TAKEN_BACK.reached();
                enter(State.IN_PROCESS, nowNs);
                if (!isHeldBack) {
                    say(
                            serverWanted
                                    ? "no server: this process writes the file itself, and hands over as soon as there is a server"
                                    : "this process writes the file itself (server=none)");
                }
            }
        } catch (final IOException e) {
            warn("cannot be drained in this process: " + e.getMessage());
        }
    }

    private void whileInProcess(final long nowNs, final boolean serverWanted) {
        if (link != null) {
            greet(nowNs);
        } else if (!host.isAttached(buffer.file().name())) {
            // Finished, or put aside, or that was tried and failed: then it is to be taken again.
            enter(State.FREE, nowNs);
        } else if (serverWanted && !buffer.isHeldBack() && nowNs - nextLookNs >= 0 && !buffer.isGone()) {
            look(nowNs);
        }
    }

    /** Opens a connection if a server says where it listens. */
    private void look(final long nowNs) {
        nextLookNs = nowNs + LOOK_INTERVAL_NS;
        deadlineNs = nowNs + GREETING_TIMEOUT_NS;
        try {
            final ServerFile server = ServerFile.read(buffer.directory().serverFile());
            link = server == null || isLeftAlone(server, nowNs) ? null : new ServerLink(server);
        } catch (final IOException e) {
            link = null;
            nextLookNs = nowNs + REFUSED_INTERVAL_NS;
            warn(e.getMessage());
        }
    }

    /** A server that did not answer, because it was killed or stopped, is asked less and less often; another one at once. */
    private boolean isLeftAlone(final ServerFile server, final long nowNs) {
        return unanswering != null
                && unanswering.pid() == server.pid()
                && unanswering.port() == server.port()
                && nowNs - nextUnansweredNs < 0;
    }

    private void unanswered(final long nowNs) {
        unansweredIntervalNs =
                unanswering == null ? LOOK_INTERVAL_NS : Math.min(unansweredIntervalNs * 2, MAX_UNANSWERED_INTERVAL_NS);
        unanswering = link.server();
        nextUnansweredNs = nowNs + unansweredIntervalNs;
    }

    private void greet(final long nowNs) {
        final ServerLink.State reached = link.poll();
        if (reached == ServerLink.State.READY && buffer.isGone()) {
            // A server finds buffers by their names.
            giveUpLink(nowNs, LOOK_INTERVAL_NS, "the buffer has lost its name");
        } else if (reached == ServerLink.State.READY) {
            unanswering = null;
            FaultPoint.SERVER_GREETED.reached();
            release = host.detach(buffer.file().name());
            enter(State.RELEASING, nowNs);
        } else if (reached == ServerLink.State.CLOSED || nowNs - deadlineNs > 0) {
            unanswered(nowNs);
            giveUpLink(nowNs, LOOK_INTERVAL_NS, "no answer");
        }
    }

    private void whileReleasing(final long nowNs) {
        if (release.isDone()) {
            FaultPoint.BUFFER_RELEASED.reached();
            final BufferFile file = buffer.file();
            link.init(new InitRequest(
                    publication.options().append(),
                    file.spec().logFile(),
                    ControlProtocol.VERSION,
                    file.name().toString(),
                    file.capacity(),
                    new byte[0],
                    new byte[0],
                    file.spec().identity()));
            FaultPoint.BUFFER_OFFERED.reached();
            deadlineNs = nowNs + OFFER_TIMEOUT_NS;
            enter(State.OFFERED, nowNs);
        }
    }

    private void whileOffered(final long nowNs) {
        final ServerLink.State reached = link.poll();
        if (reached == ServerLink.State.ACTIVE) {
            FaultPoint.SERVER_TOOK_OVER.reached();
            enter(State.SERVER, nowNs);
            say("the server, process " + link.server().pid() + " on port "
                    + link.server().port() + ", writes the file");
            signal();
        } else if (reached == ServerLink.State.CLOSED || nowNs - deadlineNs > 0) {
            final boolean refused = reached == ServerLink.State.CLOSED && !link.isBusy();
            giveUpLink(nowNs, refused ? REFUSED_INTERVAL_NS : LOOK_INTERVAL_NS, "it did not answer in time");
            enter(State.FREE, nowNs);
        }
    }

    private void whileWithServer(final long nowNs) {
        if (link.poll() == ServerLink.State.CLOSED || isAbandoned(nowNs)) {
            FaultPoint.SERVER_LOST.reached();
            giveUpLink(nowNs, LOOK_INTERVAL_NS, "");
            enter(State.FREE, nowNs);
        }
    }

    /** The lock alone says who drains: a server that has answered nothing for a second, and holds no lock, does not. */
    private boolean isAbandoned(final long nowNs) {
        final long head = buffer.file().headPosition();
        if (!link.awaitsAnswer() || head != lastHead) {
            lastHead = head;
            nextAbandonedCheckNs = nowNs + ABANDONED_INTERVAL_NS;
            return false;
        }
        if (nowNs - nextAbandonedCheckNs < 0) {
            return false;
        }
        nextAbandonedCheckNs = nowNs + ABANDONED_INTERVAL_NS;
        try {
            // Where the buffer has lost its name so has the lock; the connection tells of the server's end.
            return !buffer.isGone()
                    && !KernelLock.isHeld(
                            buffer.directory().consumerLock(buffer.file().name()));
        } catch (final IOException unknown) {
            return false;
        }
    }

    private void giveUpLink(final long nowNs, final long untilNextLookNs, final String reason) {
        link.close(reason);
        if (state == State.OFFERED && untilNextLookNs == REFUSED_INTERVAL_NS) {
            warn("the server did not take over: " + link.closeReason());
        }
        link = null;
        serverTried = true;
        nextLookNs = nowNs + untilNextLookNs;
    }

    /** Lets go of whatever the buffer has. */
    void close() {
        if (link != null) {
            link.close("closed by the application");
        }
        host.detach(buffer.file().name());
    }

    private void say(final String message) {
        if (!message.equals(lastMessage) && messages < MAX_MESSAGES) {
            messages++;
            lastMessage = message;
            publication.status().info(publication.logFile() + ": " + message);
        }
    }

    /** Says a problem to a person, once. */
    void warn(final String message) {
        if (!message.equals(lastMessage) && messages < MAX_MESSAGES) {
            messages++;
            lastMessage = message;
            publication.status().warn(publication.logFile() + ": " + message, null);
        }
    }
}
