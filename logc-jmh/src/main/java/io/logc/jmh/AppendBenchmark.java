package io.logc.jmh;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Log calls a second, sustained: what is measured is how fast lines reach the file (the page cache; no subject calls
 * {@code fsync}). Callers pause before each iteration while memory is made ready for it, so an iteration begins with empty buffers and
 * queues and ends with full ones: some 50,000 calls of logc's that are counted and not yet written, that is two to five calls of a hundred;
 * of the peers, as many as their queues hold.
 *
 * <p>The file lives as long as the fork, a few gigabytes at most: longer runs measure the kernel's write-back. An iteration is
 * short, so that the memory that was made ready for it is enough. The heap is fixed, so that no subject pays for its growth; the
 * collector is the JVM's own choice. The warm-up is long because two JVMs have to become warm on two processors: before about the tenth
 * iteration their compilers take what the server needs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(SECONDS)
@Warmup(iterations = 15, time = 500, timeUnit = MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public class AppendBenchmark {
    /** The appender; all of them unless some are named. */
    @Param
    public Subject subject;

    private final Queue<Caller> callers = new ConcurrentLinkedQueue<>();
    private Trial trial;
    private OpenLog log;

    /**
     * Makes the subject ready.
     *
     * @throws IOException when it cannot be
     */
    @Setup
    public void open() throws IOException {
        trial = Trial.open(subject);
        log = trial.log();
    }

    /**
     * Makes memory ready, which a growing file takes.
     *
     * @throws IOException when it cannot be
     */
    @Setup(Level.Iteration)
    public void warmMemory() throws IOException {
        WarmMemory.prepare(Trial.onDisk());
    }

    /**
     * Stops the subject; fails unless each call, those of the warm-up included, has its line in the file.
     *
     * @throws IOException when the file cannot be read
     */
    @TearDown
    public void close() throws IOException {
        long calls = 0;
        for (final Caller caller : callers) {
            calls += caller.calls;
        }
        trial.finish(calls);
    }

    /**
     * One thread logs.
     *
     * @param caller the thread
     */
    @Benchmark
    @Threads(1)
    public void oneThread(final Caller caller) {
        log.log(OpenLog.FIRST_ORDER + caller.calls);
        caller.calls++;
    }

    /**
     * Two threads log.
     *
     * @param caller one of the threads
     */
    @Benchmark
    @Threads(2)
    public void twoThreads(final Caller caller) {
        log.log(OpenLog.FIRST_ORDER + caller.calls);
        caller.calls++;
    }

    /** A calling thread and its count. JMH lets no thread tear down before all of them have made their last call. */
    @State(Scope.Thread)
    public static class Caller {
        private long calls;

        /**
         * Joins the others. JMH's names of threads would be half of each line; this is one that an application has.
         *
         * @param benchmark to be counted by
         */
        @Setup
        public void join(final AppendBenchmark benchmark) {
            benchmark.callers.add(this);
            Thread.currentThread().setName("worker-" + benchmark.callers.size());
        }
    }
}
