package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer's turn, borrowed by a thread that waits for a write. */
@Timeout(60)
class WriterTurnTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int LENDERS = 3;
    private static final int LINES = 3000;

    /** Pauses so long that nothing is written by the writer's own thread unless it is signalled. */
    private static final Pauses LONG = new Pauses(600 * SECOND_NS, 600 * SECOND_NS, SECOND_NS);

    @TempDir
    private Path temporary;

    private final Set<String> writers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isSick = new AtomicBoolean();
    private final AtomicLong clockNs = new AtomicLong(SECOND_NS);
    private volatile long writeTakesNs;
    private volatile Thread own;
    private DrainRig rig;
    private BufferFile file;
    private WriterRunner runner;

    @BeforeEach
    void makeRig() throws IOException {
        rig = new DrainRig(temporary.resolve("turn"));
        rig.channels = FaultyChannel.factory((target, source) -> {
            writers.add(Thread.currentThread().getName());
            if (isSick.get()) {
                throw new IOException("sick");
            }
            clockNs.addAndGet(writeTakesNs);
            return target.write(source);
        });
        file = rig.create().file();
    }

    @AfterEach
    void close() {
        runner.execute(LogFileWriter::close);
    }

    private void start(final Pauses pauses) throws IOException {
        runner = new WriterRunner(rig.writerOf(file), this::newThread, rig, resting -> {}, clockNs::get, pauses);
    }

    private Thread newThread(final Runnable work) {
        own = new Thread(work, "own");
        return own;
    }

    /** Writes once by its own thread, after which that pauses. */
    private void startAwake() throws IOException {
        startAwake(LONG);
    }

    private void startAwake(final Pauses pauses) throws IOException {
        start(pauses);
        DrainRig.write(file, "first");
        runner.signal();
        await().until(() -> file.isDrained());
        // It may be borrowed from the end of the second look on, which a signal brings.
        await().until(() -> {
            runner.signal();
            DrainRig.write(file, "probe");
            return runner.writeHere(file.name());
        });
        awaitPause();
        writers.clear();
    }

    /** Until its own thread has seen all signals and pauses: it must not take the turn in the middle of a test. */
    private void awaitPause() {
        final CompletableFuture<Void> allSaid = new CompletableFuture<>();
        final CompletableFuture<Void> allSeen = new CompletableFuture<>();
        runner.execute(writer -> {
            allSaid.join();
            LockSupport.parkNanos(1); // Takes a wake-up that is left of the signals.
            allSeen.complete(null);
        });
        allSaid.complete(null);
        allSeen.join();
        await().until(() -> own.getState() == Thread.State.TIMED_WAITING);
    }

    private void startAwake(final WriterRunner.Command first) throws IOException {
        startAwake();
        runner.execute(first);
        await().until(() -> !runner.hasCommands());
        await().until(() -> {
            runner.signal();
            DrainRig.write(file, "probe");
            return runner.writeHere(file.name());
        });
        awaitPause();
        writers.clear();
    }

    @Test
    void shouldWriteInTheCallersThreadWhileItsOwnPausesAwake() throws IOException {
        startAwake();

        DrainRig.write(file, "lent");
        assertThat(runner.writeHere(file.name())).isTrue();

        assertThat(rig.content()).endsWith("lent\n");
        assertThat(file.isDrained()).isTrue();
        assertThat(writers).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void shouldSayThatNothingWasWrittenWhenThereIsNothing() throws IOException {
        startAwake();

        assertThat(runner.writeHere(file.name())).isFalse();
    }

    @Test
    void shouldNotBeLentBeforeItsThreadHasBegunNorOnceItSleeps() throws IOException {
        start(new Pauses(1000, 1000, 600 * SECOND_NS));
        DrainRig.write(file, "early");
        assertThat(runner.writeHere(file.name())).isFalse();
        runner.signal();
        await().until(() -> file.isDrained() && !file.isConsumerAwake());

        DrainRig.write(file, "late");
        assertThat(runner.writeHere(file.name())).isFalse();
        assertThat(file.isDrained()).isFalse();
        assertThat(writers).containsExactly("own");
    }

    @Test
    void shouldBeLentOnWhileItsOwnThreadLooksNoMoreUntilNobodyBorrowsIt() throws Exception {
        final long awakeNs = SECOND_NS / 5;
        startAwake(new Pauses(1000, awakeNs, 1));
        await().until(() -> !file.isConsumerAwake());

        // Its own thread still looks now and then, and may be the quicker one.
        await().until(() -> {
            DrainRig.write(file, "lent");
            return runner.writeHere(file.name());
        });
        assertThat(writers).anyMatch(name -> !name.equals("own"));
        assertThat(file.isConsumerAwake()).isFalse();

        clockNs.addAndGet(awakeNs);
        own.join();
        DrainRig.write(file, "late");
        assertThat(runner.writeHere(file.name())).isFalse();
        assertThat(rig.content()).endsWith("lent\n");
    }

    @Test
    void shouldLeaveAProblemToItsOwnThread() throws IOException {
        startAwake();
        isSick.set(true);

        DrainRig.write(file, "kept");
        assertThat(runner.writeHere(file.name())).isFalse();
        assertThat(runner.currentProblem()).hasMessageContaining("sick");
        writers.clear();
        assertThat(runner.writeHere(file.name())).isFalse();
        assertThat(writers).isEmpty();

        isSick.set(false);
        runner.signal();
        await().until(() -> file.isDrained());
        assertThat(rig.content()).endsWith("kept\n");
        assertThat(runner.currentProblem()).isNull();
    }

    @Test
    void shouldLeaveASlowDiskToItsOwnThreadForFiftyTimesAsLong() throws IOException {
        startAwake();
        final long tookNs = writeSlowly(SECOND_NS / 10);

        DrainRig.write(file, "left");
        assertThat(runner.writeHere(file.name())).isFalse();
        clockNs.addAndGet(50 * tookNs - 1);
        assertThat(runner.writeHere(file.name())).isFalse();
        clockNs.addAndGet(1);
        assertThat(runner.writeHere(file.name())).isTrue();
        assertThat(rig.content()).endsWith("slow\nleft\n");
    }

    /** Twenty milliseconds pass, too, when a processor has other work: that must not end the borrowing for long. */
    @Test
    void shouldBeLentAgainSoonAfterAWriteThatWasHardlySlow() throws IOException {
        startAwake();
        writeSlowly(SECOND_NS / 50 + 1);

        DrainRig.write(file, "again");
        assertThat(runner.writeHere(file.name())).isFalse();
        clockNs.addAndGet(3 * SECOND_NS);
        assertThat(runner.writeHere(file.name())).isTrue();
    }

    @Test
    void shouldBeLentAgainFiveMinutesAfterTheLongestWrite() throws IOException {
        startAwake();
        writeSlowly(3600 * SECOND_NS);

        DrainRig.write(file, "again");
        clockNs.addAndGet(300 * SECOND_NS - 1);
        assertThat(runner.writeHere(file.name())).isFalse();
        clockNs.addAndGet(1);
        assertThat(runner.writeHere(file.name())).isTrue();
    }

    /** Writes a line with a disk that takes so long for each call; a line may take two. Returns what it took. */
    private long writeSlowly(final long callTakesNs) throws IOException {
        writeTakesNs = callTakesNs;
        final long beganNs = clockNs.get();
        DrainRig.write(file, "slow");
        assertThat(runner.writeHere(file.name())).isTrue();
        writeTakesNs = 0;
        return clockNs.get() - beganNs;
    }

    @Test
    void shouldLeaveMoreThanALittleToItsOwnThread() throws IOException {
        startAwake();
        final String line = "x".repeat(1000);
        for (int i = 0; i < 17; i++) {
            DrainRig.write(file, line);
        }

        assertThat(runner.writeHere(file.name())).isFalse();
        assertThat(writers).isEmpty();
        runner.signal();
        await().until(() -> file.isDrained());
        assertThat(writers).containsExactly("own");
    }

    @Test
    void shouldLeaveOtherBuffersToItsOwnThread() throws IOException {
        final BufferFile other = rig.create().file();
        startAwake(writer -> rig.attach(writer, other));
        DrainRig.write(other, "others");
        DrainRig.write(file, "mine");

        assertThat(runner.writeHere(file.name())).isTrue();
        assertThat(rig.content()).endsWith("mine\n").doesNotContain("others");
        runner.signal();
        await().until(() -> other.isDrained());
        assertThat(rig.content()).endsWith("mine\nothers\n");
    }

    @Test
    void shouldKeepAnInterruptForTheCallerThatMeantIt() throws IOException {
        startAwake();

        DrainRig.write(file, "lent");
        Thread.currentThread().interrupt();
        assertThat(runner.writeHere(file.name())).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(rig.content()).endsWith("lent\n");
    }

    @Test
    void shouldWriteEachLineOnceWhenManyBorrowIt() throws Exception {
        // Its own thread looks again and again, too.
        startAwake(new Pauses(100_000, 600 * SECOND_NS, SECOND_NS));
        final AtomicInteger lent = new AtomicInteger();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < LENDERS; i++) {
            final int number = i;
            threads.add(new Thread(() -> writeLines(number, lent), "lender-" + i));
        }
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join();
        }
        runner.signal();
        await().until(() -> file.isDrained());

        final List<String> lines = rig.content()
                .lines()
                .filter(line -> !line.equals("first") && !line.equals("probe"))
                .toList();
        assertThat(lines).hasSize(LENDERS * LINES);
        for (int i = 0; i < LENDERS; i++) {
            final String prefix = i + " ";
            final List<String> expected = new ArrayList<>();
            for (int line = 0; line < LINES; line++) {
                expected.add(prefix + line);
            }
            assertThat(lines.stream().filter(line -> line.startsWith(prefix))).containsExactlyElementsOf(expected);
        }
        assertThat(lent).hasPositiveValue();
        assertThat(rig.warnings).isEmpty();
    }

    private void writeLines(final int number, final AtomicInteger lent) {
        final RingProducer producer = file.newProducer();
        for (int line = 0; line < LINES; line++) {
            final byte[] bytes = (number + " " + line + "\n").getBytes(UTF_8);
            while (producer.write(RecordType.EVENT, bytes, 0, bytes.length) < 0) {
                runner.writeHere(file.name());
            }
            lent.addAndGet(runner.writeHere(file.name()) ? 1 : 0);
        }
    }
}
