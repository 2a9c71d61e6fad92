package io.logc.testing;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/** How many bytes of the heap some work takes. Any thread. */
public final class Allocations {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    /**
     * What is done.
     *
     * @param <E> what it may end with
     */
    public interface Work<E extends Exception> {
        /**
         * Does it.
         *
         * @throws E ends the counting, too
         */
        void run() throws E;
    }

    /**
     * Of work in the calling thread.
     *
     * @param work done once
     * @param <E> what the work may end with
     * @return bytes
     * @throws E that the work has ended with
     */
    public static <E extends Exception> long of(final Work<E> work) throws E {
        final long thread = Thread.currentThread().getId();
        final long before = THREADS.getThreadAllocatedBytes(thread);
        if (before < 0) {
            throw new IllegalStateException("this JVM does not count what threads allocate");
        }
        work.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    /**
     * The least of several times: the first ones warm up, and now and then the JVM itself allocates something.
     *
     * @param rounds how often it is done at most, 1 and more
     * @param enoughBytes once it takes less than that, it is not done again
     * @param work done in the calling thread
     * @param <E> what the work may end with
     * @return bytes
     * @throws E that the work has ended with
     */
    public static <E extends Exception> long least(final int rounds, final long enoughBytes, final Work<E> work)
            throws E {
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
    public static long inNewThread(final Work<RuntimeException> work) {
        return CompletableFuture.supplyAsync(() -> of(work), task -> new Thread(task, "allocations").start())
                .join();
    }
}
