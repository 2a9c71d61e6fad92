package io.logc.drain;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Says that a write does not end: nothing else tells that a disk hangs.
 *
 * <p>Begun and ended by the one that has the writer's turn; whoever still has hope looks, on any thread, as the one that
 * writes cannot.
 */
final class HangWatch {
    /** A write that takes longer is worth a word. */
    static final long HANG_NS = 5_000_000_000L;

    private static final long NONE = 0;

    private final Path path;
    private final DrainListener listener;
    private final LongSupplier clockNs;
    private final AtomicBoolean said = new AtomicBoolean();
    private volatile long sinceNs = NONE;

    HangWatch(final Path path, final DrainListener listener, final LongSupplier clockNs) {
        this.path = path;
        this.listener = listener;
        this.clockNs = clockNs;
    }

    void begun() {
        sinceNs = clockNs.getAsLong() | 1;
    }

    void ended() {
        sinceNs = NONE;
        if (said.compareAndSet(true, false)) {
            listener.info(path + ": the write that took so long has ended");
        }
    }

    /** Says it once for each write. */
    void look() {
        final long begunNs = sinceNs;
        if (begunNs != NONE && clockNs.getAsLong() - begunNs > HANG_NS && said.compareAndSet(false, true)) {
            listener.warn(
                    path + ": a write has been going on for more than " + HANG_NS / 1_000_000_000L
                            + " s; the disk hangs or is very slow, and events stay in the buffer",
                    null);
        }
    }
}
