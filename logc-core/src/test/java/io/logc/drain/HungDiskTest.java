package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A write that does not return, a write that takes its time, and a writer's thread that somebody interrupts. */
@Timeout(60)
class HungDiskTest {
    private static final String EVENTS = "first\nsecond\n";

    @TempDir
    private Path temporary;

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private DrainRig rig;
    private BufferFile file;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary.resolve("hung"));
        file = rig.create().file();
        DrainRig.write(file, "first", "second");
    }

    private int hang(final FileChannel real, final ByteBuffer source) throws IOException {
        hangs.countDown();
        try {
            goesOn.await();
        } catch (final InterruptedException e) {
            throw new IOException(e);
        }
        return real.write(source);
    }

    private WriterRunner hungRunner() throws IOException, InterruptedException {
        rig.channels = FaultyChannel.factory(this::hang);
        final WriterRunner runner =
                new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> {}, nowNs::get, Pauses.USUAL);
        runner.signal();
        hangs.await();
        return runner;
    }

    @Test
    void shouldSayOnceThatAWriteHangsAndThatItHasEnded() throws IOException, InterruptedException {
        final WriterRunner runner = hungRunner();
        runner.signal();
        nowNs.addAndGet(HangWatch.HANG_NS);
        runner.signal();
        assertThat(rig.hangs).isEmpty();

        nowNs.addAndGet(2);
        runner.signal();
        runner.signal();

        assertThat(rig.hangs)
                .singleElement()
                .asString()
                .contains(rig.logFile.toString())
                .contains("the disk hangs");
        assertThat(file.headPosition()).isZero();
        goesOn.countDown();
        await().until(file::isDrained);
        await().until(() -> rig.hangs.size() > 1);
        assertThat(rig.hangs.get(1)).isEqualTo(rig.logFile + ": the write that took so long has ended");
        assertThat(rig.content()).isEqualTo(EVENTS);
        assertThat(rig.warnings).isEmpty();
    }

    @Test
    void shouldSayNothingWhenTheWriterIsIdleForLong() throws IOException {
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final ThreadFactory factory = work -> {
            threads.add(new Thread(work));
            return threads.get(threads.size() - 1);
        };
        final WriterRunner runner = new WriterRunner(
                rig.writerOf(file),
                factory,
                rig,
                resting -> {},
                nowNs::get,
                new Pauses(500_000, 1_000_000, 10_000_000));
        runner.signal();
        await().until(() -> file.isDrained() && !threads.get(0).isAlive());
        nowNs.addAndGet(3 * HangWatch.HANG_NS);

        DrainRig.write(file, "later");
        runner.signal();

        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo(EVENTS + "later\n");
        assertThat(rig.hangs).isEmpty();
    }

    @Test
    void shouldNotHoldOtherFilesUp() throws IOException, InterruptedException {
        hungRunner();
        final DrainRig sound = new DrainRig(temporary.resolve("sound"));
        final BufferFile other = sound.create().file();
        final WriterRunner runner = new WriterRunner(sound.writerOf(other), Thread::new, sound, resting -> {});

        for (int i = 0; i < 20; i++) {
            DrainRig.write(other, "line " + i);
            runner.signal();
            await().until(other::isDrained);
        }

        assertThat(sound.content()).startsWith("line 0\n").endsWith("line 19\n");
        assertThat(rig.content()).isEmpty();
        goesOn.countDown();
        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo(EVENTS);
    }

    /** What another thread wants of a hung writer is queued; nobody who asks has to wait. */
    @Test
    void shouldTakeSignalsAndCommandsWithoutWaiting() throws IOException, InterruptedException {
        final WriterRunner runner = hungRunner();
        final AtomicBoolean executed = new AtomicBoolean();

        runner.execute(writer -> executed.set(true));
        runner.signal();

        assertThat(executed).isFalse();
        goesOn.countDown();
        await().untilTrue(executed);
        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo(EVENTS);
    }

    @Test
    void shouldKeepOrderAndLoseNothingWhenEveryWriteTakesItsTime() throws IOException {
        rig.channels = FaultyChannel.factory((real, source) -> {
            LockSupport.parkNanos(20_000_000);
            return FaultyChannel.writeShort(real, source, 40);
        });
        final WriterRunner runner = new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> {});
        final StringBuilder expected = new StringBuilder(EVENTS);

        for (int i = 0; i < 100; i++) {
            DrainRig.write(file, "line " + i);
            expected.append("line ").append(i).append('\n');
            runner.signal();
        }

        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo(expected.toString());
        assertThat(rig.warnings).isEmpty();
    }

    /**
     * An interrupt closes the channel (EINTR, for Java). Whether the bytes were written before or not, they stand in the
     * file once; and the thread, whose next pause and next write the interrupt would spoil too, goes on.
     */
    @Test
    void shouldGoOnWhenTheWritersThreadIsInterruptedInAWrite() throws IOException {
        for (final boolean written : new boolean[] {false, true}) {
            rig = new DrainRig(temporary.resolve("interrupted-" + written));
            file = rig.create().file();
            DrainRig.write(file, "first", "second");
            final AtomicInteger writes = new AtomicInteger();
            rig.channels = FaultyChannel.factory((real, source) -> {
                if (writes.incrementAndGet() > 1) {
                    return real.write(source);
                }
                if (written) {
                    real.write(source);
                    source.rewind();
                }
                Thread.currentThread().interrupt();
                return real.write(source);
            });
            final WriterRunner runner = new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> {});

            runner.signal();

            await().until(file::isDrained);
            await().until(() -> !rig.infos.isEmpty());
            assertThat(rig.content()).isEqualTo(EVENTS);
            assertThat(rig.warnings).singleElement().asString().contains("ClosedByInterruptException");
            assertThat(rig.infos).containsExactly(rig.logFile + ": can be written again");
        }
    }

    /** A busy application signals all the time; a full disk is not to be tried each time. */
    @Test
    void shouldNotTryMoreOftenWhenSignalledWhileTheDiskFails() throws IOException {
        final AtomicInteger attempts = new AtomicInteger();
        rig.channels = path -> {
            attempts.incrementAndGet();
            throw new IOException("No space left on device");
        };
        final WriterRunner runner = new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> {});

        for (int i = 0; i < 2000; i++) {
            runner.signal();
            LockSupport.parkNanos(100_000);
        }

        // Pauses double from 100 µs to a second: this many attempts take at least 15 minutes.
        assertThat(attempts.get()).isLessThan(1000);
        runner.execute(LogFileWriter::close);
    }
}
