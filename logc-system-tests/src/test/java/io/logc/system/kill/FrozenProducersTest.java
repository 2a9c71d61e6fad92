package io.logc.system.kill;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Up to three threads frozen at different places of a log call, while a fourth goes on: as long as the process lives nothing
 * behind an unfinished claim is written, and nothing is passed over. Then it is killed, or the threads go on.
 */
class FrozenProducersTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than the server's sweep takes to come round. */
    private static final Duration TEMPTATION = Duration.ofMillis(1200);

    private static final Pattern DROP_REPORT = Pattern.compile(".*dropped (\\d+) events.*");
    private static final String UNFINISHED = "bytes of unfinished claims were left out";

    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    /** Each combination comes once, in one of the four ways; a soak does all in each. */
    @ParameterizedTest
    @CsvSource({"IN_PROCESS, true, 0", "IN_PROCESS, false, 1", "SERVER, true, 2", "SERVER, false, 3"})
    void shouldKeepTheRingsPlaceWhenProducersAreFrozenAnywhere(final Host host, final boolean killed, final int part) {
        for (int i = 0; i < Math.min(rounds(1), Combination.PARTS); i++) {
            run(host, killed, (part + i) % Combination.PARTS);
        }
    }

    private void run(final Host host, final boolean killed, final int part) {
        final List<Combination> combinations = Combination.part(part);
        System.out.println(host + (killed ? ", killed: " : ", thawed: ") + combinations.size() + " combinations");
        final TestServer server = host == Host.SERVER ? TestServer.start(scratch) : null;
        final ForkedJvm application = start(host, part, "frozen", "-Dlogc.faults=hook");
        application.awaitLine("frozen");
        awaitFiles(combinations, Combination::linesBeforeUnfinished);
        if (killed) {
            application.kill();
        } else {
            application.tell("thaw");
            application.awaitSuccess();
            application.awaitLine("closed");
            assertThat(application.lines()).noneMatch(line -> line.startsWith("warn"));
        }
        final ForkedJvm next = start(host, part, "next", "-Dlogc.none", "afterwards=true");
        next.awaitSuccess();
        next.awaitLine("closed");
        final List<String> said = new ArrayList<>(next.lines());
        if (server != null) {
            scratch.awaitNoBuffers();
            // What it says of a buffer it says when the buffer is gone.
            server.terminate();
            said.addAll(server.jvm().lines());
        }
        combinations.forEach(combination -> check(combination, killed));
        assertThat(said)
                .filteredOn(line -> line.contains(UNFINISHED))
                .hasSize(
                        killed
                                ? (int) combinations.stream()
                                        .filter(Combination::hasUnfinished)
                                        .count()
                                : 0);
        combinations.forEach(this::remove);
    }

    private ForkedJvm start(
            final Host host, final int part, final String name, final String fault, final String... more) {
        final List<String> arguments = new ArrayList<>(List.of(
                "directory=" + scratch.logs(), "part=" + part, "server=" + (host == Host.SERVER ? "auto" : "none")));
        arguments.addAll(List.of(more));
        return scratch.track(ForkedJvm.named(name, scratch.outputs())
                .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", fault)
                .jvmOptions("-Dlogc.faults.log=" + FaultHits.file(scratch, name + "-" + part))
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .main(FrozenApplication.class, arguments.toArray(String[]::new))
                .start());
    }

    /** What kind of lines a file is to have now. */
    private interface Expected {
        List<String> lines(Combination combination);
    }

    /** Waits until each file is as long as expected, gives whoever drains the chance to go on, and looks again. */
    private void awaitFiles(final List<Combination> combinations, final Expected expected) {
        await("files up to the first unfinished claim")
                .during(TEMPTATION)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(combinations)
                        .allSatisfy(combination -> assertThat(Files.size(scratch.log(combination.fileName())))
                                .isEqualTo(length(expected.lines(combination)))));
        combinations.forEach(combination -> assertThat(read(scratch.log(combination.fileName())))
                .as(combination.toString())
                .isEqualTo(expected.lines(combination)));
    }

    private static long length(final List<String> lines) {
        return lines.stream().mapToLong(String::length).sum();
    }

    private void check(final Combination combination, final boolean killed) {
        final List<String> lines = read(scratch.log(combination.fileName()));
        assertThat(lines).as(combination.toString()).last().isEqualTo(combination.lineAfterwards());
        lines.remove(lines.size() - 1);
        if (combination.isFull()) {
            checkDrops(combination, killed, lines);
        }
        final List<String> expected = killed ? combination.linesOfKilled() : combination.linesOfThawed();
        assertThat(lines.subList(0, Math.min(expected.size(), lines.size())))
                .as(combination.toString())
                .isEqualTo(expected);
        final Set<String> rest = new TreeSet<>(lines.subList(expected.size(), lines.size()));
        assertThat(rest)
                .as("%s: those that had claimed nothing", combination)
                .isEqualTo(killed ? Set.of() : combination.linesWithoutClaim());
        assertThat(lines).as(combination.toString()).doesNotHaveDuplicates();
    }

    /** Takes the reports and the lines that filled the ring away, after having checked them. */
    private static void checkDrops(final Combination combination, final boolean killed, final List<String> lines) {
        long reported = 0;
        int filling = 0;
        for (final String line : List.copyOf(lines)) {
            final Matcher report = DROP_REPORT.matcher(line.trim());
            final OracleLine parsed = OracleLine.parse(line.trim());
            if (report.matches()) {
                reported += Long.parseLong(report.group(1));
                lines.remove(line);
            } else if (parsed != null && parsed.thread() == Combination.OTHER) {
                assertThat(line).as(combination.toString()).isEqualTo(combination.otherLine(filling++));
                lines.remove(line);
            }
        }
        final long inDrop =
                combination.points().stream().filter(Combination::isDrop).count();
        assertThat(reported)
                .as("%s: drops that the file reports", combination)
                .isEqualTo(Combination.DROPS + (killed ? combination.countedDrops() : inDrop));
        assertThat(filling).as("%s: lines that filled the ring", combination).isGreaterThan(900);
    }

    private static List<String> read(final Path file) {
        try {
            final List<String> lines = new ArrayList<>();
            for (final String line : Files.readString(file, US_ASCII).split("(?<=\n)")) {
                lines.add(line);
            }
            return lines;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove(final Combination combination) {
        try {
            Files.delete(scratch.log(combination.fileName()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
