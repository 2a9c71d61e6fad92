package io.logc.system.kill;

import static io.logc.fault.FaultPoint.CALL_ENTERED;
import static io.logc.fault.FaultPoint.COMMITTED;
import static io.logc.fault.FaultPoint.COPIED;
import static io.logc.fault.FaultPoint.DROP_COUNTED;
import static io.logc.fault.FaultPoint.DROP_POSITION_NOTED;
import static io.logc.fault.FaultPoint.HALF_COPIED;
import static io.logc.fault.FaultPoint.HEADER_STORED;
import static io.logc.fault.FaultPoint.PADDING_CLAIMED;
import static io.logc.fault.FaultPoint.PADDING_PUBLISHED;
import static io.logc.fault.FaultPoint.SIGNALLED;
import static io.logc.fault.FaultPoint.TAIL_MOVED;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.OracleLine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Up to three threads, each frozen at a place of its own in a log call, one after another, in a file and ring of their own;
 * and what else stands in that ring. Nothing here is by chance, so that the file's lines are known from the number alone.
 *
 * <p>Lines of the threads have the numbers 0 to 2, those of the one that goes on logging 3, those that bring the ring's
 * tail to where it is wanted 4, and the one of the life that comes after 5.
 *
 * @param number of the combination
 * @param points of the threads, in the order in which they get there
 */
record Combination(int number, List<FaultPoint> points) {
    static final int CAPACITY = 64 * 1024;
    /** Processes that share the combinations. */
    static final int PARTS = 4;

    static final int OTHER = 3;
    static final int ALIGNMENT = 4;
    static final int AFTERWARDS = 5;
    static final int OTHER_LINES = 10;
    /** Calls that are dropped before any thread is frozen in a drop of its own. */
    static final int DROPS = 3;

    private static final int HEADER_LENGTH = 8;
    /** Records that opening a file leaves at the beginning of its ring. */
    private static final int OPENING = HEADER_LENGTH;

    private static final int LONGEST_CLAIM = 4096;
    private static final int SHORTEST_CLAIM = 64;
    /** Room before the ring's end that no claim of a thread fits in. */
    private static final int GAP = 40;

    private static final int FIRST_CLAIM = 80;
    private static final int MORE_FOR_NEXT = 16;
    private static final int PLACES = 3;

    private static final List<FaultPoint> ANYWHERE = List.of(
            CALL_ENTERED,
            TAIL_MOVED,
            PADDING_CLAIMED,
            PADDING_PUBLISHED,
            HEADER_STORED,
            HALF_COPIED,
            COPIED,
            COMMITTED,
            SIGNALLED);
    private static final Set<FaultPoint> UNFINISHED =
            EnumSet.of(TAIL_MOVED, PADDING_CLAIMED, PADDING_PUBLISHED, HEADER_STORED, HALF_COPIED, COPIED);
    private static final Set<FaultPoint> AT_END = EnumSet.of(PADDING_CLAIMED, PADDING_PUBLISHED);
    private static final Set<FaultPoint> DROPPED = EnumSet.of(DROP_POSITION_NOTED, DROP_COUNTED);

    /**
     * Each ordered combination of one, two and three points once, but those of two claims that cross the ring's end: the
     * second finds no room while the first is unfinished. Then the points of a drop, behind a claim that keeps the ring full.
     */
    private static List<Combination> all() {
        final List<List<FaultPoint>> all = new ArrayList<>();
        for (final FaultPoint first : ANYWHERE) {
            all.add(List.of(first));
            for (final FaultPoint second : ANYWHERE) {
                all.add(List.of(first, second));
                for (final FaultPoint third : ANYWHERE) {
                    all.add(List.of(first, second, third));
                }
            }
        }
        all.removeIf(points -> points.stream().filter(AT_END::contains).count() > 1);
        for (final FaultPoint first : UNFINISHED) {
            for (final FaultPoint second : DROPPED) {
                all.add(List.of(first, second));
                for (final FaultPoint third : DROPPED) {
                    all.add(List.of(first, second, third));
                }
            }
        }
        final List<Combination> combinations = new ArrayList<>();
        for (final List<FaultPoint> points : all) {
            combinations.add(new Combination(combinations.size(), points));
        }
        return combinations;
    }

    /** Those of one process. */
    static List<Combination> part(final int part) {
        final List<Combination> combinations = all();
        combinations.removeIf(combination -> (combination.number() + combination.points.size()) % PARTS != part);
        return combinations;
    }

    String fileName() {
        return "combination-" + number + ".log";
    }

    /** Whether the ring is full behind the first thread's claim. */
    boolean isFull() {
        return DROPPED.contains(points.get(points.size() - 1));
    }

    static boolean isUnfinished(final FaultPoint point) {
        return UNFINISHED.contains(point);
    }

    static boolean isDrop(final FaultPoint point) {
        return DROPPED.contains(point);
    }

    boolean hasUnfinished() {
        return points.stream().anyMatch(UNFINISHED::contains);
    }

    /** Threads whose drop is counted when they are frozen. */
    long countedDrops() {
        return points.stream().filter(DROP_COUNTED::equals).count();
    }

    private static boolean claims(final FaultPoint point) {
        return point != CALL_ENTERED && !DROPPED.contains(point);
    }

    private static int claimLength(final int thread) {
        return FIRST_CLAIM + thread * MORE_FOR_NEXT;
    }

    /** The line of a frozen thread, with its end. */
    String line(final int thread) {
        return line(thread, 0, claimLength(thread));
    }

    /** A line of the thread that goes on. */
    String otherLine(final int sequence) {
        return line(OTHER, sequence, SHORTEST_CLAIM);
    }

    /** The line of the next life. */
    String lineAfterwards() {
        return line(AFTERWARDS, 0, SHORTEST_CLAIM);
    }

    private String line(final int thread, final int sequence, final int claimLength) {
        return new OracleLine(number, thread, sequence).textOfLength(claimLength - HEADER_LENGTH - 1) + "\n";
    }

    /** Lines that bring the tail to where the threads' claims begin. */
    List<String> alignmentLines() {
        final List<String> lines = new ArrayList<>();
        int left = firstClaimIndex() - OPENING;
        while (left > 0) {
            final int whole = Math.min(left, LONGEST_CLAIM);
            final int claim = left - whole > 0 && left - whole < SHORTEST_CLAIM ? whole / 2 : whole;
            lines.add(line(ALIGNMENT, lines.size(), claim));
            left -= claim;
        }
        return lines;
    }

    /** One claim crosses the ring's end where that is asked for; else the last or the first one ends there, or none. */
    private int firstClaimIndex() {
        int before = 0;
        int claimed = 0;
        int first = 0;
        boolean crosses = false;
        for (int thread = 0; thread < points.size(); thread++) {
            crosses |= AT_END.contains(points.get(thread));
            if (claims(points.get(thread))) {
                first = first == 0 ? claimLength(thread) : first;
                before += crosses ? 0 : claimLength(thread);
                claimed += claimLength(thread);
            }
        }
        if (crosses) {
            return CAPACITY - before - GAP;
        }
        return switch (number % PLACES) {
            case 0 -> CAPACITY - claimed;
            case 1 -> CAPACITY - first;
            default -> CAPACITY / 2;
        };
    }

    /** Lines that are in the file while the threads are frozen: all before the first unfinished claim. */
    List<String> linesBeforeUnfinished() {
        final List<String> lines = alignmentLines();
        for (int thread = 0; thread < points.size(); thread++) {
            if (isUnfinished(points.get(thread))) {
                return lines;
            }
            if (claims(points.get(thread))) {
                lines.add(line(thread));
            }
        }
        addOtherLines(lines);
        return lines;
    }

    /** Lines that are in the file once the process was killed: the unfinished are left out. */
    List<String> linesOfKilled() {
        final List<String> lines = alignmentLines();
        for (int thread = 0; thread < points.size(); thread++) {
            if (claims(points.get(thread)) && !isUnfinished(points.get(thread))) {
                lines.add(line(thread));
            }
        }
        addOtherLines(lines);
        return lines;
    }

    /** Lines that are in the file once the threads have gone on, those that had claimed before in the order of their claims. */
    List<String> linesOfThawed() {
        final List<String> lines = alignmentLines();
        for (int thread = 0; thread < points.size(); thread++) {
            if (claims(points.get(thread))) {
                lines.add(line(thread));
            }
        }
        addOtherLines(lines);
        return lines;
    }

    /** Lines of threads that had claimed nothing when they were frozen: they stand at the end, in any order. */
    Set<String> linesWithoutClaim() {
        final Set<String> lines = new java.util.TreeSet<>();
        for (int thread = 0; thread < points.size(); thread++) {
            if (points.get(thread) == CALL_ENTERED) {
                lines.add(line(thread));
            }
        }
        return lines;
    }

    private void addOtherLines(final List<String> lines) {
        for (int i = 0; i < OTHER_LINES && !isFull(); i++) {
            lines.add(otherLine(i));
        }
    }
}
