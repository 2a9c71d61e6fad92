package io.logc.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that lives through the whole soak: what it holds is looked at when everything is quiet, at the beginning and at
 * the end. Owned by the soak's thread.
 */
final class LongLived {
    private static final Pattern ENTRY = Pattern.compile(" *\\d+: +\\d+ +(\\d+) +(\\S+).*");
    private static final int MAX_CLASSES = 12;
    /** Live heap that may be there at the end and was not at the beginning: caches, classes, statistics. */
    private static final long HEAP_TOLERANCE_BYTES = 4 << 20;
    /** Shared memory of deleted buffers that a process may keep until its next collection. */
    private static final long GONE_TOLERANCE_BYTES = 48L << 20;
    /** In which it is collected: it is looked for once a second, and then a collector has to have its turn. */
    private static final long COLLECTION_NS = TimeUnit.SECONDS.toNanos(3);

    private static final int ATTEMPTS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final ForkedJvm jvm;
    private final Path buffers;
    private Figures first;
    private Map<String, Long> firstHeap;
    private long mostGone;

    LongLived(final String name, final ForkedJvm jvm, final Path buffers) {
        this.name = name;
        this.jvm = jvm;
        this.buffers = buffers;
    }

    ForkedJvm jvm() {
        return jvm;
    }

    /** Notes what it holds at the beginning. */
    void measure() throws IOException {
        firstHeap = liveHeap();
        first = now();
        System.out.println("soak: " + name + " begins with " + first + ", " + sum(firstHeap) / 1024 + " KB live");
    }

    /** What it holds meanwhile. */
    Figures now() throws IOException {
        final Figures now = Figures.of(jvm.pid(), buffers);
        long gone = now.goneBytes();
        if (gone > GONE_TOLERANCE_BYTES) {
            LockSupport.parkNanos(COLLECTION_NS);
            gone = Math.min(gone, Figures.of(jvm.pid(), buffers).goneBytes());
        }
        mostGone = Math.max(mostGone, gone);
        return now;
    }

    /** Compares what it holds now with what it held first; threads and connections get a while to end. */
    void compare(final Tally tally) throws IOException {
        final Figures before = now();
        final long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> heap = liveHeap();
        Figures last = now();
        while ((!last.leakedSince(first).isEmpty() || isTooMuch(heap)) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            heap = liveHeap();
            last = now();
        }
        System.out.println("soak: " + name + " ends with " + last + ", " + sum(heap) / 1024
                + " KB live; deleted files at most " + mostGone / 1024 / 1024 + " MB; grown: " + grown(heap));
        for (final String leak : last.leakedSince(first)) {
            tally.fault(tally.leaked, 1, name + ": " + leak);
        }
        if (isTooMuch(heap)) {
            tally.fault(
                    tally.leaked,
                    1,
                    name + ": live heap " + sum(heap) + " bytes, was " + sum(firstHeap) + ": " + grown(heap));
        }
        if (mostGone > GONE_TOLERANCE_BYTES) {
            tally.fault(
                    tally.leaked,
                    1,
                    name + ": held up to " + mostGone + " bytes of deleted buffers, " + before.goneBytes()
                            + " at the end");
        }
    }

    private boolean isTooMuch(final Map<String, Long> heap) {
        return sum(heap) > sum(firstHeap) + HEAP_TOLERANCE_BYTES;
    }

    private static long sum(final Map<String, Long> heap) {
        return heap.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Classes whose objects have become more. */
    private String grown(final Map<String, Long> heap) {
        return heap.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - firstHeap.getOrDefault(entry.getKey(), 0L)))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MAX_CLASSES)
                .toList()
                .toString();
    }

    /**
     * Bytes of objects by class that are left after a collection, which frees mappings that nobody refers to. A process that
     * gets no processor answers nothing in time, and is asked again.
     */
    private Map<String, Long> liveHeap() throws IOException {
        final Map<String, Long> heap = new TreeMap<>();
        String printed = "";
        for (int i = 0; i < ATTEMPTS && heap.isEmpty(); i++) {
            printed = histogram();
            for (final String line : printed.lines().toList()) {
                final Matcher entry = ENTRY.matcher(line);
                if (entry.matches()) {
                    heap.merge(entry.group(2), Long.parseLong(entry.group(1)), Long::sum);
                }
            }
        }
        assertThat(heap).as("jcmd of %s: %s", name, printed).isNotEmpty();
        return heap;
    }

    private String histogram() throws IOException {
        final Path java = Path.of(System.getProperty("logc.test.java", System.getProperty("java.home") + "/bin/java"));
        final Process jcmd = new ProcessBuilder(
                        List.of(java.resolveSibling("jcmd").toString(), Long.toString(jvm.pid()), "GC.class_histogram"))
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
