package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.MessageClient;
import io.logc.message.MessageRefusedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends messages that somebody has given, and says what became of them. One thread gives them; answers are counted and told
 * by a thread of their own, in the order of the messages.
 */
final class SendMessages {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final long TELL_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int SHOWN_LENGTH = 60;

    private final ConnectionOptions connection;
    private final String clientId;
    private final String name;
    private final PrintStream out;
    private final PrintStream errors;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private int given;
    private volatile boolean neverConnected;
    private final ExecutorService answers =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "logc-send-answers"));

    /**
     * Something that sends.
     *
     * @param connection to whom
     * @param clientId as whom
     * @param name of the messages
     * @param out where each answer is told
     * @param errors where what went wrong is told, and the sum
     */
    SendMessages(
            final ConnectionOptions connection,
            final String clientId,
            final String name,
            final PrintStream out,
            final PrintStream errors) {
        this.connection = connection;
        this.clientId = clientId;
        this.name = name;
        this.out = out;
        this.errors = errors;
    }

    /** Where messages come from. */
    interface Source {
        /**
         * Takes one.
         *
         * @return the next one, or null at the end
         * @throws IOException when it cannot be read
         */
        byte[] next() throws IOException;
    }

    /** One message a line; its newline is not part of it, all else is. */
    static Source lines(final InputStream in) {
        final InputStream buffered = new BufferedInputStream(in);
        return () -> {
            final ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next = buffered.read();
            if (next < 0) {
                return null;
            }
            for (; next >= 0 && next != '\n'; next = buffered.read()) {
                line.write(next);
            }
            return line.toByteArray();
        };
    }

    /**
     * Sends them all.
     *
     * @param source of them
     * @param each whether each acknowledgment is told, or only what was not acknowledged
     * @return the exit code
     * @throws IOException when there is no connection, or the source cannot be read
     * @throws InterruptedException when the thread was
     */
    int send(final Source source, final boolean each) throws IOException, InterruptedException {
        try (MessageClient client = MessageClient.open(connection.clientOptions(clientId, answers))) {
            byte[] message = source.next();
            if (message != null) {
                give(client, message, each);
                awaitConnection(client);
                message = source.next();
            }
            while (message != null && unanswered.get() == 0) {
                give(client, message, each);
                message = source.next();
            }
            awaitAnswers(client);
            client.close(Duration.ZERO);
            awaitTold();
        } finally {
            answers.shutdown();
        }
        errors.println(acknowledged + " acknowledged, " + refused + " refused, " + unanswered + " not answered");
        return refused.get() + unanswered.get() == 0 ? Send.DONE : Send.INCOMPLETE;
    }

    /** The client has answered all; the thread that tells it may be behind. */
    private void awaitTold() {
        final long deadlineNs = System.nanoTime() + TELL_TIMEOUT_NS;
        while (answered() < given && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void give(final MessageClient client, final byte[] message, final boolean each) {
        given++;
        final CompletableFuture<Long> answer = client.sendAsync(name, message);
        answer.whenComplete((id, failure) -> {
            // Told before it counts: the command ends with the last one that counts.
            if (failure == null) {
                if (each) {
                    out.println("acknowledged " + id + ": " + shown(message));
                }
                acknowledged.incrementAndGet();
            } else {
                tellFailure(failure, message);
                (failure instanceof MessageRefusedException ? refused : unanswered).incrementAndGet();
            }
        });
    }

    private void tellFailure(final Throwable failure, final byte[] message) {
        if (!neverConnected) {
            errors.println(failure.getMessage() + ": " + shown(message));
        }
    }

    private static String shown(final byte[] message) {
        final String text = new String(message, UTF_8).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "...";
    }

    /** A server that is not there is told at once; one that goes away later is waited for. */
    private void awaitConnection(final MessageClient client) throws IOException {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(connection.timeoutSeconds());
        while (!client.isConnected() && answered() == 0) {
            if (client.lastProblem().isPresent()) {
                final IOException problem = client.lastProblem().get();
                if (problem instanceof MessageRefusedException) {
                    return;
                }
                throw noConnection(client, problem);
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw noConnection(client, Troubles.silence(connection.timeoutSeconds()));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private IOException noConnection(final MessageClient client, final IOException problem) {
        neverConnected = true;
        client.close(Duration.ZERO);
        return new IOException("no connection to " + connection.host() + ":" + connection.port() + ": "
                + connection.troubles().words(problem, false));
    }

    private int answered() {
        return acknowledged.get() + refused.get() + unanswered.get();
    }

    private void awaitAnswers(final MessageClient client) throws InterruptedException {
        int before = -1;
        int quietSeconds = 0;
        while (quietSeconds < connection.timeoutSeconds() && !client.flush(TICK)) {
            final int now = answered();
            quietSeconds = now == before ? quietSeconds + 1 : 0;
            before = now;
        }
    }
}
