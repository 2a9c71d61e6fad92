package io.logc.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Runs the jcstress tests of this module, in processes of their own: a result that is not among the acceptable ones, or an
 * error, fails the build.
 */
class JcstressTest {
    private static final Path OUTPUT = Path.of("output.txt");

    @Test
    @EnabledIf("hasTwoProcessors")
    void shouldSeeNoneButAcceptableResults() throws IOException, InterruptedException {
        final Process jcstress = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toFile())
                .start();
        final int exit = waitFor(jcstress);
        final String output = Files.readString(OUTPUT);

        assertThat(failures(output)).as("see %s", OUTPUT.toAbsolutePath()).isEmpty();
        assertThat(lastSummary(output))
                .as("runs; see %s", OUTPUT.toAbsolutePath())
                .matches("\\(Results: ([1-9]\\d*) planned; \\1 passed, 0 failed, 0 soft errs, 0 hard errs\\)");
        assertThat(exit).as("exit code; see %s", OUTPUT.toAbsolutePath()).isZero();
    }

    /** What jcstress counts as a soft error, such as an exception in a constructor, it does not count as a failure. */
    private static String lastSummary(final String output) {
        return output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("(Results:"))
                .reduce("", (earlier, later) -> later);
    }

    static boolean hasTwoProcessors() {
        return Runtime.getRuntime().availableProcessors() > 1;
    }

    private static int waitFor(final Process jcstress) throws InterruptedException {
        try {
            return jcstress.waitFor();
        } finally {
            jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
            jcstress.destroyForcibly();
        }
    }

    private static List<String> command() {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                System.getProperty("logc.stress.tests", ".*"),
                "-r",
                "report",
                // Small strides: each state has memory of its own, and collisions are what counts.
                "-strideSize",
                "50",
                "-strideCount",
                "20",
                "-hs",
                "256"));
        final String mode = System.getProperty("logc.stress.mode", "seconds");
        if (mode.equals("seconds")) {
            command.addAll(
                    List.of("-f", "1", "-iters", "2", "-time", "300", "-sc", "false", "-jvmArgs", "-XX:+UseSerialGC"));
        } else {
            command.addAll(List.of("-m", mode));
        }
        return command;
    }

    /** Lines that name a test with a forbidden result or an error, or say that some cannot run here. */
    private static List<String> failures(final String output) {
        return output.lines()
                .filter(line -> line.contains("[FAILED]")
                        || line.contains("[ERROR]")
                        || line.contains("FORBIDDEN")
                        || line.contains("No scheduling is possible"))
                .distinct()
                .toList();
    }
}
