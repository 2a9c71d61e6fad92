package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody cuts a buffer while it is drained, at any moment. */
@Timeout(120)
class CutWhileDrainedTest {
    private static final int ROUNDS = 300;
    private static final int MAX_DELAY_NS = 400_000;

    @TempDir
    private Path temporary;

    /** Compiled code goes on behind a load that has failed, with whatever was there before; the error comes later. */
    @Test
    void shouldAppendNothingThatWasNotReadFromTheBuffer() throws Exception {
        final DrainRig rig = new DrainRig(temporary);
        final LogFileWriter writer = rig.newWriter();
        final Random random = new Random(20_261_121);
        for (int round = 0; round < ROUNDS; round++) {
            Files.deleteIfExists(rig.logFile);
            final OwnedBuffer owned = rig.create();
            rig.attach(writer, owned.file());
            final List<String> written = fill(owned.file(), round);
            final Thread cutter = cutterOf(owned.file().path(), random.nextInt(MAX_DELAY_NS));
            drain(writer);
            cutter.join();
            drain(writer);

            final List<String> lines = Files.exists(rig.logFile) ? Files.readAllLines(rig.logFile) : List.of();
            assertThat(lines)
                    .as("round %d: a beginning of what was written", round)
                    .isEqualTo(written.subList(0, Math.min(lines.size(), written.size())));
            assertThat(writer.buffers()).as("round %d", round).isEmpty();
            owned.ownerLock().close();
        }
        writer.close();
    }

    /** A fault may be thrown late, as often as the buffer was touched; the writer's thread goes on then, too. */
    private static void drain(final LogFileWriter writer) throws IOException {
        while (true) {
            try {
                DrainRig.drain(writer);
                return;
            } catch (final InternalError late) {
                writer.recover();
            }
        }
    }

    private static List<String> fill(final BufferFile file, final int round) {
        final List<String> written = new ArrayList<>();
        String line = round + " 0";
        while (DrainRig.tryWrite(file, line)) {
            written.add(line);
            line = round + " " + written.size();
        }
        return written;
    }

    /** A thread that cuts a file a while after it has begun to run. */
    private static Thread cutterOf(final Path file, final long delayNs) throws InterruptedException {
        final CountDownLatch running = new CountDownLatch(1);
        final Thread cutter = new Thread(() -> {
            running.countDown();
            LockSupport.parkNanos(delayNs);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        cutter.start();
        running.await();
        return cutter;
    }
}
