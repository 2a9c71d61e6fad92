package io.logc.system.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.logc.system.rig.OracleLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The oracle of one log file, fed piece by piece as the file is rotated: each line once, whole, in the order of its thread,
 * the lives of one slot one after the other, and none missing up to the last call that had returned.
 *
 * <p>Lives are announced by any thread; everything else belongs to one thread at a time.
 */
final class Ledger {
    private static final Pattern DROP_REPORT = Pattern.compile("logc dropped (\\d+) events here.*");
    private static final int EXCERPT = 200;

    private final Path file;
    private final boolean dropsAllowed;
    private final Tally tally;
    private final Map<Integer, Life> lives = new ConcurrentHashMap<>();
    private final Map<Integer, Reading> readings = new TreeMap<>();
    private long missing;
    private long reported;
    private long uncertain;

    Ledger(final Path file, final boolean dropsAllowed, final Tally tally) {
        this.file = file;
        this.dropsAllowed = dropsAllowed;
        this.tally = tally;
    }

    /** Where the reader is in the lives of a slot. */
    private static final class Reading {
        private final int slot;
        private int life;
        private long[] next = new long[0];

        private Reading(final int slot) {
            this.slot = slot;
        }
    }

    Path file() {
        return file;
    }

    /** Says that a process is going to log to this file. */
    void announce(final Life life) {
        lives.put(life.producer(), life);
    }

    /** Reads a file to its end. */
    void read(final Path piece) throws IOException {
        try (InputStream in = Files.newInputStream(piece);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, ISO_8859_1), 1 << 16)) {
            final String name = piece.getFileName().toString();
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                onLine(line, name, ++number);
            }
        }
        if (!endsWithLine(piece)) {
            tally.fault(tally.torn, 1, piece.getFileName() + " does not end with a whole line");
        }
    }

    private static boolean endsWithLine(final Path piece) throws IOException {
        try (var channel = Files.newByteChannel(piece)) {
            final var last = java.nio.ByteBuffer.allocate(1);
            return channel.size() == 0 || channel.position(channel.size() - 1).read(last) == 1 && last.get(0) == '\n';
        }
    }

    private void onLine(final String line, final String name, final long number) {
        final OracleLine parsed = OracleLine.parse(line);
        if (parsed == null) {
            onOtherLine(line, name + ":" + number);
            return;
        }
        tally.lines.incrementAndGet();
        final Life life = lives.get(parsed.producer());
        if (life == null || parsed.thread() >= life.threads() || !life.logsTo(file, parsed.thread())) {
            tally.fault(tally.doubled, 1, name + ":" + number + ": nobody logs this here now: " + parsed);
            return;
        }
        final Reading reading = readings.computeIfAbsent(parsed.producer() / Life.LIVES, slot -> new Reading(slot));
        finishLives(reading, parsed.producer() % Life.LIVES);
        if (reading.next.length == 0) {
            reading.next = new long[life.threads()];
        }
        final long expected = reading.next[parsed.thread()];
        if (parsed.sequence() < expected) {
            tally.fault(
                    tally.doubled,
                    1,
                    name + ":" + number + ": again or too late, expected " + expected + ": " + parsed);
            return;
        }
        if (parsed.sequence() > expected) {
            isMissing(parsed.sequence() - expected, name + ":" + number + ": expected " + expected + ": " + parsed);
        }
        reading.next[parsed.thread()] = parsed.sequence() + 1;
    }

    private void onOtherLine(final String line, final String where) {
        final Matcher report = DROP_REPORT.matcher(line);
        if (report.matches() && dropsAllowed) {
            reported += Long.parseLong(report.group(1));
            tally.dropped.addAndGet(Long.parseLong(report.group(1)));
        } else if (report.matches()) {
            tally.fault(tally.lost, Long.parseLong(report.group(1)), where + ": dropped without need: " + line);
        } else {
            tally.fault(
                    tally.torn,
                    1,
                    where + ": torn or foreign line: " + line.substring(0, Math.min(line.length(), EXCERPT)));
        }
    }

    private void isMissing(final long count, final String example) {
        if (dropsAllowed) {
            missing += count;
        } else {
            tally.fault(tally.lost, count, example);
        }
    }

    /** A slot's lines of a later life have come: the earlier lives must be complete. */
    private void finishLives(final Reading reading, final int until) {
        while (reading.life < until) {
            final Life life = lives.remove(reading.slot * Life.LIVES + reading.life);
            if (life != null) {
                finish(life, reading.next);
            }
            reading.life++;
            reading.next = new long[0];
        }
    }

    private void finish(final Life life, final long[] next) {
        for (int thread = 0; thread < life.threads(); thread++) {
            if (life.logsTo(file, thread)) {
                final long inFile = next.length == 0 ? 0 : next[thread];
                final long returned = life.returned(thread);
                if (inFile < returned) {
                    isMissing(
                            returned - inFile,
                            file.getFileName() + ": life " + life.producer() + " thread " + thread + " ("
                                    + life.cause() + ") ends at " + inFile + ", but " + returned
                                    + " calls had returned");
                }
                uncertain += life.wasCutOff() ? 1 : 0;
            }
        }
    }

    /** Nothing comes any more. */
    void finish() {
        for (final int producer : new TreeMap<>(lives).keySet()) {
            final Reading reading = readings.computeIfAbsent(producer / Life.LIVES, slot -> new Reading(slot));
            finishLives(reading, producer % Life.LIVES + 1);
        }
        if (reported < missing) {
            tally.fault(
                    tally.lost,
                    missing - reported,
                    file.getFileName() + ": " + missing + " missing, but only " + reported + " reported as dropped");
        } else if (reported > missing + uncertain) {
            // A call that was killed in the middle may have counted its drop, and nobody knows of it.
            tally.fault(
                    tally.doubled,
                    reported - missing - uncertain,
                    file.getFileName() + ": " + missing + " missing, but " + reported + " reported as dropped");
        }
    }
}
