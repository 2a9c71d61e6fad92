package io.logc.jmh.messages;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What waits for answers: round trips, many clients at once, and short connections; the two servers in turns. */
final class RoundTrips {
    private static final String ROW = "%-40s%12.1f%12.1f%9.2f   %9.1f ..%9.1f %9.1f ..%9.1f%n";
    private static final List<Part> PARTS = List.of(
            new Part(
                    "together",
                    "1,000 clients, a message each, ms in all",
                    "--connections 1000 --messages 1 --together --repeat 20",
                    "totalSeconds",
                    1000,
                    1.3,
                    Placement.ANYWHERE),
            new Part(
                    "short",
                    "10,000 short connections, ms in all",
                    "--connections 10000 --messages 1 --short --repeat 6",
                    "totalSeconds",
                    1000,
                    1.3,
                    Placement.ANYWHERE),
            single("1 client, 100 messages, mean us", Placement.ANYWHERE),
            single("the same, both on one processor", Placement.TOGETHER),
            single("the same, a processor each", Placement.APART),
            new Part(
                    "many",
                    "100 clients, 100 messages each, mean us",
                    "--connections 100 --messages 100 --together --repeat 20",
                    "latencyMicros.mean",
                    1,
                    1.5,
                    Placement.ANYWHERE));

    private final Servers servers;
    private final Load load;
    private final int rounds;

    RoundTrips(final Servers servers, final Load load, final int rounds) {
        this.servers = servers;
        this.load = load;
        this.rounds = rounds;
    }

    /**
     * One comparison.
     *
     * @param name on the command line
     * @param title in the table
     * @param load options of {@code send}
     * @param figure that is compared
     * @param scale that it is multiplied by
     * @param promised highest ratio
     * @param placement of client and server
     */
    private record Part(
            String name,
            String title,
            String load,
            String figure,
            double scale,
            double promised,
            Placement placement) {}

    private static Part single(final String title, final Placement placement) {
        return new Part(
                "single",
                title,
                "--connections 1 --messages 100 --repeat 2000",
                "latencyMicros.mean",
                1,
                1.5,
                placement);
    }

    void measure(final List<String> names) throws IOException, InterruptedException {
        final List<Part> parts =
                PARTS.stream().filter(part -> names.contains(part.name)).toList();
        if (parts.isEmpty()) {
            return;
        }
        try (Child bare = servers.bare();
                Child real = servers.real("written")) {
            for (final Child server : List.of(bare, real)) {
                load.run(server, "--connections 8 --messages 20000 --pipelining 64 --client-prefix warm");
                load.run(server, "--connections 2000 --messages 1 --short --repeat 3 --client-prefix warm");
                load.run(server, "--connections 1 --messages 30000 --client-prefix warm");
            }
            System.out.printf(
                    "%nMedians of %d rounds, in each of them the median of the later half of the repetitions%n",
                    rounds);
            System.out.printf(
                    "%-40s%12s%12s%9s   %21s %21s%n", "", "bare", "messages", "ratio", "bare from .. to", "messages");
            for (final Part part : parts) {
                measurePlaced(part, bare, real);
            }
            if (names.contains("many")) {
                load.run(real, "--connections 100 --messages 100 --together --repeat 20 --per-client");
                System.out.printf("%nThe message server's 100 clients%n%s%n", load.table());
            }
        }
    }

    private void measurePlaced(final Part part, final Child bare, final Child real)
            throws IOException, InterruptedException {
        if (part.placement == Placement.ANYWHERE) {
            measure(part, bare, real);
            return;
        }
        if (!Placement.isPossible()) {
            System.out.printf("%-40snot measured: needs taskset and processors 0 and 1%n", part.title);
            return;
        }
        final String before = Placement.allowed(bare.pid());
        try {
            part.placement.place(bare.pid(), before);
            part.placement.place(real.pid(), before);
            measure(part, bare, real);
        } finally {
            Placement.ANYWHERE.place(bare.pid(), before);
            Placement.ANYWHERE.place(real.pid(), before);
        }
    }

    private void measure(final Part part, final Child bare, final Child real) throws IOException, InterruptedException {
        final Medians medians = new Medians();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < 2; turn++) {
                final boolean isBare = (round + turn) % 2 == 0;
                final double figure =
                        Medians.ofLaterHalf(load.run(isBare ? bare : real, part.load, part.placement), part.figure)
                                * part.scale;
                medians.add(isBare ? "bare" : "real", figure);
            }
        }
        final double ratio = medians.median("real") / medians.median("bare");
        System.out.printf(
                Locale.ROOT,
                ROW,
                part.title,
                medians.median("bare"),
                medians.median("real"),
                ratio,
                medians.lowest("bare"),
                medians.highest("bare"),
                medians.lowest("real"),
                medians.highest("real"));
        System.out.printf(
                Locale.ROOT,
                "%-40spromised at most %.1f: %s%n",
                "",
                part.promised,
                ratio <= part.promised ? "kept" : "BROKEN");
    }
}
