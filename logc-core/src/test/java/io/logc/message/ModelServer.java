package io.logc.message;

import io.logc.message.wire.Frames;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A small server that keeps the rules of the protocol, and is as unreliable as a seed makes it: it loses connections before and
 * after it has taken a message, loses answers, refuses for now, restarts. What it takes it never forgets.
 */
final class ModelServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Random random;
    private final List<String> file = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final Thread acceptor = new Thread(this::accept, "model-server");
    private long lastAcceptedId;
    private int trouble = 10;
    private volatile boolean closed;

    ModelServer(final long seed) throws IOException {
        random = new Random(seed);
        acceptor.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on everything goes well. */
    synchronized void calmDown() {
        trouble = 0;
    }

    /** Payloads in the order in which they were taken. */
    synchronized List<String> file() {
        return new ArrayList<>(file);
    }

    private synchronized boolean happens(final int oneIn) {
        return trouble > 0 && random.nextInt(oneIn) < 1;
    }

    /** One connection at a time: a newer one takes over when the older has ended. */
    private void accept() {
        while (!closed) {
            try (Socket socket = listener.accept()) {
                synchronized (this) {
                    sockets.add(socket);
                }
                serve(socket);
            } catch (final IOException e) {
                // The client's or the trouble's doing.
            }
        }
    }

    private void serve(final Socket socket) throws IOException {
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        final DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        frame(in);
        if (happens(8)) {
            say(out, new Nack(0, NackReason.BUSY, "")::encode);
            out.flush();
            return;
        }
        final Welcome welcome = new Welcome(MessageProtocol.VERSION, 256, MessageProtocol.WRITTEN, lastAcceptedId);
        say(out, welcome::encode);
        out.flush();
        long expected = 0;
        while (!happens(60)) {
            final ByteBuffer frame = frame(in);
            if (frame.get(0) == MessageProtocol.PING) {
                say(out, target -> Frames.putBare(target, MessageProtocol.PONG));
                out.flush();
                continue;
            }
            final MessageFlyweight message = new MessageFlyweight().wrap(frame, 0, frame.limit());
            expected = message(message, frame, expected, out);
            if (in.available() == 0 && !happens(10)) {
                out.flush(); // else these answers are lost, or late
            }
        }
    }

    /** Returns the id that is expected next. */
    private synchronized long message(
            final MessageFlyweight message, final ByteBuffer frame, final long expected, final DataOutputStream out)
            throws IOException {
        final long id = message.messageId();
        if (!message.isIntact()) {
            throw new IOException("damaged");
        }
        final NackReason refusal = refusal(id, expected);
        if (refusal != null) {
            say(out, new Nack(id, refusal, "")::encode);
            return expected == 0 ? id : expected;
        }
        final String payload =
                new String(frame.array(), message.payloadIndex(), message.payloadLength(), StandardCharsets.UTF_8);
        if (id > lastAcceptedId) {
            file.add(payload);
            lastAcceptedId = id;
        }
        say(out, target -> Frames.putAck(target, id));
        return id + 1;
    }

    private NackReason refusal(final long id, final long expected) {
        if (expected != 0 && id > expected) {
            return NackReason.OUT_OF_SEQUENCE;
        }
        if (happens(20)) {
            final NackReason[] reasons = {NackReason.BUSY, NackReason.DISK_FULL, NackReason.CHECKSUM};
            return reasons[random.nextInt(reasons.length)];
        }
        return null;
    }

    private static ByteBuffer frame(final DataInputStream in) throws IOException {
        final byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return ByteBuffer.wrap(frame);
    }

    private static void say(final DataOutputStream out, final Consumer<ByteBuffer> frame) throws IOException {
        final ByteBuffer target = ByteBuffer.allocate(300);
        frame.accept(target);
        out.write(target.array(), 0, target.position());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        synchronized (this) {
            for (final Socket socket : sockets) {
                socket.close();
            }
        }
        boolean interrupted = false;
        while (acceptor.isAlive()) {
            try {
                acceptor.join();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
