package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.fault.FaultPoint;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The lock that says which process writes a log file, kept over several batches but not for long. Owned by the thread that
 * has the writer.
 */
final class WriterLock {
    /** How long it is kept over several cycles; then others that write the file get their turn. */
    private static final long MAX_HOLD_NS = 20_000_000L;

    private final BufferDirectory directory;
    private final String key;
    private final LongSupplier nanoClock;
    private KernelLock held;
    private long sinceNs;

    /** Makes a lock that is not held. */
    WriterLock(final BufferDirectory directory, final String key, final LongSupplier nanoClock) {
        this.directory = directory;
        this.key = key;
        this.nanoClock = nanoClock;
    }

    boolean isHeld() {
        return held != null;
    }

    /** Takes it, unless another process has it. */
    boolean tryTake() throws IOException {
        held = KernelLock.tryAcquire(directory.writerLock(key));
        if (held == null) {
            return false;
        }
        sinceNs = nanoClock.getAsLong();
        FaultPoint.WRITER_LOCKED.reached();
        return true;
    }

    /** Lets others have it, if it was kept for long. */
    void letOthers() throws IOException {
        if (held != null && nanoClock.getAsLong() - sinceNs > MAX_HOLD_NS) {
            release();
        }
    }

    void release() throws IOException {
        if (held != null) {
            final KernelLock releasing = held;
            held = null;
            releasing.close();
        }
    }
}
