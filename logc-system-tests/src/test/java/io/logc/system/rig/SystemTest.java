package io.logc.system.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What tests of several processes have in common: places of their own, applications, and chance. The system property
 * {@code logc.soak} multiplies the rounds of tests that live by chance, {@code logc.seed} repeats them.
 */
public abstract class SystemTest {
    private static final int SOAK = Integer.getInteger("logc.soak", 1);

    public final Random random = new Random(seed());
    public Scratch scratch;

    private static long seed() {
        final long seed = Long.getLong("logc.seed", System.nanoTime());
        System.out.println("logc.seed=" + seed);
        return seed;
    }

    @BeforeEach
    public void makeScratch() {
        scratch = new Scratch();
    }

    @AfterEach
    public void closeScratch() {
        scratch.close();
    }

    public static int rounds(final int number) {
        return number * SOAK;
    }

    /** A load application that logs to {@code app.log} and can use the test's buffer directory. */
    public ForkedJvm.Builder application(
            final String framework, final int producer, final int threads, final String... more) {
        final List<String> arguments = new ArrayList<>(List.of(
                "framework=" + framework,
                "producer=" + producer,
                "threads=" + threads,
                "file=" + log(),
                "returned=" + scratch.countsFile(producer)));
        arguments.addAll(List.of(more));
        return ForkedJvm.named("application-" + producer, scratch.outputs())
                .jvmOptions("-Xmx128m", "-XX:+UseSerialGC")
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .main(LoadApplication.class, arguments.toArray(String[]::new));
    }

    public ForkedJvm startApplication(
            final String framework, final int producer, final int threads, final String... more) {
        return scratch.track(application(framework, producer, threads, more).start());
    }

    public Path log() {
        return scratch.log("app.log");
    }

    /** Lets a random time pass, in which the processes go on. */
    public void letRun(final int minMs, final int maxMs) {
        final long deadlineNs =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(minMs + random.nextInt(maxMs - minMs + 1));
        for (long leftNs = deadlineNs - System.nanoTime(); leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }
}
