package io.logc.server.message.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.ClientId;
import io.logc.message.wire.FrameException;
import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.Welcome;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection that sends what a test wants, and reads answers as text. */
public final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    public WireClient(final int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    public static byte[] hello(final String clientId) {
        return hello(clientId, "", "");
    }

    public static byte[] hello(final String clientId, final String user, final String secret) {
        final Hello hello = new Hello(MessageProtocol.VERSION, ClientId.of(clientId), user, secret.getBytes(UTF_8));
        final ByteBuffer frame = ByteBuffer.allocate(hello.frameLength());
        hello.encode(frame);
        return frame.array();
    }

    public static byte[] message(final long id, final String payload) {
        return message(id, "name", payload.getBytes(UTF_8));
    }

    public static byte[] message(final long id, final String name, final byte[] payload) {
        final byte[] nameBytes = name.getBytes(UTF_8);
        final ByteBuffer frame = ByteBuffer.allocate(MessageFlyweight.frameLength(nameBytes.length, payload.length));
        new MessageFlyweight().encode(frame, id, nameBytes, payload);
        return frame.array();
    }

    public static byte[] damaged(final long id, final String payload) {
        final byte[] frame = message(id, payload);
        frame[frame.length - 5] ^= 1;
        return frame;
    }

    public static byte[] ping() {
        final ByteBuffer frame = ByteBuffer.allocate(Frames.BARE_LENGTH);
        Frames.putBare(frame, MessageProtocol.PING);
        return frame.array();
    }

    public static byte[] join(final byte[]... frames) {
        int length = 0;
        for (final byte[] each : frames) {
            length += each.length;
        }
        final ByteBuffer all = ByteBuffer.allocate(length);
        for (final byte[] each : frames) {
            all.put(each);
        }
        return all.array();
    }

    public WireClient send(final byte[]... frames) throws IOException {
        socket.getOutputStream().write(join(frames));
        return this;
    }

    /** The next answer, such as "ACK 7"; "END" at the connection's end. */
    public String next() throws IOException {
        final int length;
        try {
            length = in.readInt();
        } catch (final EOFException end) {
            return "END";
        }
        final byte[] frame = new byte[length];
        in.readFully(frame);
        return describe(frame);
    }

    public static String describe(final byte[] frame) throws IOException {
        final ByteBuffer fields = ByteBuffer.wrap(frame);
        final byte code = fields.get();
        try {
            switch (code) {
                case MessageProtocol.WELCOME:
                    return "WELCOME " + Welcome.decode(fields).lastMessageId();
                case MessageProtocol.ACK:
                    return "ACK " + Frames.getAck(fields);
                case MessageProtocol.PONG:
                    return "PONG";
                default:
                    final Nack nack = Nack.decode(fields);
                    return "NACK " + nack.messageId() + " " + nack.reason();
            }
        } catch (final FrameException e) {
            throw new IOException(e);
        }
    }

    public String nextLine() throws IOException {
        final StringBuilder line = new StringBuilder();
        for (int each = in.read(); each >= 0; each = in.read()) {
            if (each == '\n') {
                return line.toString();
            }
            line.append((char) each);
        }
        return "END";
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
