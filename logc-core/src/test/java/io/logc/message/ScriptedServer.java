package io.logc.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A server that says what the test tells it to, over real sockets; the test's thread plays it. */
final class ScriptedServer implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final ServerSocket listener;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();

    ScriptedServer() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    ScriptedServer(final ServerSocket listener) throws IOException {
        this.listener = listener;
        listener.setSoTimeout(PATIENCE_MS);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next connection, not greeted yet. */
    Peer accept() throws IOException {
        final Peer peer = new Peer(listener.accept());
        peers.add(peer);
        return peer;
    }

    /** The next connection, greeted with the last id that the server knows. */
    Peer welcome(final long lastId) throws IOException {
        final Peer peer = accept();
        peer.hello();
        peer.welcome(MessageProtocol.DEFAULT_MAX_PAYLOAD_LENGTH, lastId);
        return peer;
    }

    boolean isClosed() {
        return listener.isClosed();
    }

    boolean isAnybodyWaiting() throws IOException {
        listener.setSoTimeout(100);
        try {
            accept();
            return true;
        } catch (final SocketTimeoutException e) {
            return false;
        } finally {
            listener.setSoTimeout(PATIENCE_MS);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (final Peer peer : peers) {
            peer.close();
        }
    }

    /** What the server sees of a message. */
    record Received(long id, String name, String payload) {}

    /** The server's end of one connection. */
    static final class Peer {
        private final Socket socket;
        private final DataInputStream in;

        Peer(final Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MS);
            in = new DataInputStream(socket.getInputStream());
        }

        Hello hello() throws IOException {
            final ByteBuffer frame = frame();
            assertThat(frame.get()).isEqualTo(MessageProtocol.HELLO);
            return Hello.decode(frame);
        }

        void welcome(final int maxPayloadLength, final long lastId) throws IOException {
            final Welcome welcome =
                    new Welcome(MessageProtocol.VERSION, maxPayloadLength, MessageProtocol.WRITTEN, lastId);
            say(welcome::encode);
        }

        /** The next message; PINGs before it are answered. */
        Received message() throws IOException {
            ByteBuffer frame = frame();
            while (frame.get(0) == MessageProtocol.PING) {
                pong();
                frame = frame();
            }
            final MessageFlyweight message = new MessageFlyweight().wrap(frame, 0, frame.limit());
            assertThat(message.isIntact()).isTrue();
            return new Received(
                    message.messageId(),
                    text(frame, message.nameIndex(), message.nameLength()),
                    text(frame, message.payloadIndex(), message.payloadLength()));
        }

        /** The next messages must have these payloads, and ids from the first on. */
        void messages(final long firstId, final String... payloads) throws IOException {
            for (int i = 0; i < payloads.length; i++) {
                final Received message = message();
                assertThat(message.payload()).isEqualTo(payloads[i]);
                assertThat(message.id()).isEqualTo(firstId + i);
            }
        }

        void ping() throws IOException {
            final ByteBuffer frame = frame();
            assertThat(frame.get()).isEqualTo(MessageProtocol.PING);
            assertThat(frame.hasRemaining()).isFalse();
        }

        void pong() throws IOException {
            say(target -> Frames.putBare(target, MessageProtocol.PONG));
        }

        void ack(final long... ids) throws IOException {
            for (final long id : ids) {
                say(target -> Frames.putAck(target, id));
            }
        }

        void nack(final long id, final NackReason reason) throws IOException {
            say(new Nack(id, reason, "as the test says")::encode);
        }

        void say(final Consumer<ByteBuffer> frame) throws IOException {
            final ByteBuffer target = ByteBuffer.allocate(1024);
            frame.accept(target);
            socket.getOutputStream().write(target.array(), 0, target.position());
        }

        /** The client sends nothing but so many PINGs: they show that time has passed in which it could have sent more. */
        void ping(final int count) throws IOException {
            for (int i = 0; i < count; i++) {
                ping();
                pong();
            }
        }

        /** Waits until the client has ended the connection. */
        void awaitEnd() throws IOException {
            try {
                while (in.read() >= 0) {}
            } catch (final SocketException e) {
                // Ended with a reset.
            }
        }

        /** Whether the client ended the connection in order. */
        boolean endOfStream() throws IOException {
            return in.read() < 0;
        }

        ByteBuffer frame() throws IOException {
            final byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return ByteBuffer.wrap(frame);
        }

        void close() throws IOException {
            socket.close();
        }

        private static String text(final ByteBuffer frame, final int index, final int length) {
            return new String(frame.array(), index, length, UTF_8);
        }
    }
}
