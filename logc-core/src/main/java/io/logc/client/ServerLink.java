package io.logc.client;

import io.logc.control.CloseRequest;
import io.logc.control.ControlProtocol;
import io.logc.control.Frames;
import io.logc.control.Handshake;
import io.logc.control.InitRequest;
import io.logc.control.InitResponse;
import io.logc.control.ProtocolException;
import io.logc.control.Refusal;
import io.logc.control.ServerFile;
import io.logc.control.WriteRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The connection of one buffer to a server: non-blocking, so that a stuck server holds nobody up.
 *
 * <p>Owned by the conductor.
 */
final class ServerLink {
    /** How far the conversation has come. */
    enum State {
        /** Waiting for the connection. */
        CONNECTING,
        /** HELLO is sent, the server's proof is awaited. */
        GREETING,
        /** Both sides know each other; INIT may be sent. */
        READY,
        /** INIT is sent, its response is awaited. */
        INITIALISING,
        /** The server drains the buffer. */
        ACTIVE,
        /** The conversation is over. */
        CLOSED
    }

    /** Room for the longest path in a request, and for the longest message of an answer. */
    private static final int BUFFER_LENGTH = 16 * 1024;

    private final ServerFile server;
    private final Handshake handshake;
    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER_LENGTH);
    private final ByteBuffer toSend = ByteBuffer.allocate(BUFFER_LENGTH);
    private State state = State.CONNECTING;
    private String closeReason = "";
    private boolean busy;
    private boolean closeSent;
    private long sentMarker;
    private long answeredMarker;

    ServerLink(final ServerFile server) throws IOException {
        this.server = server;
        handshake = new Handshake(server.secret());
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    ServerFile server() {
        return server;
    }

    State state() {
        return state;
    }

    /** Whether the server refused only because somebody else drains the buffer at this moment. */
    boolean isBusy() {
        return busy;
    }

    String closeReason() {
        return closeReason;
    }

    /** Whether a WRITE is under way, so that another would only cost time. */
    boolean awaitsWriteResponse() {
        return sentMarker != answeredMarker;
    }

    /** Whether the server owes an answer that comes when it has drained what it was told of. */
    boolean awaitsAnswer() {
        return awaitsWriteResponse() || closeSent;
    }

    /** Goes on with the conversation as far as that is possible without waiting. */
    State poll() {
        try {
            if (state == State.CONNECTING && channel.finishConnect()) {
                handshake.encodeHello(toSend);
                state = State.GREETING;
            }
            if (state != State.CONNECTING && state != State.CLOSED) {
                send();
                receive();
                send();
            }
        } catch (final IOException e) {
            close(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return state;
    }

    private void receive() throws IOException {
        int length;
        while (state != State.CLOSED && (length = channel.read(received)) != 0) {
            if (length < 0) {
                close("the server has closed the connection");
                return;
            }
            received.flip();
            for (ByteBuffer frame = Frames.next(received);
                    frame != null && state != State.CLOSED;
                    frame = Frames.next(received)) {
                onFrame(frame);
            }
            received.compact();
        }
    }

    private void onFrame(final ByteBuffer frame) throws ProtocolException {
        final byte code = frame.get();
        if (code == ControlProtocol.CHALLENGE && state == State.GREETING) {
            handshake.answerChallenge(frame, toSend);
            state = State.READY;
        } else if (code == ControlProtocol.INIT_RESPONSE && state == State.INITIALISING) {
            final InitResponse response = InitResponse.decode(frame);
            if (response.accepted()) {
                state = State.ACTIVE;
            } else {
                busy = response.errno() == ControlProtocol.EBUSY;
                close(response.text() + " (errno=" + response.errno() + ")");
            }
        } else if (code == ControlProtocol.WRITE_RESPONSE) {
            answeredMarker = WriteRequest.decodeResponse(frame);
        } else if (code == ControlProtocol.CLOSE_RESPONSE) {
            close("closed");
        } else if (code == ControlProtocol.REFUSED) {
            final Refusal refusal = Refusal.decode(frame);
            close(refusal.message() + " (errno=" + refusal.errno() + ")");
        } else {
            throw new ProtocolException(ControlProtocol.EINVAL, "code=" + code + " is unexpected in state " + state);
        }
    }

    /** Announces the buffer. */
    void init(final InitRequest request) {
        request.encode(toSend);
        state = State.INITIALISING;
        poll();
    }

    /** Asks to drain; a hint, so it is left out when the socket is full. */
    void write(final long startPosition, final long endPosition) {
        if (state == State.ACTIVE && toSend.position() == 0) {
            new WriteRequest(startPosition, endPosition, ++sentMarker).encode(toSend);
            poll();
        }
    }

    /** Asks to drain the rest and to end. */
    void closeAt(final long endPosition) {
        if (state == State.ACTIVE && toSend.position() == 0 && !closeSent) {
            closeSent = true;
            new CloseRequest(endPosition).encode(toSend);
            poll();
        }
    }

    private void send() throws IOException {
        if (toSend.position() > 0 && state != State.CLOSED) {
            toSend.flip();
            channel.write(toSend);
            toSend.compact();
        }
    }

    void close(final String reason) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            closeReason = reason;
            try {
                channel.close();
            } catch (final IOException e) {
                closeReason = reason + "; " + e.getMessage();
            }
        }
    }
}
