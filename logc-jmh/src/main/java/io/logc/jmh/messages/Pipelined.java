package io.logc.jmh.messages;

import io.logc.jmh.WarmMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Messages of 100 bytes a second over 8 connections that do not wait for answers, at each level of acknowledgment. */
final class Pipelined {
    private static final String BARE = "bare, by hand";
    private static final String FRAMED = "bare, Netty's decoder";
    private static final String WRITING = "bare, by hand, writing";
    private static final double PROMISED = 0.7;
    private static final List<String> LEVELS = List.of(FRAMED, BARE, WRITING, "received", "written", "synced");
    private static final List<Integer> UNANSWERED = List.of(16, 128, 1000);
    private static final int REPEAT = 4;
    /** After so much the JVM of neither server has anything left to compile; before, it takes a processor for seconds. */
    private static final int WARM_UP_REPEAT = 10;

    private static final int MESSAGES = 800_000;
    private static final String LOAD =
            "--connections 8 --messages " + MESSAGES / 8 + " --size 100 --together --pipelining %d --repeat %d";

    private final Servers servers;
    private final Load load;
    private final int rounds;

    Pipelined(final Servers servers, final Load load, final int rounds) {
        this.servers = servers;
        this.load = load;
        this.rounds = rounds;
    }

    void measure() throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "%n8 connections, 100 bytes; messages a second%n");
        System.out.printf(
                "%-40s%12s%10s%14s%14s%14s%n", "", "median", "of by hand", "lowest", "highest", "server us each");
        for (final int unanswered : UNANSWERED) {
            measure(unanswered);
        }
    }

    private void measure(final int unanswered) throws IOException, InterruptedException {
        final Medians rates = new Medians();
        final Medians costs = new Medians();
        for (int round = 0; round < rounds; round++) {
            final List<String> order = new ArrayList<>(LEVELS);
            Collections.rotate(order, round);
            for (final String level : order) {
                measureFresh(level, unanswered, rates, costs);
            }
        }
        for (final String level : LEVELS) {
            System.out.printf(
                    Locale.ROOT,
                    "%-40s%,12.0f%10.2f%,14.0f%,14.0f%14.2f%n",
                    level + ", " + unanswered + " unanswered each",
                    rates.median(level),
                    rates.median(level) / rates.median(BARE),
                    rates.lowest(level),
                    rates.highest(level),
                    costs.median(level));
        }
        for (final String bare : List.of(FRAMED, BARE)) {
            final double ratio = rates.median("written") / rates.median(bare);
            System.out.printf(
                    Locale.ROOT,
                    "%-40spromised at least %.1f at written: %.2f of \"%s\": %s%n",
                    "",
                    PROMISED,
                    ratio,
                    bare,
                    ratio >= PROMISED ? "kept" : "BROKEN");
        }
    }

    private Child server(final String level) throws IOException {
        switch (level) {
            case BARE:
                return servers.bare();
            case FRAMED:
                return servers.framed();
            case WRITING:
                return servers.writing();
            default:
                return servers.real(level);
        }
    }

    /** In a fresh server, because its file grows by a gigabyte. */
    private void measureFresh(final String level, final int unanswered, final Medians rates, final Medians costs)
            throws IOException, InterruptedException {
        try (Child server = server(level)) {
            load.run(server, LOAD.formatted(unanswered, WARM_UP_REPEAT));
            WarmMemory.prepare(servers.directory());
            final double before = server.cpuSeconds();
            final List<Load.Figures> figures = load.run(server, LOAD.formatted(unanswered, REPEAT));
            costs.add(level, (server.cpuSeconds() - before) * 1e6 / (REPEAT * MESSAGES));
            rates.add(level, Medians.ofLaterHalf(figures, "messagesPerSecond"));
        } finally {
            servers.deleteFiles();
        }
    }
}
