package io.logc.system.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Everything that the soak counts. Any thread. */
final class Tally {
    private static final int MAX_EXAMPLES = 30;
    private static final String ROW = "%-44s %14s %10s%n";

    private final Map<Kind, AtomicLong> applications = counters();
    private final Map<Kind, AtomicLong> servers = counters();
    private final List<String> examples = new ArrayList<>();
    final AtomicLong lines = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    final AtomicLong doubled = new AtomicLong();
    final AtomicLong torn = new AtomicLong();
    final AtomicLong leaked = new AtomicLong();
    /** What should not have been said, and programs that ended in a way that nobody asked for. */
    final AtomicLong alarms = new AtomicLong();

    final AtomicLong dropped = new AtomicLong();
    final AtomicLong rotations = new AtomicLong();
    final AtomicLong skippedBytes = new AtomicLong();

    private static Map<Kind, AtomicLong> counters() {
        final Map<Kind, AtomicLong> counters = new EnumMap<>(Kind.class);
        for (final Kind kind : Kind.values()) {
            counters.put(kind, new AtomicLong());
        }
        return counters;
    }

    void count(final boolean server, final Kind kind) {
        (server ? servers : applications).get(kind).incrementAndGet();
    }

    /** Processes of one kind that were killed. */
    long kills(final boolean server) {
        long sum = 0;
        for (final Kind kind : Kind.values()) {
            sum += kind.isKill() ? (server ? servers : applications).get(kind).get() : 0;
        }
        return sum;
    }

    long kills() {
        return kills(true) + kills(false);
    }

    /** Counts a fault, and keeps the first ones for people to read. */
    void fault(final AtomicLong counter, final long count, final String example) {
        counter.addAndGet(count);
        synchronized (examples) {
            if (examples.size() < MAX_EXAMPLES) {
                examples.add(example);
                System.out.println("soak fault: " + example);
            }
        }
    }

    long faults() {
        return lost.get() + doubled.get() + torn.get() + leaked.get() + alarms.get();
    }

    List<String> examples() {
        synchronized (examples) {
            return List.copyOf(examples);
        }
    }

    /** One line for those who wait. */
    String progress() {
        return "kills " + kills() + " (applications " + kills(false) + ", servers " + kills(true) + "), rotations "
                + rotations + ", lines " + lines + ", dropped by policy " + dropped + ", faults " + faults();
    }

    /** The summary. */
    String table() {
        final StringBuilder table = new StringBuilder(ROW.formatted("", "applications", "servers"));
        for (final Kind kind : Kind.values()) {
            table.append(ROW.formatted(kind.label(), applications.get(kind), servers.get(kind)));
        }
        table.append(ROW.formatted("killed, all in all", kills(false), kills(true)));
        table.append(ROW.formatted("log files rotated", rotations, ""));
        table.append(ROW.formatted("lines checked", lines, ""));
        table.append(ROW.formatted("dropped by policy, and reported", dropped, ""));
        table.append(ROW.formatted("lost", lost, ""));
        table.append(ROW.formatted("doubled", doubled, ""));
        table.append(ROW.formatted("torn", torn, ""));
        table.append(ROW.formatted("leaked", leaked, ""));
        table.append(ROW.formatted("alarms", alarms, ""));
        return table.toString();
    }
}
