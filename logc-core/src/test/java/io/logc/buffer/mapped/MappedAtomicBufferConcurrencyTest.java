package io.logc.buffer.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Atomic operations of several threads on one mapped file, each thread with a mapping and a buffer of its own. */
@Timeout(60)
class MappedAtomicBufferConcurrencyTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 200_000;
    private static final int LENGTH = 4096;
    private static final int LONG_INDEX = 128;
    private static final int INT_INDEX = 260;
    private static final int FLAG_INDEX = 512;
    private static final int VALUE_INDEX = 1024;
    private static final int ABANDONED_INDEX = 1280;
    private static final int CACHE_LINES = 128;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void createFile() throws IOException {
        file = directory.resolve("shared");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(LENGTH));
        }
    }

    @Test
    void shouldCountExactlyWhenAddedAtomically() throws Exception {
        inAllThreads((buffer, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                buffer.getAndAddLong(LONG_INDEX, 3);
                buffer.getAndAddInt(INT_INDEX, -1);
            }
        });
        assertThat(map().getLongVolatile(LONG_INDEX)).isEqualTo(3L * THREADS * ROUNDS);
        assertThat(map().getIntVolatile(INT_INDEX)).isEqualTo(-THREADS * ROUNDS);
    }

    @Test
    void shouldCountExactlyWhenComparedAndSet() throws Exception {
        inAllThreads((buffer, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                long seen;
                do {
                    seen = buffer.getLongVolatile(LONG_INDEX);
                } while (!buffer.compareAndSetLong(LONG_INDEX, seen, seen + 1));
                int expected = buffer.getIntAcquire(INT_INDEX);
                int witness = buffer.compareAndExchangeInt(INT_INDEX, expected, expected + 1);
                while (witness != expected) {
                    expected = witness;
                    witness = buffer.compareAndExchangeInt(INT_INDEX, expected, expected + 1);
                }
            }
        });
        assertThat(map().getLongVolatile(LONG_INDEX)).isEqualTo((long) THREADS * ROUNDS);
        assertThat(map().getIntVolatile(INT_INDEX)).isEqualTo(THREADS * ROUNDS);
    }

    @Test
    void shouldShowWhatWasWrittenBeforeAReleasedNumber() throws Exception {
        inAllThreads((buffer, thread) -> {
            if (thread == 0) {
                for (int i = 1; i <= ROUNDS; i++) {
                    buffer.putLong(VALUE_INDEX, 2L * i);
                    buffer.putLongRelease(FLAG_INDEX, i);
                }
            } else {
                long flag;
                do {
                    flag = buffer.getLongAcquire(FLAG_INDEX);
                    assertThat(buffer.getLong(VALUE_INDEX)).isGreaterThanOrEqualTo(2 * flag);
                } while (flag < ROUNDS);
            }
        });
    }

    /** Both threads leave each meeting at the same moment, spinning, so that their stores and loads do overlap. */
    @Test
    void shouldNotLetBothThreadsPassWhenEachRaisesItsByteBeforeItLooks() throws Exception {
        inThreads(2, (buffer, thread) -> {
            final int mine = FLAG_INDEX + thread * CACHE_LINES;
            final int other = FLAG_INDEX + (1 - thread) * CACHE_LINES;
            for (int i = 0; i < ROUNDS; i++) {
                meet(buffer, 3 * i + 1);
                buffer.putByteVolatile(mine, (byte) 1);
                final boolean passed = buffer.getIntVolatile(other) == 0;
                buffer.putByte(VALUE_INDEX + thread, (byte) (passed ? 1 : 0));
                meet(buffer, 3 * i + 2);
                final int passes = buffer.getByteVolatile(VALUE_INDEX) + buffer.getByteVolatile(VALUE_INDEX + 1);
                if (passes == 2) {
                    buffer.putIntVolatile(ABANDONED_INDEX, 1);
                    throw new AssertionError("round=" + i + ": both passed");
                }
                buffer.putByte(mine, (byte) 0);
                meet(buffer, 3 * i + 3);
            }
        });
    }

    /** Waits until two threads have come to a meeting, which they count in the buffer. */
    private static void meet(final AtomicBuffer buffer, final int meeting) {
        buffer.getAndAddInt(INT_INDEX, 1);
        int spins = 0;
        while (buffer.getIntVolatile(INT_INDEX) < 2 * meeting && buffer.getIntVolatile(ABANDONED_INDEX) == 0) {
            spins++;
            if (spins % 1_000 == 0) {
                Thread.yield(); // the other thread may need this core
            }
        }
    }

    private void inAllThreads(final Work work) throws Exception {
        inThreads(THREADS, work);
    }

    private void inThreads(final int count, final Work work) throws Exception {
        final ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            final List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                final int thread = i;
                futures.add(executor.submit(() -> {
                    work.run(map(), thread);
                    return null;
                }));
            }
            for (final Future<?> future : futures) {
                get(future);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void get(final Future<?> future) throws Exception {
        try {
            future.get();
        } catch (final ExecutionException ex) {
            if (ex.getCause() instanceof Error error) {
                throw error;
            }
            throw ex;
        }
    }

    private AtomicBuffer map() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new MappedAtomicBuffer(channel.map(MapMode.READ_WRITE, 0, LENGTH), 0, LENGTH);
        }
    }

    private interface Work {
        void run(AtomicBuffer buffer, int thread) throws Exception;
    }
}
