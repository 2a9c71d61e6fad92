package io.logc.server.control;

import io.logc.control.ControlProtocol;
import io.logc.control.Frames;
import io.logc.control.Handshake;
import io.logc.control.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** A client at the other end of a session, without a network: greets if it is to, then sends bytes, piece by piece. */
final class FuzzedSocket extends Socket {
    private static final int HANDSHAKE_LENGTH = 200;
    private static final int MAX_POLL_MS = 100;
    private static final int MAX_POLLS = 5;
    private static final long POLL_NS = 200_000;

    private final Handshake handshake;
    private final byte[] requests;
    private final int pieceLength;
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private ByteBuffer toSend = ByteBuffer.allocate(0);
    private int step;
    private int soTimeoutMs;
    private int polls;
    private boolean readToTheEnd;
    private boolean closedByServer;

    FuzzedSocket(final byte[] secret, final boolean greets, final byte[] requests, final int pieceLength) {
        this.handshake = new Handshake(secret);
        this.step = greets ? 0 : 2;
        this.requests = requests;
        this.pieceLength = pieceLength;
    }

    ByteBuffer answers() {
        return ByteBuffer.wrap(answers.toByteArray());
    }

    boolean wasReadToTheEnd() {
        return readToTheEnd;
    }

    boolean isClosedByServer() {
        return closedByServer;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(final byte[] target, final int offset, final int length) throws SocketTimeoutException {
                return give(target, offset, length);
            }
        };
    }

    private int give(final byte[] target, final int offset, final int length) throws SocketTimeoutException {
        if (!toSend.hasRemaining()) {
            toSend = nextStep();
        }
        if (!toSend.hasRemaining()) {
            if (soTimeoutMs > 0 && soTimeoutMs <= MAX_POLL_MS && polls++ < MAX_POLLS) {
                LockSupport.parkNanos(POLL_NS);
                throw new SocketTimeoutException();
            }
            readToTheEnd = true;
            return -1;
        }
        final int count = Math.min(Math.min(length, toSend.remaining()), step < 3 ? HANDSHAKE_LENGTH : pieceLength);
        toSend.get(target, offset, count);
        return count;
    }

    private ByteBuffer nextStep() {
        step++;
        final ByteBuffer target = ByteBuffer.allocate(HANDSHAKE_LENGTH);
        switch (step) {
            case 1 -> handshake.encodeHello(target);
            case 2 -> answerChallenge(target);
            case 3 -> {
                return ByteBuffer.wrap(requests);
            }
            default -> {
                return target.limit(0);
            }
        }
        return target.flip();
    }

    private void answerChallenge(final ByteBuffer target) {
        try {
            final ByteBuffer challenge = Frames.next(answers());
            if (challenge.get() != ControlProtocol.CHALLENGE) {
                throw new AssertionError("no challenge");
            }
            handshake.answerChallenge(challenge, target);
        } catch (final ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return answers;
    }

    @Override
    public void setTcpNoDelay(final boolean on) {
        // There is no TCP.
    }

    @Override
    public void setSoTimeout(final int timeoutMs) {
        soTimeoutMs = timeoutMs;
    }

    @Override
    public void close() {
        closedByServer = true;
    }
}
