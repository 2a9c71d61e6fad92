package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.logc.server.CapturedStreams;
import io.logc.server.load.LoadPlan;
import io.logc.server.load.LoadResult;
import io.logc.server.load.ToyServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** The tables that a person reads after a load. */
@Timeout(60)
class LoadReportTest {
    private static final List<String> HEADINGS =
            List.of("microseconds", "count", "mean", "p50", "p90", "p99", "p99.9", "max");
    private static final double RELATIVE = 0.002;

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @Test
    void shouldShowCountMeanPercentilesAndMaximumInMicroseconds() {
        final LoadResult result = new LoadResult();
        for (long micros = 1; micros <= 10_000; micros++) {
            result.latency().recordValue(micros * 1000);
        }
        result.connecting().recordValue(7_000);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final LoadPlan plan =
                new LoadPlan(1, 10_000, 0, 20, 1, 0, 1, false, false, 0, 60, 1, false, "test", "load", false);

        new LoadReport(new PrintStream(out, true, UTF_8), plan).print(result);

        final List<String> lines = out.toString(UTF_8).lines().toList();
        assertThat(lines).anySatisfy(line -> assertThat(line.trim().split(" +")).containsExactlyElementsOf(HEADINGS));
        assertRow(lines, "connect, to WELCOME", 1, 7, 7, 7, 7, 7, 7);
        assertRow(lines, "message", 10_000, 5_000.5, 5_000, 9_000, 9_900, 9_990, 10_000);
    }

    private static void assertRow(final List<String> lines, final String name, final double... expected) {
        final String row = lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        final double[] shown = Arrays.stream(
                        row.substring(name.length()).trim().replace(",", "").split(" +"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(shown).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(shown[i])
                    .as("%s of %s", HEADINGS.get(i + 1), row)
                    .isCloseTo(expected[i], within(expected[i] * RELATIVE));
        }
    }

    @Test
    void shouldShowARowForEachClientOnRequestAndWhatBecameOfAll() {
        try (ToyServer server = new ToyServer()) {
            final int exitCode = new CommandLine(new Send())
                    .execute(
                            "--port",
                            Integer.toString(server.port()),
                            "--connections",
                            "3",
                            "--messages",
                            "5",
                            "--client-prefix",
                            "meter",
                            "--per-client");

            assertThat(exitCode).isZero();
            final List<String> lines = streams.out().toString(UTF_8).lines().toList();
            assertThat(lines)
                    .anyMatch(line -> line.matches("connected +3 of 3, in .* s"))
                    .anyMatch(line -> line.matches("acknowledged +15 of 15 messages, in .* s: [\\d,]+ a second"))
                    .anyMatch(line -> line.matches("refused +0"))
                    .anyMatch(line -> line.matches("lost +0, not answered"));
            for (int client = 1; client <= 3; client++) {
                final String name = "meter-" + client;
                assertThat(lines).anyMatch(line -> line.matches(name + " +5( +[\\d,.]+){6}"));
            }
            assertThat(server.faults).isEmpty();
        }
    }
}
