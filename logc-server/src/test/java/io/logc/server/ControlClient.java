package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.control.ControlProtocol;
import io.logc.control.Frames;
import io.logc.control.Handshake;
import io.logc.control.InitRequest;
import io.logc.control.InitResponse;
import io.logc.control.Refusal;
import io.logc.control.ServerFile;
import io.logc.control.WriteRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Speaks the control protocol, blocking, one step at a time. */
final class ControlClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    private final Socket socket;
    private final ByteBuffer received = ByteBuffer.allocate(100_000);

    ControlClient(final int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        received.limit(0);
    }

    /** A client that has shown that it knows the secret. */
    static ControlClient greeted(final ServerRig rig) throws IOException {
        final ControlClient client = new ControlClient(rig.server.port());
        client.greet(ServerFile.read(rig.directory.serverFile()).secret());
        return client;
    }

    void greet(final byte[] secret) throws IOException {
        final Handshake handshake = new Handshake(secret);
        send(handshake::encodeHello);
        final ByteBuffer challenge = receive(ControlProtocol.CHALLENGE);
        final ByteBuffer proof = ByteBuffer.allocate(100);
        handshake.answerChallenge(challenge, proof);
        socket.getOutputStream().write(proof.array(), 0, proof.position());
    }

    InitResponse init(final String logFile, final String bufferName) throws IOException {
        return init(new InitRequest(
                true, logFile, ControlProtocol.VERSION, bufferName, 64 * 1024, new byte[0], new byte[0], "a test"));
    }

    InitResponse init(final InitRequest request) throws IOException {
        send(request::encode);
        return InitResponse.decode(receive(ControlProtocol.INIT_RESPONSE));
    }

    long write(final long endPosition, final long marker) throws IOException {
        send(new WriteRequest(0, endPosition, marker)::encode);
        return WriteRequest.decodeResponse(receive(ControlProtocol.WRITE_RESPONSE));
    }

    Refusal refusal() throws IOException {
        return Refusal.decode(receive(ControlProtocol.REFUSED));
    }

    void send(final Consumer<ByteBuffer> encoder) throws IOException {
        final ByteBuffer target = ByteBuffer.allocate(100_000);
        encoder.accept(target);
        send(target.array(), target.position());
    }

    void send(final byte[] bytes, final int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
    }

    /** The next frame, which must be of this code, positioned after it. */
    ByteBuffer receive(final byte code) throws IOException {
        final ByteBuffer frame = next();
        assertThat(frame).as("the connection is still open").isNotNull();
        assertThat(frame.get()).isEqualTo(code);
        return frame;
    }

    /** The next frame, or null when the server has closed the connection. */
    ByteBuffer next() throws IOException {
        ByteBuffer frame = Frames.next(received);
        while (frame == null) {
            received.compact();
            final int length =
                    socket.getInputStream().read(received.array(), received.position(), received.remaining());
            if (length < 0) {
                return null;
            }
            received.position(received.position() + length).flip();
            frame = Frames.next(received);
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
