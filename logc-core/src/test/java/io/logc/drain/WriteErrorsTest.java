package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fails for a while: nothing lost, nothing twice, one warning, and it resumes by itself. */
@Timeout(60)
class WriteErrorsTest {
    private static final String EVENTS = "first\nsecond\nthird\n";

    @TempDir
    private Path temporary;

    private DrainRig rig;
    private BufferFile file;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
        file = rig.create().file();
        DrainRig.write(file, "first", "second", "third");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 18})
    void shouldGoOnAfterShortWrites(final int length) throws IOException {
        rig.channels = FaultyChannel.factory((real, source) -> FaultyChannel.writeShort(real, source, length));

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo(EVENTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 18})
    void shouldBeExactAndSayItOnceWhenTheDiskWasFullForAWhile(final int partial) throws IOException {
        final AtomicInteger attempts = new AtomicInteger();
        final int failures = partial == 0 ? 6 : 1;
        rig.channels = FaultyChannel.factory((real, source) -> {
            if (attempts.incrementAndGet() <= failures) {
                if (partial > 0) {
                    FaultyChannel.writeShort(real, source, partial);
                }
                throw new IOException("No space left on device");
            }
            return real.write(source);
        });
        final WriterRunner runner = new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> {});

        runner.signal();

        await().until(file::isDrained);
        await().until(() -> !rig.infos.isEmpty());
        DrainRig.write(file, "later");
        runner.signal();
        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo(EVENTS + "later\n");
        assertThat(attempts.get()).isGreaterThan(failures);
        assertThat(rig.warnings)
                .singleElement()
                .asString()
                .contains(rig.logFile.toString())
                .contains("No space left on device");
        assertThat(rig.infos).containsExactly(rig.logFile + ": can be written again");
    }

    /** Two applications without a server write one file; the disk was full for one of them. */
    @Test
    void shouldGoOnWhenAnotherProcessHasSettledTheFailedBatch() throws IOException {
        final AtomicInteger writes = new AtomicInteger();
        rig.channels = FaultyChannel.factory((real, source) -> {
            if (writes.incrementAndGet() == 1) {
                FaultyChannel.writeShort(real, source, 7);
                throw new IOException("No space left on device");
            }
            return real.write(source);
        });
        final LogFileWriter writer = rig.writerOf(file);
        assertThatThrownBy(writer::cycle).hasMessageContaining("No space left");
        writer.recover();
        final BufferFile others = rig.create().file();
        DrainRig.write(others, "another application's");
        DrainRig.drain(rig.writerOf(others));
        assertThat(file.isDrained()).as("the other one has settled the batch").isTrue();

        DrainRig.write(file, "fourth");
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo(EVENTS + "another application's\nfourth\n");
        assertThat(rig.warnings).isEmpty();
        assertThat(file.path()).exists();
    }

    @Test
    void shouldKeepEventsInTheBufferWhileTheFileCannotBeOpened() throws IOException {
        final AtomicInteger attempts = new AtomicInteger();
        rig.channels = path -> {
            if (attempts.incrementAndGet() <= 5) {
                throw new IOException("Permission denied");
            }
            return LogFile.FILE_SYSTEM.openForAppend(path);
        };
        final WriterRunner runner = new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> {});

        runner.signal();

        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo(EVENTS);
        assertThat(rig.warnings).hasSize(1);
    }

    /** Who gives up has written nothing, and must not say that it could. */
    @Test
    void shouldNotSayThatItCanBeWrittenAgainWhenItIsGivenUp() throws IOException {
        rig.channels = path -> {
            throw new IOException("Permission denied");
        };
        final AtomicInteger rested = new AtomicInteger();
        final WriterRunner runner =
                new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> rested.incrementAndGet());
        runner.signal();
        await().until(() -> !rig.warnings.isEmpty());

        runner.execute(LogFileWriter::close);

        await().until(() -> rested.get() == 1);
        assertThat(rig.infos).isEmpty();
        assertThat(runner.currentProblem()).isNull();
        assertThat(file.isDrained()).isFalse();
    }

    @Test
    void shouldLetOthersWriteTheFileWhileItFails() throws IOException {
        rig.channels = path -> {
            throw new IOException("Input/output error");
        };
        final WriterRunner runner = new WriterRunner(rig.writerOf(file), Thread::new, rig, resting -> {});
        runner.signal();
        await().until(() -> !rig.warnings.isEmpty());
        rig.channels = LogFile.FILE_SYSTEM;
        final BufferFile other = rig.create().file();
        DrainRig.write(other, "another process's");
        final LogFileWriter writer = rig.writerOf(other);

        await().until(() -> {
            final long freed = writer.cycle();
            writer.idle();
            return freed > 0;
        });

        assertThat(rig.content()).contains("another process's\n");
        runner.execute(LogFileWriter::close);
    }

    @Test
    void shouldRunCommandsOnTheWritersThreadAndOutliveTheirFailures() {
        final LogFileWriter writer = rig.newWriter();
        final WriterRunner runner = new WriterRunner(writer, Thread::new, rig, resting -> {});
        final AtomicInteger executed = new AtomicInteger();

        runner.execute(same -> {
            throw new IOException("a command's");
        });
        runner.execute(same -> {
            assertThat(same).isSameAs(writer);
            executed.incrementAndGet();
        });

        await().untilAtomic(executed, org.hamcrest.Matchers.equalTo(1));
    }
}
