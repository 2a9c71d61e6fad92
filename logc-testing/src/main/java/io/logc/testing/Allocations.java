package io.logc.testing;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/** How many bytes of the heap some work takes. Any thread. */
public final class Allocations {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    /**
     * Of work in the calling thread.
     *
     * @param work done once
     * @return bytes
     */
    public static long of(final Runnable work) {
        final long thread = Thread.currentThread().getId();
        final long before = THREADS.getThreadAllocatedBytes(thread);
        work.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    /**
     * The least of several times: the first ones warm up, and now and then the JVM itself allocates something.
     *
     * @param rounds how often it is done at most, 1 and more
     * @param enoughBytes once it takes less than that, it is not done again
     * @param work done in the calling thread
     * @return bytes
     */
    public static long least(final int rounds, final long enoughBytes, final Runnable work) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < rounds && least >= enoughBytes; round++) {
            least = Math.min(least, of(work));
        }
        return least;
    }

    /**
     * Of work in a thread that has done nothing before.
     *
     * @param work done once
     * @return bytes
     */
    public static long inNewThread(final Runnable work) {
        return CompletableFuture.supplyAsync(() -> of(work), task -> new Thread(task, "allocations").start())
                .join();
    }
}
