package io.logc.message;

import io.logc.message.wire.FrameException;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;

/** The writing thread of a client: connects, greets, writes what waits, asks after a silent server, and connects again. */
final class ClientLoop implements Runnable {
    private static final int BATCH_MESSAGES = 512;
    private static final int BATCH_BYTES = 64 * 1024;

    private final MessageClientOptions options;
    private final SendQueue queue;
    private final Dialer dialer;
    private final ClientClock clock;
    private final Backoff backoff;
    private final Greetings greetings;
    private final Outgoing[] batch = new Outgoing[BATCH_MESSAGES];
    private volatile Socket current;

    ClientLoop(
            final MessageClientOptions options,
            final SendQueue queue,
            final Dialer dialer,
            final ClientClock clock,
            final Backoff backoff) {
        this.options = options;
        this.queue = queue;
        this.dialer = dialer;
        this.clock = clock;
        this.backoff = backoff;
        this.greetings = new Greetings(clock);
    }

    @Override
    public void run() {
        while (!queue.isStopped()) {
            boolean refused = false;
            try {
                useConnection();
            } catch (final MessageRefusedException e) {
                refused = refused(e);
            } catch (final IOException e) {
                queue.problem(e);
            } catch (final RuntimeException | Error e) {
                queue.problem(new IOException("connecting failed", e)); // no memory, no thread: as with no server
            } finally {
                abort();
            }
            queue.pause(backoff.nextNs(), refused);
        }
    }

    /** Returns whether to wait for somebody who wants to try again. */
    private boolean refused(final MessageRefusedException refusal) {
        if (refusal.reason() != null && refusal.reason().isRetryable() || greetings.haveTakenOver(refusal)) {
            queue.problem(refusal);
            return false;
        }
        queue.refusedClient(refusal, refusal.reason() == NackReason.TAKEN_OVER);
        return true;
    }

    private void useConnection() throws IOException {
        final Socket socket = dialer.dial(options, this::opened);
        final Connection connection = new Connection(current, socket, options.heartbeatNs());
        final Welcome welcome = greet(connection);
        queue.connected(connection, welcome);
        try {
            connection.startReading(queue, greetings, Thread.currentThread().getName() + "-answers");
            write(connection);
            connection.end();
        } catch (final IOException e) {
            queue.disconnected(connection, e);
        } finally {
            queue.disconnected(connection, new IOException("the connection was given up"));
            greetings.ended();
            if (connection.isAnswered()) {
                backoff.reset();
            }
        }
    }

    private Welcome greet(final Connection connection) throws IOException {
        try {
            final Welcome welcome = connection.greet(options.hello());
            greetings.welcome();
            return welcome;
        } catch (final MessageRefusedException | FrameException | EOFException answered) {
            throw answered;
        } catch (final IOException e) {
            greetings.givenUp();
            throw e;
        }
    }

    private void write(final Connection connection) throws IOException {
        while (true) {
            final long pingAtNs = clock.nanoTime() + options.heartbeatNs();
            final int count = queue.nextBatch(connection, batch, BATCH_BYTES, pingAtNs);
            if (count < 0) {
                return;
            }
            if (count == 0) {
                connection.ping();
            } else {
                connection.write(batch, count);
            }
        }
    }

    private void opened(final Socket socket) {
        current = socket;
        if (queue.isStopped()) {
            Connection.close(socket); // stopped before there was a socket to close
        }
    }

    /** Ends whatever connection there is or is about to be. Any thread. */
    void abort() {
        final Socket socket = current;
        if (socket != null) {
            Connection.close(socket);
        }
    }
}
