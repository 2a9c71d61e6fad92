package io.logc.system.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a process holds.
 *
 * @param threads number of them
 * @param descriptors what its descriptors are, class path archives left out, as these are opened when they are first needed
 * @param mappings mapped files of the buffer directory
 * @param goneBytes bytes of mappings and descriptors whose files are deleted: shared memory that nobody else can free
 * @param residentKb resident memory in kilobytes, shared memory left out
 */
record Figures(int threads, List<String> descriptors, List<String> mappings, long goneBytes, long residentKb) {
    /** Bytes of code, metadata and thread stacks that a JVM may gain while it goes on. */
    private static final long RESIDENT_TOLERANCE_KB = 32 * 1024;

    private static final Path PROC = Path.of("/proc");
    private static final String DELETED = " (deleted)";

    /** Looks at a living process. */
    static Figures of(final long pid, final Path buffers) throws IOException {
        final Path proc = PROC.resolve(Long.toString(pid));
        final List<String> mappings = new ArrayList<>();
        long gone = 0;
        for (final String line : Files.readAllLines(proc.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            final int at = line.indexOf(buffers.toString());
            if (at >= 0) {
                mappings.add(line.substring(at));
                gone += line.endsWith(DELETED) ? length(line) : 0;
            }
        }
        return new Figures(
                (int) number(proc, "Threads:"),
                descriptors(proc),
                List.copyOf(mappings),
                gone,
                number(proc, "RssAnon:") + number(proc, "RssFile:"));
    }

    private static long length(final String line) {
        final String[] range = line.substring(0, line.indexOf(' ')).split("-");
        return Long.parseUnsignedLong(range[1], 16) - Long.parseUnsignedLong(range[0], 16);
    }

    private static long number(final Path proc, final String name) throws IOException {
        for (final String line : Files.readAllLines(proc.resolve("status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException(proc + ": has no " + name);
    }

    private static List<String> descriptors(final Path proc) throws IOException {
        final List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc.resolve("fd"))) {
            for (final Path descriptor : all) {
                final String target = target(descriptor);
                if (!target.isEmpty() && !target.endsWith(".jar")) {
                    targets.add(target);
                }
            }
        }
        targets.sort(null);
        return List.copyOf(targets);
    }

    private static String target(final Path descriptor) throws IOException {
        try {
            // Sockets and pipes have numbers, which say nothing.
            return Files.readSymbolicLink(descriptor).toString().replaceAll(":\\[\\d+]", "");
        } catch (final NoSuchFileException closedMeanwhile) {
            return "";
        }
    }

    /** What is there and was not there before; empty where nothing has leaked. */
    List<String> leakedSince(final Figures before) {
        final List<String> leaked = new ArrayList<>();
        if (threads > before.threads) {
            leaked.add("threads: " + threads + ", were " + before.threads);
        }
        if (descriptors.size() > before.descriptors.size()) {
            leaked.add("descriptors: " + more(descriptors, before.descriptors));
        }
        if (mappings.size() > before.mappings.size()) {
            leaked.add("mappings: " + more(mappings, before.mappings));
        }
        if (residentKb > before.residentKb + RESIDENT_TOLERANCE_KB) {
            leaked.add("resident memory: " + residentKb + " KB, was " + before.residentKb + " KB");
        }
        return leaked;
    }

    private static String more(final List<String> now, final List<String> before) {
        final TreeMap<String, Integer> counts = new TreeMap<>();
        now.forEach(entry -> counts.merge(entry, 1, Integer::sum));
        before.forEach(entry -> counts.merge(entry, -1, Integer::sum));
        counts.values().removeIf(count -> count <= 0);
        return now.size() + ", were " + before.size() + ", new: " + counts;
    }

    @Override
    public String toString() {
        return threads + " threads, " + descriptors.size() + " descriptors, " + mappings.size() + " mappings, "
                + goneBytes / 1024 / 1024 + " MB of deleted files, " + residentKb / 1024 + " MB resident";
    }
}
