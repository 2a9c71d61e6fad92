package io.logc.system.message;

import io.logc.message.MessageClient;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends numbered messages as fast as the window allows, and counts those that were acknowledged. It keeps none of them:
 * millions of objects would hold this process up for so long that the server seemed to stand still.
 */
final class Sender implements AutoCloseable {
    private final String clientId;
    private final MessageClient client;
    private final Thread thread;
    private final AtomicLong acknowledged = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean ended;
    private volatile long sent;

    Sender(final String clientId, final MessageClient client) {
        this.clientId = clientId;
        this.client = client;
        thread = new Thread(this::send, "sender-" + clientId);
        thread.setDaemon(true);
        thread.start();
    }

    private void send() {
        try {
            for (long number = 1; !ended; number++) {
                final long mine = number;
                client.sendAsync("test", MessageTown.payload(clientId, mine)).whenComplete((id, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    } else {
                        failures.add(new IllegalStateException("message " + mine + " failed: " + failure, failure));
                    }
                    answered.incrementAndGet();
                });
                sent = mine;
            }
        } catch (final Exception e) {
            failures.add(e);
        }
    }

    String clientId() {
        return clientId;
    }

    long sent() {
        return sent;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    Iterable<Throwable> failures() {
        return failures;
    }

    /** Sends no more. */
    void end() throws InterruptedException {
        ended = true;
        thread.join();
    }

    /** Whether all that was sent has its answer. */
    boolean isAnswered() {
        return answered.get() == sent;
    }

    @Override
    public void close() {
        ended = true;
        client.close();
    }
}
