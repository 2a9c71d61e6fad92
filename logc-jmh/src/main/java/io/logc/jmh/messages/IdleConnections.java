package io.logc.jmh.messages;

import io.logc.jmh.messages.Child.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What 10,000 connections cost that have sent 6 messages each and are idle now. */
final class IdleConnections {
    private static final int CONNECTIONS = 10_000;
    private static final int MESSAGES = 6;
    private static final int WARM_UP_CONNECTIONS = 200;
    private static final int WARM_UP_MESSAGES = 200;
    private static final String LOAD =
            "--connections " + CONNECTIONS + " --messages " + MESSAGES + " --together --hold 12 --client-prefix idle";
    private static final String ROW = "%-16s%14.1f%14.1f%14.1f%14.1f%14.3f%14.3f%n";

    private final Servers servers;
    private final Load load;

    IdleConnections(final Servers servers, final Load load) {
        this.servers = servers;
        this.load = load;
    }

    void measure() throws IOException, InterruptedException {
        System.out.printf(
                "%n%,d connections open at once, %d messages each; KiB for each idle connection (promised: less than 16)%n",
                CONNECTIONS, MESSAGES);
        System.out.printf(
                "%-16s%14s%14s%14s%14s%14s%14s%n", "", "heap", "direct", "RSS", "RSS, own", "connect s", "messages s");
        try (Child bare = servers.bare()) {
            measure("bare", bare);
        }
        try (Child real = servers.real("written")) {
            measure("message server", real);
        }
        checkFile();
    }

    private void measure(final String name, final Child server) throws IOException, InterruptedException {
        load.run(
                server,
                "--connections " + WARM_UP_CONNECTIONS + " --messages " + WARM_UP_MESSAGES + " --client-prefix warm");
        final Memory before = server.memory();
        final Memory[] held = new Memory[1];
        final List<Load.Figures> figures = load.run(server, LOAD, () -> held[0] = server.memory());
        System.out.printf(
                Locale.ROOT,
                ROW,
                name,
                each(held[0].heapKb() - before.heapKb()),
                each(held[0].directKb() - before.directKb()),
                each(held[0].rssKb() - before.rssKb()),
                each(held[0].rssKb() - held[0].rssOfFilesKb() - before.rssKb() + before.rssOfFilesKb()),
                figures.get(0).get("connectSeconds"),
                figures.get(0).get("messageSeconds"));
        System.out.printf(
                Locale.ROOT,
                "%-16sMB before and after: heap %d, %d; direct %d, %d; RSS %d, %d%n",
                "",
                before.heapKb() / 1024,
                held[0].heapKb() / 1024,
                before.directKb() / 1024,
                held[0].directKb() / 1024,
                before.rssKb() / 1024,
                held[0].rssKb() / 1024);
    }

    private static double each(final long kiB) {
        return (double) kiB / CONNECTIONS;
    }

    private void checkFile() throws IOException {
        final Set<String> ids = new HashSet<>();
        final long lines;
        try (Stream<String> file = Files.lines(servers.lastFile())) {
            lines = file.filter(line -> line.startsWith("idle-"))
                    .peek(line -> ids.add(line.substring(0, line.indexOf(" send "))))
                    .count();
        }
        System.out.printf(Locale.ROOT, "%-16s%,d lines in the file, %,d of them different%n", "", lines, ids.size());
        if (lines != CONNECTIONS * MESSAGES || ids.size() != lines) {
            throw new IllegalStateException("lines are missing, or doubled");
        }
    }
}
