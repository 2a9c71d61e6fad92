package io.logc.system.rig;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether log files hold what was logged: each line exactly once, whole, in the order of its thread, and none
 * missing up to the last call that had returned. Read files in the order in which they were written.
 */
public final class Oracle {
    private static final Pattern DROP_REPORT = Pattern.compile(".*dropped (\\d+) events.*");
    private static final int MAX_EXAMPLES = 10;

    private final Map<Integer, ReturnedCounts> returned = new TreeMap<>();
    private final Map<String, Long> next = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private long lines;
    private long missing;
    private long reportedDrops;
    private int newestProducer = Integer.MIN_VALUE;
    private boolean livesInOrder;
    private boolean dropsAllowed;
    private boolean overlapAllowed;
    private long unreturnedDrops;
    private String foreign;

    /** Says what a producer had logged: at least this must be there. */
    public Oracle expect(final int producer, final ReturnedCounts counts) {
        returned.put(producer, counts);
        return this;
    }

    /** Demands that no line of a producer stands behind one of a producer with a higher number. */
    public Oracle livesInOrder() {
        livesInOrder = true;
        return this;
    }

    /** Takes lines that are missing for dropped, as long as the file reports as many. */
    public Oracle dropsAllowed() {
        dropsAllowed = true;
        return this;
    }

    /** Takes it for right that so many drops more are reported than are missing: calls that counted one and then died. */
    public Oracle unreturnedDropsAllowed(final int calls) {
        unreturnedDrops = calls;
        return this;
    }

    /** Passes over the lines of another program, which begin so. */
    public Oracle foreignLinesAllowed(final String beginning) {
        foreign = beginning;
        return this;
    }

    /** Reads a file to its end. */
    public Oracle read(final Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.getFileName().toString());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file that took the place of one that was deleted while it was written: what was lost with the old file may
     * stand in the new one again, so each thread may begin earlier than the old one ended.
     */
    public Oracle readAfterDeletion(final InputStream file, final String name) throws IOException {
        overlapAllowed = true;
        next.replaceAll((thread, sequence) -> -sequence - 1);
        read(file, name);
        overlapAllowed = false;
        next.replaceAll((thread, sequence) -> sequence < 0 ? -sequence - 1 : sequence);
        return this;
    }

    /** Reads lines to the end. */
    public Oracle read(final InputStream in, final String name) throws IOException {
        final EndWatch watched = new EndWatch(in);
        final BufferedReader reader = new BufferedReader(new InputStreamReader(watched, ISO_8859_1), 1 << 16);
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            onLine(line, name + ":" + number);
        }
        if (watched.last != '\n' && number > 0) {
            fault(name + " does not end with a whole line");
        }
        return this;
    }

    private void onLine(final String line, final String where) {
        final OracleLine parsed = OracleLine.parse(line);
        if (parsed == null) {
            onOtherLine(line, where);
            return;
        }
        lines++;
        if (livesInOrder && parsed.producer() < newestProducer) {
            fault(where + ": a line of producer " + parsed.producer() + " behind one of " + newestProducer);
        }
        newestProducer = Math.max(newestProducer, parsed.producer());
        final String thread = parsed.producer() + "/" + parsed.thread();
        long expected = next.getOrDefault(thread, 0L);
        if (expected < 0) {
            expected = overlapAllowed ? Math.min(-expected - 1, parsed.sequence()) : -expected - 1;
        }
        if (parsed.sequence() > expected) {
            missing += parsed.sequence() - expected;
            if (!dropsAllowed) {
                fault(where + ": " + thread + " sequence " + parsed.sequence() + " instead of " + expected);
            }
        } else if (parsed.sequence() < expected) {
            fault(where + ": " + thread + " sequence " + parsed.sequence() + " again or too late, expected "
                    + expected);
        }
        next.put(thread, Math.max(expected, parsed.sequence() + 1));
    }

    private void onOtherLine(final String line, final String where) {
        final Matcher report = DROP_REPORT.matcher(line);
        if (foreign != null && line.startsWith(foreign)) {
            return;
        }
        if (dropsAllowed && report.matches()) {
            reportedDrops += Long.parseLong(report.group(1));
        } else {
            fault(where + ": torn or foreign line: " + line.substring(0, Math.min(line.length(), 300)));
        }
    }

    private void fault(final String text) {
        if (faults.size() < MAX_EXAMPLES) {
            faults.add(text);
        } else if (faults.size() == MAX_EXAMPLES) {
            faults.add("…");
        }
    }

    /** Checks all that was read. */
    public void assertPerfect() {
        final List<String> all = new ArrayList<>(faults);
        returned.forEach((producer, counts) -> {
            for (int thread = 0; thread < counts.threads(); thread++) {
                final long inFile = next.getOrDefault(producer + "/" + thread, 0L);
                if (inFile < counts.get(thread)) {
                    missing += counts.get(thread) - inFile;
                    if (!dropsAllowed) {
                        all.add(producer + "/" + thread + " ends at " + inFile + ", but " + counts.get(thread)
                                + " calls had returned");
                    }
                }
            }
        });
        assertThat(all).as("faults in the log (%d lines read)", lines).isEmpty();
        assertThat(reportedDrops).as("drops that the file reports").isBetween(missing, missing + unreturnedDrops);
    }

    /** Lines of load applications that were read. */
    public long lines() {
        return lines;
    }

    /** Drops that were read from reports in the file. */
    public long reportedDrops() {
        return reportedDrops;
    }

    /** Remembers the last byte, because a line reader hides whether a line had an end. */
    private static final class EndWatch extends java.io.FilterInputStream {
        private int last = '\n';

        EndWatch(final InputStream in) {
            super(in);
        }

        @Override
        public int read(final byte[] target, final int offset, final int length) throws IOException {
            final int count = super.read(target, offset, length);
            if (count > 0) {
                last = target[offset + count - 1];
            }
            return count;
        }
    }
}
