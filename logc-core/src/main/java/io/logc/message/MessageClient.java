package io.logc.message;

import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;

/**
 * Sends messages to a logc server over TCP, and knows of each whether it is in the file.
 *
 * <pre>{@code
 * try (MessageClient client = MessageClient.open(MessageClientOptions.builder("meter-7").host("logs.example.org").build())) {
 *     client.send("temperature", "21.5");                        // waits until it is there
 *     client.sendAsync("temperature", "21.6").thenAccept(...);   // waits for room in the window only
 * }
 * }</pre>
 *
 * <p><b>Exactly once.</b> Messages get ids in the order in which they were given, beginning after the last id that the server has of
 * this client. What has not been answered is kept, and sent again with the same ids after the connection, or the server, was lost;
 * the server acknowledges what it has already without writing it again. That holds as long as this client lives and only one client at
 * a time uses its client id: when another one takes the id over, this one ends with {@link NackReason#TAKEN_OVER}.
 *
 * <p><b>Refusals.</b> What the server cannot take now (disk full, busy, shutting down) is sent again after a pause, in order, until
 * it is taken or the client is closed. A message that it will never take fails with a {@link MessageRefusedException}, and the others go
 * on. When the server refuses the client itself (user, secret, client id), all that waits fails so, and the next message tries again.
 *
 * <p><b>Threads.</b> Any number of threads may use a client. It has two of its own, both daemons, and waits nowhere actively. Messages
 * of one thread arrive in its order. Futures are completed by {@link MessageClientOptions.Builder#callbacks}, not in the client's
 * threads, so what depends on them may block or call this client; what waits in a callback for the callback of another message may wait
 * for ever, though.
 *
 * <p>A client that is forgotten and not closed keeps its threads and its connection.
 */
public final class MessageClient implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final long THREAD_END_MS = 1000;
    private static final long GOODBYE_MS = 200;

    private final MessageClientOptions options;
    private final SendQueue queue;
    private final ClientLoop loop;
    private final Thread thread;

    MessageClient(
            final MessageClientOptions options,
            final Dialer dialer,
            final ClientClock clock,
            final DoubleSupplier random) {
        this.options = options;
        final Completions completions = new Completions(options.callbacks());
        queue = new SendQueue(
                new Window(options.windowMessages(), options.windowBytes()), backoff(random), clock, completions);
        loop = new ClientLoop(options, queue, dialer, clock, backoff(random));
        thread = new Thread(loop, "logc-messages-" + options.clientId());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Makes a client and begins to connect; does not wait for that.
     *
     * @param options of the client
     * @return the client, to be closed
     */
    public static MessageClient open(final MessageClientOptions options) {
        return new MessageClient(
                options,
                new SocketDialer(),
                ClientClock.SYSTEM,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    private Backoff backoff(final DoubleSupplier random) {
        return new Backoff(options.shortestPauseNs(), options.longestPauseNs(), random);
    }

    /**
     * Sends a message and waits until it is acknowledged.
     *
     * @param name up to {@value MessageProtocol#MAX_NAME_LENGTH} bytes in UTF-8, may be empty
     * @param payload up to what the server takes; copied
     * @return the message's id, as it stands in the file
     * @throws MessageRefusedException when the server will never take it
     * @throws MessageNotAcknowledgedException when there was no answer in time, or the client was closed; it says whether the message
     *     may be in the file all the same. What was sent stays with the client, which goes on trying
     * @throws IOException one of these two
     * @throws InterruptedException when the thread was interrupted: a message that was not yet sent is not sent any more
     * @throws IllegalArgumentException when the name is too long
     * @throws IllegalStateException when the calling thread is the one that reads the answers (see {@link
     *     MessageClientOptions.Builder#callbacks})
     */
    public long send(final String name, final byte[] payload) throws IOException, InterruptedException {
        final long startNs = System.nanoTime();
        final long timeoutNs = options.sendTimeoutNs();
        final Outgoing message = outgoing(name, payload, true);
        queue.checkNotReading();
        queue.add(message, timeoutNs);
        try {
            final long leftNs = timeoutNs == 0 ? Long.MAX_VALUE : timeoutNs - (System.nanoTime() - startNs);
            return message.future.get(leftNs, TimeUnit.NANOSECONDS);
        } catch (final TimeoutException e) {
            throw new MessageNotAcknowledgedException(
                    "no answer within " + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms",
                    !queue.withdraw(message),
                    queue.lastProblem());
        } catch (final InterruptedException e) {
            queue.withdraw(message);
            throw e;
        } catch (final ExecutionException e) {
            throw inThisThread(e.getCause());
        }
    }

    /**
     * Sends a text and waits until it is acknowledged.
     *
     * @param name as for bytes
     * @param payload sent in UTF-8
     * @return the message's id
     * @throws IOException as for bytes
     * @throws InterruptedException as for bytes
     */
    public long send(final String name, final String payload) throws IOException, InterruptedException {
        return send(name, payload.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a message; waits only for room in the window.
     *
     * @param name up to {@value MessageProtocol#MAX_NAME_LENGTH} bytes in UTF-8, may be empty
     * @param payload up to what the server takes; copied
     * @return completed with the message's id when it is acknowledged, or with a {@link MessageRefusedException} or {@link
     *     MessageNotAcknowledgedException}, as for {@link #send}; also when there was no room in time, or the thread was interrupted,
     *     which it is then still. Cancelling it takes back a message that was not yet sent
     * @throws IllegalArgumentException when the name is too long
     * @throws IllegalStateException when the window is full and the calling thread is the one that would make room
     */
    public CompletableFuture<Long> sendAsync(final String name, final byte[] payload) {
        final Outgoing message = outgoing(name, payload, false);
        try {
            queue.add(message, options.sendTimeoutNs());
        } catch (final IOException e) {
            message.failure = e;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            message.failure = new MessageNotAcknowledgedException("interrupted", false, e);
        }
        if (message.failure != null) {
            return CompletableFuture.failedFuture(message.failure);
        }
        return message.future;
    }

    /**
     * Sends a text; waits only for room in the window.
     *
     * @param name as for bytes
     * @param payload sent in UTF-8
     * @return as for bytes
     */
    public CompletableFuture<Long> sendAsync(final String name, final String payload) {
        return sendAsync(name, payload.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits until all messages that were given before are acknowledged or have failed.
     *
     * @param timeout zero to wait for ever
     * @return whether they are; false when the time was over first
     * @throws InterruptedException when the thread was interrupted
     * @throws IllegalStateException when the calling thread is the one that reads the answers
     */
    public boolean flush(final Duration timeout) throws InterruptedException {
        queue.checkNotReading();
        return queue.awaitSettled(timeout.toNanos());
    }

    /** Tells whether the server has greeted this client on the connection that there is now.
     * @return true may be out of date when it is read */
    public boolean isConnected() {
        return queue.isConnected();
    }

    /** Tells why there is, or was, no connection, or why messages must wait.
     * @return the last problem, which may be over */
    public Optional<IOException> lastProblem() {
        return Optional.ofNullable(queue.lastProblem());
    }

    /**
     * Waits for the answers to what was given, takes no more, and ends the connection. What has not been answered then fails with a
     * {@link MessageNotAcknowledgedException}. May be called at any time and more than once; an interrupted thread, or the one that
     * reads the answers, does not wait. An interrupted thread stays so.
     *
     * @param timeout how long to wait for answers; zero not to wait at all
     * @return how many messages failed by this; 0 when everything was answered
     */
    public int close(final Duration timeout) {
        queue.close();
        final boolean own = queue.isReading();
        try {
            if (!own && !timeout.isZero()) {
                queue.awaitSettled(timeout.toNanos());
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        final boolean connected = queue.isConnected();
        final int failed = queue.stop();
        if (connected && failed == 0) {
            awaitEnd(GOODBYE_MS);
        }
        loop.abort();
        awaitEnd(THREAD_END_MS);
        return failed;
    }

    /** As {@link #close(Duration)} with ten seconds. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    /** Not for long: it may be looking up a name, which nothing can interrupt. */
    private void awaitEnd(final long timeoutMs) {
        try {
            thread.join(timeoutMs);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Outgoing outgoing(final String name, final byte[] payload, final boolean blocking) {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MessageProtocol.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("name is longer than " + MessageProtocol.MAX_NAME_LENGTH + " bytes");
        }
        return new Outgoing(bytes, payload, blocking);
    }

    private static IOException inThisThread(final Throwable failure) {
        if (failure instanceof MessageRefusedException refused) {
            return refused.again();
        }
        return ((MessageNotAcknowledgedException) failure).again();
    }

    @Override
    public String toString() {
        return "MessageClient[" + options + "]";
    }
}
