package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer's thread when it cannot be had, and when it hears of a truncated buffer late. */
@Timeout(60)
class WriterThreadTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldAskForAThreadAgainWhenNoneCouldBeHad() throws IOException {
        final DrainRig rig = new DrainRig(temporary.resolve("threads"));
        final BufferFile file = rig.create().file();
        DrainRig.write(file, "kept");
        final AtomicInteger asked = new AtomicInteger();
        final ThreadFactory threads = work -> {
            if (asked.incrementAndGet() < 3) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(work);
        };
        final WriterRunner runner = new WriterRunner(rig.writerOf(file), threads, rig, resting -> {});

        runner.signal();
        runner.signal();
        assertThat(rig.warnings).singleElement().asString().contains("no thread can be had");
        assertThat(file.isDrained()).isFalse();
        runner.signal();

        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo("kept\n");
        runner.execute(LogFileWriter::close);
    }

    /** The JVM throws where it comes to look for such errors next, which may be anywhere. */
    @Test
    void shouldPutATruncatedBufferAsideAndSayNothingElseWhenTheFaultComesLate() throws IOException {
        final DrainRig rig = new DrainRig(temporary.resolve("late"));
        final BufferFile cut = rig.create().file();
        final BufferFile sound = rig.create().file();
        final AtomicBoolean late = new AtomicBoolean();
        final LongSupplier clock = () -> {
            if (Thread.currentThread().getName().equals("writer") && late.compareAndSet(true, false)) {
                truncate(cut.path());
                throw new InternalError("a fault occurred in a recent unsafe memory access operation");
            }
            return 1;
        };
        final WriterRunner runner = new WriterRunner(
                rig.writerOf(cut, sound), work -> new Thread(work, "writer"), rig, resting -> {}, clock, Pauses.USUAL);
        late.set(true);
        DrainRig.write(sound, "goes on");
        runner.signal();

        await().until(sound::isDrained);
        assertThat(rig.content()).isEqualTo("goes on\n");
        assertThat(rig.leftovers())
                .contains(cut.name() + ".corrupt", sound.name().toString());
        assertThat(rig.warnings).singleElement().asString().contains("was put aside");
        runner.execute(LogFileWriter::close);
    }

    private static void truncate(final Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
