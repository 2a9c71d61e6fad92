package io.logc.testing;

/** Does something where a thread's stack ends, so that it is cut off at any of its calls. One thread at a time uses it. */
public final class StackEnd {
    private static final long STACK_BYTES = 256 * 1024;
    private static final int SHIFTS = 40;

    private final Runnable work;
    private boolean done;
    private int cutOff;
    private volatile Throwable unexpected;

    /**
     * Prepares, and does it once where there is room: a class that cannot be initialised then never can be.
     *
     * @param work what is done; its StackOverflowError is to reach the caller
     */
    public StackEnd(final Runnable work) {
        this.work = work;
        work.run();
    }

    /**
     * Does it at the end of the stack of a new thread, and again further up until there is room for it.
     *
     * @param shift moves all of it a little down
     * @return how often it was cut off
     * @throws InterruptedException if the calling thread is interrupted
     */
    public int reach(final int shift) throws InterruptedException {
        done = false;
        cutOff = 0;
        final Thread thread = new Thread(null, () -> descend(shift), "stack-end", STACK_BYTES);
        thread.setUncaughtExceptionHandler((ended, thrown) -> unexpected = thrown);
        thread.start();
        thread.join();
        if (unexpected != null) {
            throw new AssertionError("something else than a StackOverflowError", unexpected);
        }
        return cutOff;
    }

    /**
     * Does it many times, at 40 places in turn.
     *
     * @param times how often
     * @return how often it was cut off in all
     * @throws InterruptedException if the calling thread is interrupted
     */
    public int reachEverywhere(final int times) throws InterruptedException {
        int cutOffInAll = 0;
        for (int i = 0; i < times; i++) {
            cutOffInAll += reach(i % SHIFTS);
        }
        return cutOffInAll;
    }

    private long descend(final int shift) {
        return shift == 0 ? sink(1, 2, 3, 4, 5, 6, 7, 8) : descend(shift - 1) + shift;
    }

    /** Of long frames, since each error of a deep stack takes its time. */
    private long sink(
            final long a,
            final long b,
            final long c,
            final long d,
            final long e,
            final long f,
            final long g,
            final long h) {
        try {
            return sink(b, c, d, e, f, g, h, a + 1) + (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h);
        } catch (final StackOverflowError end) {
            if (!done) {
                cutOff++;
                work.run();
                cutOff--;
                done = true;
            }
            return 0;
        }
    }
}
