package io.logc.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.fault.FaultPoint;
import io.logc.matrix.CrashMatrix.Row;
import io.logc.matrix.CrashMatrix.TestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A row of the matrix stands on tests that have passed in this build, or it does not stand. */
class CrashMatrixTest {
    /** Rows of each part. */
    private static final Map<String, Integer> PARTS = Map.of("A", 13, "B", 10, "C", 8, "D", 15, "E", 8);

    /** Where a test needs what a machine does not allow (mounting, tracing), its row stands on the runs of CI alone. */
    private static final boolean STRICT = System.getenv("CI") != null;

    private static final Path ROOT = Path.of(System.getProperty("logc.root"));

    private final CrashMatrix matrix = CrashMatrix.read(ROOT.resolve("docs/crash-matrix.md"));

    CrashMatrixTest() throws IOException {
        // The field's initialiser reads the document.
    }

    @Test
    void shouldHaveEachRowOnce() {
        final List<String> expected = new ArrayList<>();
        PARTS.forEach((part, count) -> {
            for (int number = 1; number <= count; number++) {
                expected.add(part + number);
            }
        });
        assertThat(matrix.rows()).extracting(Row::name).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void shouldNameTestsThatHavePassedInThisBuild() throws IOException {
        final TestReports reports = TestReports.read(ROOT);
        final List<String> problems = new ArrayList<>();
        for (final Row row : matrix.rows()) {
            if (row.tests().isEmpty()) {
                problems.add(row.name() + ": names no test");
            }
            for (final TestName test : row.tests()) {
                final String outcome = reports.outcome(test);
                if (outcome.equals("skipped") && !STRICT) {
                    System.out.println(row.name() + ": " + test + " was skipped, as this machine does not allow it");
                } else if (!outcome.equals("passed")) {
                    problems.add(row.name() + ": " + test + " " + outcome);
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void shouldHaveHitEachFaultPointInThisBuild() throws IOException {
        final Map<FaultPoint, Integer> hits = new EnumMap<>(FaultPoint.class);
        for (final String line : Files.readAllLines(ROOT.resolve("logc-system-tests/target/fault-points.log"))) {
            hits.merge(FaultPoint.valueOf(line.substring(line.indexOf(' ') + 1)), 1, Integer::sum);
        }
        System.out.println("Processes or threads that were stopped at fault points: " + hits);
        assertThat(hits.keySet()).containsExactlyInAnyOrder(FaultPoint.values());
    }
}
