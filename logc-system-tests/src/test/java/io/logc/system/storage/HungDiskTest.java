package io.logc.system.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A log file whose writer hangs in the kernel: a FIFO that nobody reads, in which it cannot be opened, and then not be
 * written. What a disk does that hangs, and every user may try it.
 */
class HungDiskTest extends StorageTest {
    private Path fifo;
    private Path copy;
    private Process reader;
    private RandomAccessFile open;

    @BeforeEach
    void makeFifo() throws Exception {
        fifo = scratch.log("hung.log");
        copy = scratch.log("hung.copy");
        final int exitCode =
                new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        assumeThat(exitCode).isZero();
    }

    @AfterEach
    void endReader() throws IOException {
        if (reader != null) {
            reader.destroyForcibly();
            open.close();
        }
    }

    @Test
    void shouldBoundCallsAndServeOtherFilesWhileTheServersWriterHangs() throws Exception {
        final TestServer server = TestServer.start(scratch);
        final ForkedJvm hung = startApplication(
                "bare", 0, THREADS, "file=" + fifo, "rate=20000", "bufferSize=256 KB", "maxBlock=100 ms", "end=stop");
        final ForkedJvm other = startApplication("bare", 1, THREADS, "rate=5000", PATIENT, "end=stop");
        // A tenth of a second for each call would be ten calls a second and thread.
        awaitMoreCalls(0, 40_000);
        awaitMoreCalls(1, 5_000);
        awaitLineOfEither(server.jvm(), hung, fifo + ": a write has been going on for more than");
        other.tell("stop");
        other.awaitSuccess();
        new Oracle().expect(1, counts(1)).read(log()).assertPerfect();

        startReader();
        awaitLineOfEither(server.jvm(), hung, fifo + ": the write that took so long has ended");
        awaitMoreCalls(0, 5_000);
        hung.tell("stop");
        hung.awaitSuccess();
        server.terminate();
        awaitReader();
        final Oracle oracle = new Oracle().dropsAllowed().expect(0, counts(0)).read(copy);
        oracle.assertPerfect();
        assertThat(oracle.reportedDrops()).isPositive().isEqualTo(hung.number("dropped="));
    }

    /** Neither the calls nor the end of a process wait for its own writer, and the next process has the rest. */
    @Test
    void shouldEndInTimeAndLeaveTheRestToTheNextWhenTheOwnWriterHangs() throws Exception {
        final ForkedJvm first =
                startApplication("bare", 0, THREADS, "file=" + fifo, "events=500", "server=none", "end=return");
        first.awaitSuccess();
        assertThat(scratch.bufferFiles(".buffer")).hasSize(1);

        startReader();
        final ForkedJvm second =
                startApplication("bare", 1, THREADS, "file=" + fifo, "events=500", "server=none", "end=stop");
        second.awaitSuccess();
        awaitReader();
        new Oracle()
                .livesInOrder()
                .expect(0, counts(0))
                .expect(1, counts(1))
                .read(copy)
                .assertPerfect();
    }

    /** On a busy machine the application begins to write by itself, before it has found the server. */
    private static void awaitLineOfEither(final ForkedJvm first, final ForkedJvm second, final String text) {
        await(text)
                .atMost(PATIENCE)
                .until(() -> !linesWith(first, text).isEmpty()
                        || !linesWith(second, text).isEmpty());
    }

    /** Has the FIFO open itself, so that the reader does not come to an end whenever a writer closes it. */
    private void startReader() throws IOException {
        open = new RandomAccessFile(fifo.toFile(), "rw");
        reader = new ProcessBuilder("cat", fifo.toString())
                .redirectOutput(copy.toFile())
                .redirectError(new File("/dev/null"))
                .start();
    }

    private void awaitReader() throws Exception {
        open.close();
        assertThat(reader.waitFor(60, TimeUnit.SECONDS))
                .as("the writer has closed")
                .isTrue();
        assertThat(Files.exists(copy)).isTrue();
    }
}
