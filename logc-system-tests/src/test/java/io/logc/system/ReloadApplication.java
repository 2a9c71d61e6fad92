package io.logc.system;

import io.logc.system.rig.Arguments;
import io.logc.system.rig.LogTarget;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.ReturnedCounts;
import io.logc.system.rig.SequenceEncoder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An application that reloads its configuration {@code reloads} times while its threads log. It prints the threads,
 * descriptors and mapped buffers that it holds when it has reloaded once and is told to go on, and again at the end.
 */
public final class ReloadApplication {
    private static final long PACE_NS = 50_000;
    private static final long RELOAD_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final LogTarget target;
    private final ReturnedCounts returned;
    private final boolean countsInEncoder;
    private volatile boolean running = true;
    private volatile boolean quiet;

    private ReloadApplication(final Arguments arguments) {
        returned = ReturnedCounts.open(Path.of(arguments.text("returned", "")), arguments.number("threads", 1));
        countsInEncoder = "logback".equals(arguments.text("framework", ""));
        target = LogTarget.open(arguments);
    }

    /** Runs the application. */
    public static void main(final String[] args) throws Exception {
        final Arguments arguments = new Arguments(args);
        new ReloadApplication(arguments).run(arguments.number("reloads", 0));
    }

    private void run(final int reloads) throws IOException, InterruptedException {
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < returned.threads(); i++) {
            final int number = i;
            threads.add(new Thread(() -> produce(number), "producer-" + i));
        }
        threads.forEach(Thread::start);
        reload();
        System.out.println("ready");
        System.in.read();
        final Holdings before = whenQuiet(Holdings::areOfNoWriter);
        System.out.println("before: " + before);
        for (int i = 1; i < reloads; i++) {
            reload();
        }
        // What nobody refers to any more is freed by the collector.
        final Holdings after = whenQuiet(now -> {
            final boolean clean = now.beyond(before).isEmpty();
            if (!clean) {
                System.gc();
            }
            return clean;
        });
        System.out.println("after: " + after);
        final List<String> leaks = after.beyond(before);
        System.out.println(leaks.isEmpty() ? "clean" : "leaks: " + leaks);
        running = false;
        for (final Thread thread : threads) {
            thread.join();
        }
        System.out.println("finished dropped=" + target.dropped());
        if (System.in.read() >= 0) {
            target.stop();
        }
    }

    /** What is held while nobody logs, as soon as a condition holds; a writer has its lock in many moments, but not then. */
    private Holdings whenQuiet(final Predicate<Holdings> condition) throws IOException {
        quiet = true;
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        Holdings now = Holdings.now();
        while (!condition.test(now) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(RELOAD_PAUSE_NS);
            now = Holdings.now();
        }
        quiet = false;
        return now;
    }

    private void reload() {
        final long before = returned.sum();
        target.reload();
        // Reloads without a line in between would show nothing.
        while (returned.sum() == before) {
            LockSupport.parkNanos(PACE_NS);
        }
        LockSupport.parkNanos(RELOAD_PAUSE_NS);
    }

    private void produce(final int thread) {
        long sequence = 0;
        while (running) {
            if (quiet) {
                LockSupport.parkNanos(PACE_NS);
                continue;
            }
            if (countsInEncoder) {
                target.log(Integer.toString(thread));
                returned.set(thread, SequenceEncoder.count());
            } else {
                target.log(new OracleLine(0, thread, sequence++).text());
                returned.set(thread, sequence);
            }
            LockSupport.parkNanos(PACE_NS);
        }
    }

    /** What a process holds. */
    private record Holdings(List<String> threads, List<String> descriptors, long mappedBuffers) {
        static Holdings now() throws IOException {
            final List<String> names = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .sorted()
                    .toList();
            return new Holdings(names, descriptorTargets(), mappedBufferCount());
        }

        private static List<String> descriptorTargets() throws IOException {
            final List<String> targets = new ArrayList<>();
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (final Path descriptor : descriptors) {
                    final String target = targetOf(descriptor);
                    // The class path's archives are opened when a class is looked for in them first.
                    if (!target.isEmpty() && !target.endsWith(".jar")) {
                        targets.add(target);
                    }
                }
            }
            return targets;
        }

        private static String targetOf(final Path descriptor) throws IOException {
            try {
                // Sockets and pipes have numbers, which say nothing.
                return Files.readSymbolicLink(descriptor).toString().replaceAll(":\\[\\d+]", "");
            } catch (final NoSuchFileException closedMeanwhile) {
                return "";
            }
        }

        private static long mappedBufferCount() throws IOException {
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                return maps.filter(line -> line.contains(".buffer")).count();
            }
        }

        boolean areOfNoWriter() {
            return descriptors.stream().noneMatch(target -> target.endsWith(".writer"));
        }

        /** What is there and was not there before; that something else is gone makes up for nothing. */
        List<String> beyond(final Holdings before) {
            final List<String> more = new ArrayList<>(threads);
            before.threads.forEach(more::remove);
            final List<String> moreDescriptors = new ArrayList<>(descriptors);
            before.descriptors.forEach(moreDescriptors::remove);
            more.addAll(moreDescriptors);
            if (mappedBuffers > before.mappedBuffers) {
                more.add(mappedBuffers + " mapped buffers");
            }
            return more;
        }
    }
}
