package io.logc.samples.crashdemo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/** What became of the log calls of one appender, summed over the kills. One thread. */
final class Tally {
    private final long[] durations = new long[Durations.BUCKETS];
    private long kills;
    private long returned;
    private long lines;
    private long lost;
    private long lostBeforeLast;
    private long doubled;
    private long torn;

    /**
     * Adds what a killed application left.
     *
     * @param progressFile what it knew of its calls
     * @param logFile what it had logged to; an absent one counts as empty
     * @throws IOException when they cannot be read
     */
    void add(final Path progressFile, final Path logFile) throws IOException {
        final Progress progress = Progress.open(progressFile);
        final BitSet[] seen = new BitSet[progress.threads()];
        Arrays.setAll(seen, thread -> new BitSet());
        if (Files.exists(logFile)) {
            read(logFile, progress, seen);
        }
        for (int thread = 0; thread < seen.length; thread++) {
            final int last = Math.toIntExact(progress.lastReturned(thread));
            final int missing = last - seen[thread].get(1, last + 1).cardinality();
            final int afterLastLine = Math.max(0, last - Math.max(0, seen[thread].length() - 1));
            returned += last;
            lost += missing;
            lostBeforeLast += missing - afterLastLine;
        }
        progress.addCountsTo(durations);
        kills++;
    }

    private void read(final Path logFile, final Progress progress, final BitSet[] seen) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(logFile))) {
            final ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    count(EventLine.parse(line.toString(StandardCharsets.ISO_8859_1)), progress, seen);
                    line.reset();
                } else {
                    line.write(next);
                }
            }
            if (line.size() > 0) {
                torn++;
            }
        }
    }

    private void count(final EventLine line, final Progress progress, final BitSet[] seen) {
        lines++;
        if (line == null || !isLogged(line, progress)) {
            torn++;
        } else if (seen[line.thread()].get((int) line.sequence())) {
            doubled++;
        } else {
            seen[line.thread()].set((int) line.sequence());
        }
    }

    /** A thread may have logged one line more than calls of it had returned; a line beyond that was never logged. */
    private static boolean isLogged(final EventLine line, final Progress progress) {
        return line.thread() < progress.threads()
                && line.sequence() >= 1
                && line.sequence() <= progress.lastReturned(line.thread()) + 1;
    }

    long kills() {
        return kills;
    }

    /** Log calls that had returned. */
    long returned() {
        return returned;
    }

    /** Lines in the files, whole or not. */
    long lines() {
        return lines;
    }

    /** Calls that had returned, and whose line is in no file. */
    long lost() {
        return lost;
    }

    /** Those of the lost after which the same thread has later lines in the file: no kill took them. */
    long lostBeforeLast() {
        return lostBeforeLast;
    }

    long doubled() {
        return doubled;
    }

    /** Lines that are not what the application logged. */
    long torn() {
        return torn;
    }

    /** Whether there was something to lose, and each call's line is there once and whole. */
    boolean isComplete() {
        return returned > 0 && lost == 0 && doubled == 0 && torn == 0;
    }

    /** How long a fraction of the calls took at most, in nanoseconds; -1 when none was timed. */
    long quantileNs(final double fraction) {
        return Durations.quantileNs(durations, fraction);
    }
}
