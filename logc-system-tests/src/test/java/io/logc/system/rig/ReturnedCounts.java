package io.logc.system.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many log calls of each thread have returned, in a mapped file that outlives the application: each thread has a long
 * on a cache line of its own, and stores to it after every call.
 */
public final class ReturnedCounts {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int STRIDE = 128;

    private final int threads;
    private final ByteBuffer bytes;

    private ReturnedCounts(final int threads, final ByteBuffer bytes) {
        this.threads = threads;
        this.bytes = bytes;
    }

    /** Opens the file, and creates it where there is none. */
    public static ReturnedCounts open(final Path path, final int threads) {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new ReturnedCounts(threads, channel.map(MapMode.READ_WRITE, 0, (long) threads * STRIDE));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int threads() {
        return threads;
    }

    public void set(final int thread, final long count) {
        LONGS.setRelease(bytes, thread * STRIDE, count);
    }

    public long get(final int thread) {
        return (long) LONGS.getAcquire(bytes, thread * STRIDE);
    }

    public long sum() {
        long sum = 0;
        for (int thread = 0; thread < threads; thread++) {
            sum += get(thread);
        }
        return sum;
    }
}
