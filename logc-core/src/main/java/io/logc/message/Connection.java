package io.logc.message;

import io.logc.message.wire.Answer;
import io.logc.message.wire.FrameException;
import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * One connection to the server. The writing thread makes it, greets the server and writes; a thread of the connection's own reads the
 * answers. Any thread may abort it: both come back with an exception then, wherever they are.
 */
final class Connection {
    private static final int BUFFER_LENGTH = 64 * 1024;
    /** After how many intervals of silence the server is given up; it is asked after each. */
    private static final int SILENT_HEARTBEATS = 3;

    private final Socket plain;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER_LENGTH).limit(0);
    private final byte[] toWrite = new byte[BUFFER_LENGTH];
    private final MessageFlyweight flyweight = new MessageFlyweight();
    private final long silenceNs;
    private volatile Thread reader;
    private volatile boolean answered;

    /** socket is the plain one, or TLS over it. */
    Connection(final Socket plain, final Socket socket, final long heartbeatNs) throws IOException {
        this.plain = plain;
        this.socket = socket;
        silenceNs = heartbeatNs * SILENT_HEARTBEATS;
        in = socket.getInputStream();
        out = socket.getOutputStream();
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(silenceNs))));
    }

    /** Says who the client is, and waits for the answer. */
    Welcome greet(final Hello hello) throws IOException {
        final ByteBuffer frame = ByteBuffer.allocate(hello.frameLength());
        hello.encode(frame);
        out.write(frame.array());
        out.flush();
        while (!Answer.isWhole(received)) {
            receive();
        }
        final ByteBuffer answer = Answer.takeFrame(received);
        final byte code = answer.get();
        if (code == MessageProtocol.NACK) {
            throw MessageRefusedException.of(Nack.decode(answer));
        }
        if (code != MessageProtocol.WELCOME) {
            throw new FrameException("expected WELCOME: code=" + (code & 0xff));
        }
        final Welcome welcome = Welcome.decode(answer);
        if (welcome.version() != MessageProtocol.VERSION) {
            throw new MessageRefusedException(
                    NackReason.VERSION,
                    "the server speaks another version: version=" + welcome.version() + ", own="
                            + MessageProtocol.VERSION);
        }
        return welcome;
    }

    /** Begins to read answers into the queue; the thread ends with the connection. */
    void startReading(final SendQueue queue, final Greetings greetings, final String name) {
        final Thread thread = new Thread(() -> read(queue, greetings), name);
        thread.setDaemon(true);
        reader = thread;
        thread.start();
    }

    boolean isReadByCurrentThread() {
        return Thread.currentThread() == reader;
    }

    /** Whether the server has said anything but WELCOME and that it wants no more. */
    boolean isAnswered() {
        return answered;
    }

    private void read(final SendQueue queue, final Greetings greetings) {
        try {
            boolean wanted = queue.answers(this, received);
            while (wanted) {
                receive();
                wanted = queue.answers(this, received);
                answered = true;
            }
        } catch (final MessageRefusedException e) {
            if (e.reason() == NackReason.TAKEN_OVER && !greetings.haveTakenOver(e)) {
                queue.refusedClient(e, true);
            }
            queue.disconnected(this, e);
        } catch (final IOException e) {
            queue.disconnected(this, e);
        } catch (final RuntimeException | Error e) {
            queue.disconnected(this, new IOException("reading failed", e));
            throw e;
        } finally {
            abort();
        }
    }

    private void receive() throws IOException {
        received.compact();
        final int count;
        try {
            count = in.read(received.array(), received.position(), received.remaining());
        } catch (final SocketTimeoutException e) {
            received.flip();
            throw new IOException(
                    "the server has said nothing for " + TimeUnit.NANOSECONDS.toMillis(silenceNs) + " ms", e);
        }
        received.position(received.position() + Math.max(0, count)).flip();
        if (count < 0) {
            throw new EOFException("the server has closed the connection");
        }
    }

    /** Writes messages, as many as fit at once. */
    void write(final Outgoing[] messages, final int count) throws IOException {
        int length = 0;
        for (int i = 0; i < count; i++) {
            final byte[] frame = messages[i].frame(flyweight);
            if (length + frame.length > toWrite.length) {
                out.write(toWrite, 0, length);
                length = 0;
            }
            if (frame.length > toWrite.length) {
                out.write(frame);
            } else {
                System.arraycopy(frame, 0, toWrite, length, frame.length);
                length += frame.length;
            }
        }
        out.write(toWrite, 0, length);
        out.flush();
    }

    /** Asks whether the server is there. */
    void ping() throws IOException {
        final ByteBuffer frame = ByteBuffer.allocate(Frames.BARE_LENGTH);
        Frames.putBare(frame, MessageProtocol.PING);
        out.write(frame.array());
        out.flush();
    }

    /** Says goodbye where TLS asks for it. The writing thread, which alone may be in a write. */
    void end() {
        try {
            if (socket instanceof SSLSocket) {
                socket.shutdownOutput();
            }
        } catch (final IOException e) {
            // It was gone already.
        } finally {
            abort();
        }
    }

    /** Closes the plain socket: TLS would wait for a thread that is in a write. Any thread. */
    void abort() {
        close(plain);
    }

    static void close(final Socket socket) {
        try {
            socket.close();
        } catch (final IOException e) {
            // Closed all the same.
        }
    }
}
