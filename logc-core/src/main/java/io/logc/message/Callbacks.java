package io.logc.message;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where futures are completed unless the application says where. Any thread.
 *
 * <p>The common pool has no thread at all with {@code java.util.concurrent.ForkJoinPool.common.parallelism=0}, and takes tasks
 * all the same, which it never runs. Then there are two threads of the library's own: a callback that blocks one leaves the
 * other, and more would be in each other's way, as a task is started for each future that somebody waits for.
 */
final class Callbacks {
    private static final int OWN_THREADS = 2;
    private static final long KEEP_ALIVE_S = 5;

    private Callbacks() {}

    static Executor standard() {
        return choose(ForkJoinPool.getCommonPoolParallelism());
    }

    static Executor choose(final int parallelism) {
        return parallelism == 0 ? Own.THREADS : ForkJoinPool.commonPool();
    }

    private static Thread daemon(final Runnable work) {
        final Thread thread = new Thread(null, work, "logc-message-callbacks", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Made when it is used. Its threads end when they have had nothing to do for a while. */
    private static final class Own {
        static final Executor THREADS = make();

        private static Executor make() {
            final ThreadPoolExecutor made = new ThreadPoolExecutor(
                    OWN_THREADS,
                    OWN_THREADS,
                    KEEP_ALIVE_S,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Callbacks::daemon);
            made.allowCoreThreadTimeOut(true);
            return made;
        }
    }
}
