package io.logc.drain;

import io.logc.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random interleavings of log calls, draining, hand-over, crashes, recovery, and what other programs do to the file, over
 * real buffer files and a real log file, compared with a plain list of what was called.
 *
 * <p>{@code -Dlogc.seed=N} repeats one run and tells its story; {@code -Dlogc.model.seeds=N} does so many.
 */
@EnabledIfSystemProperty(named = "logc.faults", matches = "hook")
class ModelTest {
    private static final int SEEDS = 2000;
    private static final int COLLECT_EVERY = 200;

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private static Path temporary;
    private static int runs;

    @BeforeAll
    static void prepare() throws IOException {
        temporary = Files.isWritable(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "logc-model")
                : Files.createTempDirectory("logc-model");
        ModelActor.installHook();
    }

    @AfterAll
    static void cleanUp() throws IOException {
        delete(temporary);
    }

    @Test
    void shouldHaveWhatWasCommittedOnceAndInOrderWhateverHappens() throws IOException {
        final String only = System.getProperty("logc.seed");
        final long first = only == null ? Long.getLong("logc.model.first", 0) : Long.parseLong(only);
        final long count = only == null ? Long.getLong("logc.model.seeds", SEEDS) : 1;
        final Set<FaultPoint> deaths = EnumSet.noneOf(FaultPoint.class);
        long steps = 0;
        for (long seed = first; seed < first + count; seed++) {
            final ModelRun.Result result = run(seed, new BitSet());
            steps += result.steps();
            deaths.addAll(result.deaths());
            if (result.failure() != null) {
                tell(seed, result);
                shrink(seed, result);
            } else if (only != null) {
                result.story().forEach(System.out::println);
            }
        }
        // Which points chance comes to is not asserted: io.logc.system.kill stops a process at each of them.
        System.out.println("model: " + count + " seeds, " + steps + " steps, deaths at " + deaths.size() + " points");
    }

    private static ModelRun.Result run(final long seed, final BitSet leftOut) throws IOException {
        final Path root = temporary.resolve("run" + runs++);
        final ModelRun.Result result = ModelRun.run(seed, leftOut, root);
        delete(root);
        if (runs % COLLECT_EVERY == 0) {
            // Mappings go with their objects, of which there are few and small ones.
            System.gc();
        }
        return result;
    }

    private static void delete(final Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void tell(final long seed, final ModelRun.Result result) {
        System.out.println("seed " + seed + " fails after " + result.story().size() + " steps: " + result.failure());
    }

    /** Leaves out steps, many at first, as long as the run still fails. */
    private static void shrink(final long seed, final ModelRun.Result failed) throws IOException {
        final BitSet leftOut = new BitSet();
        ModelRun.Result shortest = failed;
        for (int length = failed.steps(); length > 0; length /= 2) {
            for (int from = 0; from < failed.steps(); from += length) {
                final BitSet tried = (BitSet) leftOut.clone();
                tried.set(from, Math.min(from + length, failed.steps()));
                if (tried.equals(leftOut)) {
                    continue;
                }
                final ModelRun.Result result = run(seed, tried);
                if (result.failure() != null) {
                    leftOut.or(tried);
                    shortest = result;
                }
            }
        }
        System.out.println("seed " + seed + ", the steps that matter, with " + shortest.traits() + ":");
        shortest.story().forEach(System.out::println);
        throw new AssertionError(
                "the model fails: -Dlogc.seed=" + seed + " repeats it; shortest story:\n  "
                        + String.join("\n  ", shortest.story()),
                shortest.failure());
    }
}
