package io.logc.message;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Completes futures where the application's callbacks can do no harm: never under a lock, and not in the client's own threads, unless
 * the application gave an executor that works so. Any thread.
 *
 * <p>What a blocking send waits for is completed at once: nothing of the application's hangs on that. The others go through one
 * queue, which any number of tasks empty: a callback that blocks holds up its own task, and another one goes on with the rest.
 */
final class Completions {
    private final Executor executor;
    private final Queue<Outgoing> queue = new ConcurrentLinkedQueue<>();

    Completions(final Executor executor) {
        this.executor = executor;
    }

    /** Not to be called with a lock held. */
    void complete(final List<Outgoing> messages) {
        boolean queued = false;
        for (final Outgoing message : messages) {
            if (message.blocking) {
                message.complete();
            } else {
                queue.add(message);
                queued = true;
            }
        }
        if (queued) {
            start();
        }
    }

    private void start() {
        try {
            executor.execute(this::drain);
        } catch (final RuntimeException | Error e) {
            drain(); // it was shut down, or has no thread: who waits must hear all the same
        }
    }

    private void drain() {
        Outgoing message = queue.poll();
        while (message != null) {
            if (message.future.getNumberOfDependents() > 0 && !queue.isEmpty()) {
                start();
            }
            message.complete();
            message = queue.poll();
        }
    }
}
