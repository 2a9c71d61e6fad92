package io.logc.server.control;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.control.CloseRequest;
import io.logc.control.ControlProtocol;
import io.logc.control.Frames;
import io.logc.control.Handshake;
import io.logc.control.InitRequest;
import io.logc.control.InitResponse;
import io.logc.control.ProtocolException;
import io.logc.control.Refusal;
import io.logc.control.WriteRequest;
import io.logc.drain.DrainHost;
import io.logc.fault.FaultPoint;
import io.logc.server.log.ServerLog;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One client's conversation: reads requests, checks them, wakes the writer, answers. A slow or hostile client has only
 * this thread.
 *
 * <p>Owned by its thread; {@link #close} may be called by any.
 */
public final class Session implements Runnable {
    private static final String REFUSED = " of refused clients";
    /** Longest frame of a client that has not proven anything; PROOF has 33 bytes. */
    private static final int MAX_UNPROVEN_LENGTH = 64;

    private static final int FIRST_BUFFER_LENGTH = 4096;
    private static final int MAX_REASON_LENGTH = 1000;
    private static final int FIRST_ANSWER_POLL_MS = 1;
    private static final int LAST_ANSWER_POLL_MS = 50;
    private static final int OWNER_CHECKS = 5;
    private static final long OWNER_CHECK_PAUSE_NS = 10_000_000L;

    private final Socket socket;
    private final Handshake handshake;
    private final BufferDirectory directory;
    private final DrainHost host;
    private final ServerLog log;
    private final Consumer<Session> ended;
    private final ByteBuffer toSend = ByteBuffer.allocate(FIRST_BUFFER_LENGTH);
    private final RequestPace pace = new RequestPace(System.nanoTime());
    private final HandshakeTimes times;
    private final long startNs = System.nanoTime();
    private ByteBuffer received = ByteBuffer.allocate(FIRST_BUFFER_LENGTH);
    private byte[] expectedProof;
    private boolean authenticated;
    private BufferFile buffer;
    private WriteRequest pendingWrite;
    private CloseRequest pendingClose;
    private boolean finished;
    private boolean signalDue;
    private boolean uselessRequest;

    /**
     * A conversation that begins.
     *
     * @param socket the connection, which the session closes
     * @param secret that the client must know
     * @param directory of the buffers
     * @param host drains them
     * @param log says who was refused
     * @param times how long the client may take
     * @param ended gets the session when its conversation is over
     */
    public Session(
            final Socket socket,
            final byte[] secret,
            final BufferDirectory directory,
            final DrainHost host,
            final ServerLog log,
            final HandshakeTimes times,
            final Consumer<Session> ended) {
        this.socket = socket;
        this.handshake = new Handshake(secret);
        this.directory = directory;
        this.host = host;
        this.log = log;
        this.times = times;
        this.ended = ended;
    }

    @Override
    public void run() {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(times.silenceMs());
            converse();
        } catch (final ProtocolException e) {
            refuse(e);
        } catch (final IOException | RuntimeException | Error e) {
            // The connection or the buffer's memory is gone or unusable; whether the client is dead its lock will tell.
            finished = true;
        } finally {
            end();
        }
    }

    private void converse() throws IOException {
        final InputStream in = socket.getInputStream();
        int pollMs = FIRST_ANSWER_POLL_MS;
        while (!finished) {
            try {
                final int length = in.read(received.array(), received.position(), received.remaining());
                if (length < 0) {
                    return;
                }
                received.position(received.position() + length);
                onReceived();
                checkInitTime();
                pollMs = FIRST_ANSWER_POLL_MS;
            } catch (final SocketTimeoutException nothingCame) {
                if (buffer == null) {
                    throw new ProtocolException(ControlProtocol.EPERM, "no INIT in " + times.silenceMs() + " ms");
                }
                pollMs = Math.min(pollMs * 2, LAST_ANSWER_POLL_MS);
            }
            answer();
            if (buffer != null) {
                FaultPoint.ANSWERED.reached();
                socket.setSoTimeout(pendingWrite == null && pendingClose == null ? 0 : pollMs);
            }
        }
    }

    /** Pieces that keep coming must not keep a connection that never gets anywhere. */
    private void checkInitTime() throws ProtocolException {
        if (buffer == null && !finished && System.nanoTime() - startNs > times.initNs()) {
            throw new ProtocolException(
                    ControlProtocol.EPERM, "no INIT in " + TimeUnit.NANOSECONDS.toSeconds(times.initNs()) + " s");
        }
    }

    private void onReceived() throws IOException {
        received.flip();
        for (ByteBuffer frame = nextFrame(); frame != null; frame = finished ? null : nextFrame()) {
            uselessRequest = false;
            onFrame(frame);
            final long pauseNs = pace.pauseNs(System.nanoTime(), uselessRequest);
            if (pauseNs > 0) {
                answer();
                LockSupport.parkNanos(this, pauseNs);
            }
        }
        received.compact();
        if (!received.hasRemaining()) {
            // One frame, whose length was found good, fills it and is not complete.
            received = ByteBuffer.allocate(received.getInt(0) + ControlProtocol.LENGTH_FIELD_LENGTH)
                    .put(received.flip());
        } else if (received.position() == 0 && received.capacity() > FIRST_BUFFER_LENGTH) {
            received = ByteBuffer.allocate(FIRST_BUFFER_LENGTH);
        }
    }

    /** A client that has proven nothing gets no memory. */
    private ByteBuffer nextFrame() throws ProtocolException {
        if (!authenticated && received.remaining() >= ControlProtocol.LENGTH_FIELD_LENGTH) {
            final int length = received.getInt(received.position());
            if (length > MAX_UNPROVEN_LENGTH) {
                throw new ProtocolException(
                        ControlProtocol.EPERM, "frame length=" + length + ": HELLO and PROOF must come first");
            }
        }
        return Frames.next(received);
    }

    /** Wakes the writer once for all requests that came together, and answers what is on file. */
    private void answer() throws ProtocolException {
        if (signalDue) {
            signalDue = false;
            host.signal(buffer.name());
        }
        answerPending();
        send();
    }

    private void onFrame(final ByteBuffer frame) throws IOException {
        final byte code = frame.get();
        if (code == ControlProtocol.HELLO && expectedProof == null) {
            expectedProof = handshake.answerHello(frame, toSend);
            send();
        } else if (code == ControlProtocol.PROOF && expectedProof != null && !authenticated) {
            Handshake.checkProof(frame, expectedProof);
            authenticated = true;
        } else if (!authenticated) {
            throw new ProtocolException(ControlProtocol.EPERM, "code=" + code + ": HELLO and PROOF must come first");
        } else if (code == ControlProtocol.INIT && buffer == null) {
            FaultPoint.INIT_RECEIVED.reached();
            onInit(InitRequest.decode(frame));
        } else if (code == ControlProtocol.WRITE && buffer != null) {
            FaultPoint.WRITE_RECEIVED.reached();
            onWrite(WriteRequest.decode(frame));
        } else if (code == ControlProtocol.CLOSE && buffer != null) {
            FaultPoint.CLOSE_RECEIVED.reached();
            onClose(CloseRequest.decode(frame));
        } else {
            throw new ProtocolException(
                    ControlProtocol.EINVAL, "code=" + code + ": is unknown, or not expected at this point");
        }
    }

    private void onInit(final InitRequest request) throws IOException {
        try {
            if (request.version() != ControlProtocol.VERSION) {
                throw new ProtocolException(
                        ControlProtocol.EPROTONOSUPPORT,
                        "protocol version=" + request.version() + ": must be " + ControlProtocol.VERSION);
            }
            buffer = request.bufferName().isEmpty()
                    ? ServerMadeBuffer.create(directory, host, request, this)
                    : attach(request);
            FaultPoint.INIT_ATTACHED.reached();
            new InitResponse(true, 0, buffer.name().toString()).encode(toSend);
        } catch (final ProtocolException e) {
            fail(e.errno(), e);
        } catch (final IOException | RuntimeException e) {
            fail(ControlProtocol.EIO, e);
        }
    }

    private BufferFile attach(final InitRequest request) throws IOException {
        final BufferName name = BufferName.parse(request.bufferName());
        if (name == null) {
            throw new ProtocolException(
                    ControlProtocol.EINVAL, "buffer name=" + request.bufferName() + ": is none of logc's");
        }
        final BufferFile attached = host.find(name);
        if (attached == null && host.damagePauseNs(name) > 0) {
            throw new ProtocolException(
                    ControlProtocol.EAGAIN,
                    request.logFile() + ": its buffers were damaged one after the other; the next is taken in "
                            + TimeUnit.NANOSECONDS.toSeconds(host.damagePauseNs(name) + 999_999_999L) + " s");
        }
        // What another buffer of that name has left here is not what the client means.
        final boolean isAttached = attached != null && !attached.isNameTaken();
        final BufferFile file = isAttached ? attached : BufferFile.open(directory, name);
        if (file == null
                || !file.spec().logFile().equals(request.logFile())
                || !name.key().equals(BufferDirectory.keyOf(java.nio.file.Path.of(request.logFile())))) {
            throw new ProtocolException(
                    ControlProtocol.EINVAL, "buffer name=" + name + ": is not of log file " + request.logFile());
        }
        if (!host.attach(file, this)) {
            throw new ProtocolException(ControlProtocol.EBUSY, name + ": is drained by another process");
        }
        host.signal(name);
        return file;
    }

    private void fail(final int errno, final Exception e) {
        final String reason = cut(e.getMessage() == null ? e.toString() : e.getMessage());
        new InitResponse(false, errno, reason).encode(toSend);
        if (errno != ControlProtocol.EBUSY) {
            // A busy buffer is nothing but a hand-over whose offer has run out: its application drains it.
            log.seldom(REFUSED, "a client was refused: " + reason, "");
        }
        finished = true;
        send();
    }

    private void onClose(final CloseRequest request) throws ProtocolException {
        checkEnd(request.endPosition());
        uselessRequest = pendingClose != null;
        pendingClose = request;
        signalDue = true;
    }

    private void checkEnd(final long endPosition) throws ProtocolException {
        final long tail = buffer.tailPosition();
        if (endPosition < 0 || endPosition > tail) {
            throw new ProtocolException(
                    ControlProtocol.EINVAL, "end position=" + endPosition + ": is outside the ring, tail=" + tail);
        }
    }

    private void onWrite(final WriteRequest request) throws IOException {
        checkEnd(request.endPosition());
        if (!isDrainedHere()) {
            throw notDrained();
        }
        final boolean isDone = buffer.headPosition() >= request.endPosition();
        uselessRequest = isDone || pendingWrite != null;
        signalDue |= !isDone;
        pendingWrite = request;
    }

    /** Not when another buffer of that name is, after somebody has removed the directory. */
    private boolean isDrainedHere() {
        final BufferFile here = host.find(buffer.name());
        return here != null && here.instanceId() == buffer.instanceId();
    }

    private ProtocolException notDrained() {
        return new ProtocolException(ControlProtocol.EIO, buffer.name() + ": is not drained here any more");
    }

    private void answerPending() throws ProtocolException {
        // Asked first: what is finished has its head moved before it is let go of.
        final boolean isDrained = pendingWrite == null && pendingClose == null || isDrainedHere();
        if (pendingWrite != null && buffer.headPosition() >= pendingWrite.endPosition()) {
            WriteRequest.encodeResponse(toSend, pendingWrite.marker());
            pendingWrite = null;
        }
        if (pendingClose != null && buffer.headPosition() >= pendingClose.endPosition()) {
            pendingClose.encodeResponse(toSend);
            finished = true;
        } else if (!isDrained && (pendingWrite != null || pendingClose != null)) {
            send();
            throw notDrained();
        }
    }

    private void send() {
        try {
            toSend.flip();
            socket.getOutputStream().write(toSend.array(), 0, toSend.limit());
            toSend.clear();
        } catch (final IOException gone) {
            finished = true;
        }
    }

    private void refuse(final ProtocolException e) {
        log.seldom(REFUSED, "a client was refused: " + cut(e.getMessage()), "");
        toSend.clear();
        new Refusal(e.errno(), cut(e.getMessage())).encode(toSend);
        send();
    }

    /** Messages may hold what the client has sent. */
    private static String cut(final String message) {
        return message.length() > MAX_REASON_LENGTH ? message.substring(0, MAX_REASON_LENGTH) : message;
    }

    private void end() {
        ended.accept(this);
        close();
        if (buffer != null) {
            FaultPoint.CLIENT_GONE.reached();
            // The connection of a killed process may close a moment before its locks are free.
            for (int i = 0;
                    i < OWNER_CHECKS && host.isAttached(buffer.name()) && !host.isOwnerDead(buffer.name());
                    i++) {
                LockSupport.parkNanos(OWNER_CHECK_PAUSE_NS);
            }
            host.clientGone(buffer.name(), this);
        }
    }

    /** Ends the conversation. */
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            log.warn("a connection could not be closed", e);
        }
    }
}
