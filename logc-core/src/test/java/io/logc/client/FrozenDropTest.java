package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A call that found no room is held up just before it counts that. */
@Timeout(60)
@EnabledIfSystemProperty(named = "logc.faults", matches = "hook")
class FrozenDropTest {
    private static final long WAIT_NS = Duration.ofSeconds(20).toNanos();
    private static final byte[] LATE = "late, and longer than the others\n".getBytes(UTF_8);

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    private Path root;

    @AfterEach
    void removeHook() {
        Faults.install(point -> {});
    }

    @Test
    void shouldBeWrittenOrReportedWhenItsBufferIsReplacedAndRemovedMeanwhile() throws Exception {
        final Path logFile = Files.createDirectory(root.resolve("app.log"));
        final Publication publication = open("64 KB");
        final int accepted = fill(publication);
        final CountDownLatch frozen = new CountDownLatch(1);
        final CountDownLatch thaw = new CountDownLatch(1);
        final Thread late = new Thread(() -> publication.publish(LATE, 0, LATE.length), "late");
        Faults.install(point -> {
            if (point == FaultPoint.DROP_POSITION_NOTED && Thread.currentThread() == late && frozen.getCount() > 0) {
                frozen.countDown();
                awaitUninterruptibly(thaw);
            }
        });
        late.start();
        frozen.await();
        final Path old = bufferFile();
        final Publication larger = open("128 KB");
        Files.delete(logFile);
        await().atMost(Duration.ofNanos(WAIT_NS)).until(() -> Files.notExists(old));
        thaw.countDown();
        late.join();

        assertThat(publication.close(WAIT_NS) & larger.close(WAIT_NS)).isTrue();
        assertThat(Files.readAllLines(logFile))
                .hasSize(accepted + 2)
                .contains("logc dropped 1 events here: the buffer was full (see bufferSize, whenFull, maxBlock)")
                .endsWith("late, and longer than the others");
    }

    private Publication open(final String bufferSize) {
        final LogcOptions options = new LogcOptions();
        options.setFile(root.resolve("app.log").toString());
        options.setServer("none");
        options.setWhenFull("drop");
        options.setBufferSize(bufferSize);
        options.setBufferDirectory(root.resolve("buffers").toString());
        return LogcClient.open(options, FileTexts.none(), new RecordingStatus());
    }

    /** Publishes until one is dropped. */
    private static int fill(final Publication publication) {
        int accepted = 0;
        for (byte[] event = event(0); publication.publish(event, 0, event.length); event = event(accepted)) {
            accepted++;
        }
        return accepted;
    }

    private static byte[] event(final int number) {
        return ("event " + number + "\n").getBytes(UTF_8);
    }

    private Path bufferFile() throws IOException {
        try (var files = Files.list(root.resolve("buffers"))) {
            return files.filter(path -> path.toString().endsWith(".buffer"))
                    .reduce((one, other) -> {
                        throw new IllegalStateException(one + " and " + other);
                    })
                    .orElseThrow();
        }
    }

    private static void awaitUninterruptibly(final CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
