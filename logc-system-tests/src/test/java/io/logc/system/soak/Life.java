package io.logc.system.soak;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.ReturnedCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One application process, from its start to its death: which files it logs to, and how many of its calls have returned.
 * Thread t logs to file t modulo the number of files. Any thread; the counts belong to whoever drives the process.
 */
final class Life {
    /** Numbers of a slot's lives, so that the two together make one number of a producer. */
    static final int LIVES = 1_000_000;

    private final int producer;
    private final int threads;
    private final List<Path> files;
    private final Path countsFile;
    private final ReturnedCounts counts;
    private final AtomicReference<Kind> cause = new AtomicReference<>();
    private volatile ForkedJvm process;
    private volatile long[] returned;

    Life(final int slot, final int number, final int threads, final List<Path> files, final Path countsFile) {
        this.producer = slot * LIVES + number;
        this.threads = threads;
        this.files = files;
        this.countsFile = countsFile;
        this.counts = ReturnedCounts.open(countsFile, threads);
    }

    int producer() {
        return producer;
    }

    int threads() {
        return threads;
    }

    List<Path> files() {
        return files;
    }

    Path countsFile() {
        return countsFile;
    }

    boolean logsTo(final Path file, final int thread) {
        return files.get(thread % files.size()).equals(file);
    }

    void started(final ForkedJvm jvm) {
        process = jvm;
    }

    ForkedJvm process() {
        return process;
    }

    /** Says why the process ends; the first to say so is right. */
    boolean dies(final Kind kind) {
        return cause.compareAndSet(null, kind);
    }

    Kind cause() {
        return cause.get();
    }

    /** Whether calls may have been cut off, which had done their work in part. */
    boolean wasCutOff() {
        return cause.get() != Kind.ENDED;
    }

    /** The process has ended, of what is said here: its counts are final. */
    void over(final Kind truth) {
        cause.set(truth);
        final long[] last = new long[threads];
        for (int thread = 0; thread < threads; thread++) {
            last[thread] = counts.get(thread);
        }
        returned = last;
        try {
            Files.deleteIfExists(countsFile);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls of a thread that have returned; final once the process has ended. */
    long returned(final int thread) {
        final long[] last = returned;
        return last == null ? counts.get(thread) : last[thread];
    }
}
