package io.logc.system.hostile;

import io.logc.buffer.BufferFile;
import io.logc.control.ControlProtocol;
import io.logc.control.Frames;
import io.logc.control.Handshake;
import io.logc.control.InitRequest;
import io.logc.control.InitResponse;
import io.logc.control.ServerFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Speaks the control protocol, blocking, and says whatever it is told to. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;
    private static final int LENGTH = 70_000;

    private final Socket socket;
    private final ByteBuffer received = ByteBuffer.allocate(LENGTH).limit(0);

    /** Connects and shows that it knows the secret. */
    RawClient(final Path serverFile) throws IOException {
        final ServerFile server = ServerFile.read(serverFile);
        if (server == null) {
            throw new IOException("no server");
        }
        socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(TIMEOUT_MS);
        final Handshake handshake = new Handshake(server.secret());
        send(handshake::encodeHello);
        final ByteBuffer challenge = receive(ControlProtocol.CHALLENGE);
        final ByteBuffer proof = ByteBuffer.allocate(100);
        handshake.answerChallenge(challenge, proof);
        send(proof.array(), proof.position());
    }

    InitResponse init(final BufferFile file) throws IOException {
        send(new InitRequest(
                true,
                file.spec().logFile(),
                ControlProtocol.VERSION,
                file.name().toString(),
                file.capacity(),
                new byte[0],
                new byte[0],
                "hostile")::encode);
        return InitResponse.decode(receive(ControlProtocol.INIT_RESPONSE));
    }

    void send(final Consumer<ByteBuffer> encoder) throws IOException {
        final ByteBuffer target = ByteBuffer.allocate(LENGTH);
        encoder.accept(target);
        send(target.array(), target.position());
    }

    void send(final byte[] bytes, final int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
    }

    /** The next frame of a code, positioned behind it. */
    ByteBuffer receive(final byte code) throws IOException {
        ByteBuffer frame = Frames.next(received);
        while (frame == null) {
            received.compact();
            final int count = socket.getInputStream().read(received.array(), received.position(), received.remaining());
            if (count < 0) {
                throw new IOException("the server has hung up");
            }
            received.position(received.position() + count).flip();
            frame = Frames.next(received);
        }
        final byte received = frame.get();
        if (received != code) {
            throw new IOException("code " + received + " came instead of " + code);
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
