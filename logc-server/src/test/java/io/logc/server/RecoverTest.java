package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.drain.OwnedBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code recover} as a process of its own, beside log files that cannot be written. */
@Timeout(90)
class RecoverTest {
    private static final int INCOMPLETE = 3;
    private static final int PATIENCE_SECONDS = 40;

    @TempDir
    private Path temporary;

    private ServerRig rig;
    private Path bad;
    private OwnedBuffer left;

    @BeforeEach
    void leaveTwoBuffers() throws IOException {
        rig = new ServerRig(temporary);
        rig.close();
        bad = rig.logFile.resolveSibling("bad.log");
        left = rig.create(bad);
        ServerRig.write(left.file(), "stays\n");
        final OwnedBuffer sound = rig.create();
        ServerRig.write(sound.file(), "recovered\n");
        left.ownerLock().close();
        sound.ownerLock().close();
    }

    /** Opening a pipe that nobody reads does not return, as with a network disk that hangs. */
    @Test
    void shouldEndAfterTheTimeoutWhenOpeningALogFileDoesNotReturn() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", bad.toString()).start().waitFor())
                .isZero();

        final String said = recover();

        assertThat(said)
                .contains(bad + ": not done after 5 s, opening or writing it does not return")
                .contains("2 buffers of dead applications found, 1 left, see above");
        assertOnlyTheBadOneIsLeft();
    }

    @Test
    void shouldNotSayThatALogFileCanBeWrittenAgainWhenItGivesUp() throws IOException, InterruptedException {
        Files.createDirectory(bad);

        final String said = recover();

        assertThat(said)
                .contains(bad + ": cannot be written now")
                .contains(bad + ": not done after 5 s; what is left stays in the buffer")
                .contains("2 buffers of dead applications found, 1 left, see above")
                .doesNotContain("can be written again");
        assertOnlyTheBadOneIsLeft();
    }

    private String recover() throws IOException, InterruptedException {
        final Path output = temporary.resolve("output");
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "recover",
                        "--buffer-directory=" + rig.directory.path(),
                        "--timeout=5")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(() -> "ended; " + content(output))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(() -> content(output)).isEqualTo(INCOMPLETE);
        return content(output);
    }

    private static String content(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            return e.toString();
        }
    }

    private void assertOnlyTheBadOneIsLeft() throws IOException {
        assertThat(rig.content()).isEqualTo("recovered\n");
        assertThat(left.file().path()).exists();
        assertThat(rig.bufferFiles().stream().filter(name -> name.endsWith(".buffer")))
                .hasSize(1);
    }
}
