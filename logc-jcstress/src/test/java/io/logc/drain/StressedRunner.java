package io.logc.drain;

import io.logc.buffer.BufferFile;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A writer's runner that neither polls nor lingers, whose threads are the actors: who has a thread started runs it
 * afterwards.
 */
final class StressedRunner implements DrainListener {
    private static final Pauses NONE = new Pauses(0, 0, 0);
    private static final Path LOG_FILE = Path.of("/logs/app.log");

    final AtomicInteger starts = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
    final WriterRunner runner;

    /** A thread that is only asked for. */
    private static final class Asked extends Thread {
        private final AtomicInteger starts;

        private Asked(final Runnable work, final AtomicInteger starts) {
            super(work);
            this.starts = starts;
        }

        @Override
        public void start() {
            starts.incrementAndGet();
        }
    }

    /** Makes a runner whose first thread has been asked for. */
    StressedRunner(final BufferFile file) {
        final LogFileWriter writer = new LogFileWriter(
                null,
                "0123456789abcdef",
                new LogFile(LOG_FILE, -1, LogFile.FILE_SYSTEM),
                (name, damaged) -> ends.incrementAndGet(),
                this,
                new Batch(),
                System::nanoTime);
        runner = new WriterRunner(writer, work -> new Asked(work, starts), this, resting -> {}, System::nanoTime, NONE);
        if (file != null) {
            writer.add(new DrainedBuffer(null, file, null, null, null, null));
        }
        runner.signal();
    }

    /** What the thread does that was asked for first. */
    void runFirst() {
        runner.run();
    }

    /** What another thread does, if one was asked for. */
    void runSecond() {
        if (starts.get() > 1) {
            runner.run();
        }
    }

    @Override
    public void info(final String message) {
        throw new AssertionError(message);
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        throw new AssertionError(message, cause);
    }
}
