package io.logc.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what a framework's status channel throws, which may be an application's own listener, from the threads of logc.
 * Any thread.
 */
final class GuardedStatus implements StatusSink {
    private final StatusSink sink;
    private final AtomicLong failures = new AtomicLong();

    GuardedStatus(final StatusSink sink) {
        this.sink = sink;
    }

    @Override
    public void info(final String message) {
        try {
            sink.info(message);
        } catch (final RuntimeException | LinkageError e) {
            failures.incrementAndGet();
        }
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        try {
            sink.warn(message, cause);
        } catch (final RuntimeException | LinkageError e) {
            failures.incrementAndGet();
        }
    }

    @Override
    public void error(final String message, final Throwable cause) {
        try {
            sink.error(message, cause);
        } catch (final RuntimeException | LinkageError e) {
            failures.incrementAndGet();
        }
    }

    /** How often the channel failed; there is nobody who could be told. */
    long failures() {
        return failures.get();
    }
}
