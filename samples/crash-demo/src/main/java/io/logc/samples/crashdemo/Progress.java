package io.logc.samples.crashdemo;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the application's threads know of their log calls, in a mapped file: a store there costs no system call, and is
 * in the page cache, which no {@code kill -9} touches.
 *
 * <p>Each thread owns a section, and nobody else writes there:
 *
 * <pre>
 *  0                        64 (one cache line)
 *  +------------------------+---------------------------------------------+
 *  | int64 last call that   | int64 calls by duration, a count for each   |
 *  | had returned, padding  | bucket of {@link Durations}                 |
 *  +------------------------+---------------------------------------------+
 * </pre>
 */
final class Progress {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int COUNTS_OFFSET = 64;
    private static final int SECTION_LENGTH = COUNTS_OFFSET + Durations.BUCKETS * Long.BYTES;

    private final ByteBuffer buffer;
    private final int threads;

    private Progress(final ByteBuffer buffer) {
        this.buffer = buffer;
        this.threads = buffer.capacity() / SECTION_LENGTH;
    }

    static Progress create(final Path file, final int threads) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Progress(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) threads * SECTION_LENGTH));
        }
    }

    static Progress open(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Progress(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    int threads() {
        return threads;
    }

    /** Notes that a log call has returned; by that thread only. */
    void returned(final int thread, final long sequence) {
        LONGS.setRelease(buffer, thread * SECTION_LENGTH, sequence);
    }

    /** The last call of a thread that had returned. */
    long lastReturned(final int thread) {
        return (long) LONGS.getAcquire(buffer, thread * SECTION_LENGTH);
    }

    /** Notes how long a call took; by that thread only. */
    void took(final int thread, final long durationNs) {
        final int offset = countOffset(thread, Durations.bucketOf(durationNs));
        LONGS.set(buffer, offset, (long) LONGS.get(buffer, offset) + 1);
    }

    /** Adds the threads' counts to others, bucket by bucket. */
    void addCountsTo(final long[] counts) {
        for (int thread = 0; thread < threads; thread++) {
            for (int bucket = 0; bucket < Durations.BUCKETS; bucket++) {
                counts[bucket] += (long) LONGS.get(buffer, countOffset(thread, bucket));
            }
        }
    }

    private static int countOffset(final int thread, final int bucket) {
        return thread * SECTION_LENGTH + COUNTS_OFFSET + bucket * Long.BYTES;
    }
}
