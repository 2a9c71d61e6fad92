package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.ClientId;
import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.Welcome;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;

/** A client of either protocol, with its bytes in a test's hands. */
final class MessageConnection implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final BufferedReader lines;

    private MessageConnection(final Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
        lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    static MessageConnection plain(final int port) throws IOException {
        return new MessageConnection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static MessageConnection tls(final int port, final SSLContext context) throws IOException {
        return new MessageConnection(context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
    }

    MessageConnection hello(final String client, final String user, final String secret) throws IOException {
        final Hello hello = new Hello(MessageProtocol.VERSION, ClientId.of(client), user, secret.getBytes(UTF_8));
        final ByteBuffer frame = ByteBuffer.allocate(hello.frameLength() + MessageProtocol.LENGTH_FIELD_LENGTH);
        hello.encode(frame);
        return send(frame);
    }

    MessageConnection message(final long id, final String name, final String payload) throws IOException {
        final byte[] nameBytes = name.getBytes(UTF_8);
        final byte[] payloadBytes = payload.getBytes(UTF_8);
        final ByteBuffer frame =
                ByteBuffer.allocate(MessageFlyweight.frameLength(nameBytes.length, payloadBytes.length));
        new MessageFlyweight().encode(frame, id, nameBytes, payloadBytes);
        return send(frame);
    }

    private MessageConnection send(final ByteBuffer frame) throws IOException {
        return send(frame.array(), frame.position());
    }

    MessageConnection send(final byte[] bytes, final int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
        return this;
    }

    MessageConnection line(final String line) throws IOException {
        final byte[] bytes = line.getBytes(UTF_8);
        return send(bytes, bytes.length);
    }

    String readLine() throws IOException {
        return lines.readLine();
    }

    /** The next frame in words; "end" when the server has closed. */
    String answer() throws IOException {
        final byte[] frame;
        try {
            frame = new byte[in.readInt()];
        } catch (final EOFException end) {
            return "end";
        }
        in.readFully(frame);
        final ByteBuffer fields = ByteBuffer.wrap(frame);
        switch (fields.get()) {
            case MessageProtocol.WELCOME:
                return "WELCOME " + Welcome.decode(fields).lastMessageId();
            case MessageProtocol.ACK:
                return "ACK " + Frames.getAck(fields);
            case MessageProtocol.NACK:
                final Nack nack = Nack.decode(fields);
                return "NACK " + nack.messageId() + " " + nack.reason() + " " + nack.text();
            default:
                return "code " + frame[0];
        }
    }

    /** Whether the server closes without having answered anything. */
    boolean isClosedWithoutAnAnswer() throws IOException {
        try {
            return in.read() < 0;
        } catch (final java.net.SocketTimeoutException open) {
            return false;
        } catch (final IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
