package io.logc.jmh.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Messages of 100 bytes a second over 8 connections that do not wait for answers, at each level of acknowledgment. */
final class Pipelined {
    private static final String BARE = "bare";
    private static final double PROMISED = 0.7;
    private static final String LOAD =
            "--connections 8 --messages 100000 --size 100 --pipelining 1000 --together --repeat 4";

    private final Servers servers;
    private final Load load;
    private final int rounds;

    Pipelined(final Servers servers, final Load load, final int rounds) {
        this.servers = servers;
        this.load = load;
        this.rounds = rounds;
    }

    void measure() throws IOException, InterruptedException {
        final Map<String, Child> children = new LinkedHashMap<>();
        try {
            children.put(BARE, servers.bare());
            for (final String level : List.of("received", "written", "synced")) {
                children.put(level, servers.real(level));
            }
            final Medians rates = new Medians();
            for (int round = 0; round < rounds; round++) {
                for (final String name : new ArrayList<>(children.keySet())) {
                    rates.add(name, Medians.ofLaterHalf(load.run(children.get(name), LOAD), "messagesPerSecond"));
                }
            }
            print(rates, children);
        } finally {
            children.values().forEach(Child::close);
        }
    }

    private static void print(final Medians rates, final Map<String, Child> children) {
        System.out.printf(
                "%n8 connections, 100 bytes, 1,000 unanswered each: messages a second%n%-16s%14s%10s%16s%16s%14s%n",
                "", "median", "of bare", "lowest", "highest", "CPU s");
        children.forEach((name, child) -> System.out.printf(
                Locale.ROOT,
                "%-16s%,14.0f%10.2f%,16.0f%,16.0f%14.1f%n",
                name,
                rates.median(name),
                rates.median(name) / rates.median(BARE),
                rates.lowest(name),
                rates.highest(name),
                child.cpuSeconds()));
        final double ratio = rates.median("written") / rates.median(BARE);
        System.out.printf(
                Locale.ROOT,
                "promised at least %.1f at written: %s%n",
                PROMISED,
                ratio >= PROMISED ? "kept" : "BROKEN");
    }
}
