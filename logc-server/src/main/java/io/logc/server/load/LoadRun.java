package io.logc.server.load;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/**
 * One run of a load over all event loops. Made and awaited by the caller's thread; the loops report that connections are open
 * and that they have finished.
 */
final class LoadRun {
    private static final long TICK_MS = 1000;

    private final LoadPlan plan;
    private final LoadTarget target;
    private final List<LoadLoop> loops = new ArrayList<>();
    private final AtomicInteger toOpen;
    private final CountDownLatch allOpen = new CountDownLatch(1);
    private final CountDownLatch unfinished;
    private volatile long beginNs;
    private volatile long connectedNs;

    LoadRun(
            final LoadPlan plan,
            final LoadTarget target,
            final List<EventLoop> eventLoops,
            final Class<? extends Channel> type) {
        this.plan = plan;
        this.target = target;
        toOpen = new AtomicInteger(plan.connections());
        final int count = Math.min(eventLoops.size(), plan.connections());
        unfinished = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            loops.add(new LoadLoop(this, eventLoops.get(i), type, i, count));
        }
    }

    LoadPlan plan() {
        return plan;
    }

    LoadTarget target() {
        return target;
    }

    /** When the first connection was due. Any thread. */
    long beginNs() {
        return beginNs;
    }

    /** One more connection is open, or will not be. Called by the event loops. */
    void connectionOpened() {
        if (toOpen.decrementAndGet() == 0) {
            final long nowNs = System.nanoTime();
            connectedNs = nowNs;
            allOpen.countDown();
            if (plan.waitsForAll()) {
                loops.forEach(loop -> loop.begin(nowNs));
            }
        }
    }

    /** All connections of a loop have come to an end of their messages. Called by the event loops. */
    void loopFinished() {
        unfinished.countDown();
    }

    /**
     * Runs the load.
     *
     * @param progress is told once a second
     * @return what became of it
     * @throws InterruptedException when the thread is
     */
    LoadResult run(final LoadProgress progress) throws InterruptedException {
        beginNs = System.nanoTime();
        loops.forEach(LoadLoop::start);
        awaitAnswers(progress);
        if (plan.holdSeconds() > 0) {
            hold(progress);
        }
        return collect();
    }

    private void awaitAnswers(final LoadProgress progress) throws InterruptedException {
        long lastProgress = -1;
        long lastProgressNs = beginNs;
        while (!unfinished.await(TICK_MS, TimeUnit.MILLISECONDS)) {
            final long nowNs = System.nanoTime();
            final long now = sum(LoadCounts::progress);
            if (now != lastProgress) {
                lastProgress = now;
                lastProgressNs = nowNs;
            } else if (nowNs - lastProgressNs > TimeUnit.SECONDS.toNanos(plan.timeoutSeconds())) {
                final String words = target.troubles()
                        .words(new TimeoutException("nothing came for " + plan.timeoutSeconds() + " s"), true);
                loops.forEach(loop -> loop.giveUp(words));
                lastProgressNs = nowNs;
            }
            tell(progress, nowNs);
        }
    }

    private void hold(final LoadProgress progress) throws InterruptedException {
        progress.holding(plan.holdSeconds());
        TimeUnit.SECONDS.sleep(plan.holdSeconds());
    }

    private void tell(final LoadProgress progress, final long nowNs) {
        progress.tell(
                TimeUnit.NANOSECONDS.toSeconds(nowNs - beginNs),
                sum(LoadCounts::connected),
                sum(LoadCounts::acknowledged),
                sum(LoadCounts::refused));
    }

    private long sum(final ToLongFunction<LoadCounts> figure) {
        return loops.stream().map(LoadLoop::counts).mapToLong(figure).sum();
    }

    private LoadResult collect() throws InterruptedException {
        allOpen.await();
        final LoadResult sum = new LoadResult();
        for (final LoadLoop loop : loops) {
            sum.add(loop.eventLoop().submit(loop::end).sync().getNow());
        }
        sum.beginNs = beginNs;
        sum.connectedNs = connectedNs;
        sum.clients.sort(Comparator.comparingInt(LoadResult.ClientRow::index));
        return sum;
    }
}
