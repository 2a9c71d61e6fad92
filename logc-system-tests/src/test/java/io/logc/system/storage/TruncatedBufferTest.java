package io.logc.system.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Some program truncates a buffer file that an application and its server have mapped. What was in it is lost, which no
 * design can help; but both go on, and nobody else notices.
 */
class TruncatedBufferTest extends StorageTest {
    private static final int MAX_CRASHES = 5;

    /** What a JVM throws for a load or store of a page that is gone, at some later point, which may lie behind logc's own. */
    private static final String LATE_FAULT = "a fault occurred in a recent unsafe memory access";

    @ParameterizedTest
    @CsvSource({"0, true", "8192, true", "0, false"})
    void shouldGoOnInANewBufferAndHarmNobodyElse(final long length, final boolean withServer) throws IOException {
        int crashes = 0;
        while (!goesOn(length, withServer)) {
            assertThat(++crashes).as("crashes of the JVM itself").isLessThan(MAX_CRASHES);
            closeScratch();
            makeScratch();
        }
    }

    /**
     * Returns false when the victim's JVM has crashed, or has thrown the fault into the application, which are stated limits;
     * then nobody else was harmed either.
     */
    private boolean goesOn(final long length, final boolean withServer) throws IOException {
        final TestServer server = withServer ? TestServer.start(scratch) : null;
        final ForkedJvm victim = startApplication("bare", 0, THREADS, "rate=10000", "end=stop");
        awaitMoreCalls(0, 5_000);
        final List<Path> buffers = scratch.bufferFiles(".buffer");
        assertThat(buffers).hasSize(1);
        final Path sound = scratch.log("sound.log");
        final ForkedJvm other =
                startApplication("bare", 1, THREADS, "file=" + sound, "rate=10000", PATIENT, "end=stop");
        awaitMoreCalls(1, 5_000);

        truncate(buffers.get(0), length);

        await("a new buffer")
                .atMost(PATIENCE)
                .until(() -> !victim.isAlive()
                        || !Files.exists(buffers.get(0))
                                && scratch.bufferFiles(".buffer").size() == 2);
        final long target = counts(0).sum() + 10_000;
        await("calls go on")
                .atMost(PATIENCE)
                .until(() -> !victim.isAlive()
                        || !linesWith(victim, LATE_FAULT).isEmpty()
                        || counts(0).sum() >= target);
        awaitMoreCalls(1, 10_000);
        final boolean faultCameLate = !linesWith(victim, LATE_FAULT).isEmpty();
        if (!victim.isAlive() || faultCameLate) {
            if (!faultCameLate) {
                assertThat(victim.lines())
                        .as("an interpreted compare-and-set")
                        .anyMatch(line -> line.contains("SIGBUS"))
                        .anyMatch(line -> line.contains("CompareAndSet"));
            }
            other.tell("stop");
            other.awaitSuccess();
            new Oracle().expect(1, counts(1)).read(sound).assertPerfect();
            return false;
        }
        victim.tell("stop");
        victim.awaitSuccess();
        other.tell("stop");
        other.awaitSuccess();

        new Oracle().expect(1, counts(1)).read(sound).assertPerfect();
        assertThat(victim.awaitLine("finished")).endsWith("failure=");
        assertLastLinesOnFile();
        final long said = Stream.of(victim, other, withServer ? server.jvm() : other)
                .distinct()
                .mapToLong(jvm -> linesWith(jvm, "was put aside as").size())
                .sum();
        assertThat(said).as("lines of whoever drained it").isLessThanOrEqualTo(1);
        assertThat(linesWith(victim, "a new one is made")).hasSize(1);
        assertThat(linesWith(other, "warn")).isEmpty();
        return true;
    }

    /** Each line once, whole, and in its thread's order; and nothing is missing at the end. */
    private void assertLastLinesOnFile() throws IOException {
        final Map<Integer, Long> last = new HashMap<>();
        for (final String line : Files.readAllLines(log())) {
            final OracleLine parsed = OracleLine.parse(line);
            if (parsed != null) {
                final Long before = last.put(parsed.thread(), parsed.sequence());
                assertThat(before == null || before < parsed.sequence())
                        .as(line)
                        .isTrue();
            } else {
                assertThat(line).contains("dropped");
            }
        }
        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(last.get(thread)).isEqualTo(counts(0).get(thread) - 1);
        }
    }

    private static void truncate(final Path file, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }
}
