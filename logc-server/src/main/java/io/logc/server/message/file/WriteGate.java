package io.logc.server.message.file;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Decides when what waits is worth a write: once there are enough messages, or the oldest has waited for long enough.
 *
 * <p>Event loops count and the writer's thread asks; any thread.
 */
final class WriteGate {
    private final int messagesPerWrite;
    private final long lingerNs;
    private final LongSupplier nanoClock;
    private final Runnable signal;
    private final ScheduledThreadPoolExecutor timer;
    private final AtomicLong published = new AtomicLong();
    private final AtomicBoolean timerIsSet = new AtomicBoolean();
    private volatile long publishedBeforeWrite;
    private volatile long oldestNs;
    private volatile boolean open;

    /**
     * Makes a gate.
     *
     * @param messagesPerWrite 1 for a gate that is always open
     * @param lingerNs nanoseconds after which it opens for fewer
     * @param nanoClock the time
     * @param timer that waits for the linger time
     * @param signal has the writer look again
     */
    WriteGate(
            final int messagesPerWrite,
            final long lingerNs,
            final LongSupplier nanoClock,
            final ScheduledThreadPoolExecutor timer,
            final Runnable signal) {
        this.messagesPerWrite = messagesPerWrite;
        this.lingerNs = lingerNs;
        this.nanoClock = nanoClock;
        this.timer = timer;
        this.signal = signal;
        this.open = messagesPerWrite <= 1 || lingerNs <= 0;
    }

    /** Messages more wait. */
    void published(final int messages) {
        if (!open && published.getAndAdd(messages) == publishedBeforeWrite) {
            oldestNs = nanoClock.getAsLong();
        }
    }

    /** Whether a write is due. */
    boolean isOpen() {
        if (open) {
            return true;
        }
        final long waiting = published.get() - publishedBeforeWrite;
        return waiting >= messagesPerWrite || waiting > 0 && nanoClock.getAsLong() - oldestNs >= lingerNs;
    }

    /** Signals the writer, now or when the linger time is over. */
    void signalWhenDue() {
        if (isOpen()) {
            signal.run();
        } else if (published.get() - publishedBeforeWrite > 0 && timerIsSet.compareAndSet(false, true)) {
            timer.schedule(
                    () -> {
                        timerIsSet.set(false);
                        signalWhenDue();
                    },
                    Math.max(1, lingerNs - (nanoClock.getAsLong() - oldestNs)),
                    TimeUnit.NANOSECONDS);
        }
    }

    /**
     * A write has taken some of what waited. While there is more the gate stays open: nobody may come to open it again.
     *
     * @param tookAll whether nothing waits any more
     */
    void written(final BooleanSupplier tookAll) {
        if (!open) {
            // A message is in the ring before it is counted, so what is counted here was taken if all was.
            final long counted = published.get();
            if (tookAll.getAsBoolean()) {
                publishedBeforeWrite = counted;
            }
        }
    }

    /** Opens for good, at the end. */
    void openForGood() {
        open = true;
        signal.run();
    }
}
