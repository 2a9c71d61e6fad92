package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferFile;
import io.logc.buffer.RecordType;
import io.logc.buffer.TestBuffers;
import io.logc.drain.SickDisk.Operation;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every error at every operation of the log file's channels, in a batch and in the settlement of one: while it lasts the
 * events stay in the ring, and afterwards each line stands in the file once, whole and in order.
 */
@Timeout(60)
class DiskFaultsTest {
    private static final String EARLIER = "earlier\n";
    private static final String EVENTS = "first\nsecond, longer\nthird\n";
    private static final String OTHERS = "another buffer's\n";
    private static final String LATER = "later\n";
    private static final int MAX_ATTEMPTS = 40;

    @TempDir
    private Path temporary;

    private int cases;
    private DrainRig rig;
    private BufferFile file;
    private BufferFile other;
    private final List<String> errors = new ArrayList<>();

    /** ENOSPC, EDQUOT, EFBIG, EIO, EROFS: the words of the kernel, whose numbers Java does not tell. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "No space left on device",
                "Disk quota exceeded",
                "File too large",
                "Input/output error",
                "Read-only file system"
            })
    void shouldBeExactWhenWritesFailWhateverPartTheyTook(final String error) throws IOException {
        for (int failing = 1; failing <= 3; failing++) {
            for (int taken = 0; taken <= EVENTS.length(); taken++) {
                assertExact(new SickDisk(Operation.WRITE, error, 0, failing, taken));
                assertThat(errors).hasSize(failing).allMatch(text -> text.contains(error));
            }
        }
    }

    /** The disk takes a byte, or none, and says that it is full; again and again. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldBeExactWhenEveryAttemptGetsNoFurtherThanAByte(final int taken) throws IOException {
        final SickDisk disk = new SickDisk(Operation.WRITE, "No space left on device", 0, 20, taken);

        assertExact(disk);

        assertThat(disk.failures()).isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"OPEN", "SIZE", "CLOSE"})
    void shouldBeExactWhenOtherOperationsFail(final Operation operation) throws IOException {
        for (int sound = 0; sound < 4; sound++) {
            for (int failing = 1; failing <= 3; failing++) {
                assertExact(new SickDisk(operation, "Input/output error", sound, failing, 0));
            }
        }
    }

    /** A crash left a part of the batch in the file; reading it back and completing it fail for a while. */
    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"OPEN", "READ", "SIZE", "WRITE", "CLOSE"})
    void shouldBeExactWhenSettlingFails(final Operation operation) throws IOException {
        for (int part = 1; part < EVENTS.length(); part += 3) {
            for (int failing = 1; failing <= 3; failing++) {
                begin();
                final CrashedBatch batch = CrashedBatch.ofRecords(rig, file, false);
                batch.notePending();
                batch.append(part);
                final SickDisk disk = new SickDisk(operation, "Input/output error", 0, failing, 2);

                drain(disk);

                assertThat(disk.failures()).isEqualTo(failing);
                assertThat(rig.content()).isEqualTo(EARLIER + EVENTS + OTHERS + LATER);
            }
        }
    }

    /** An error is no proof that nothing was written. */
    @Test
    void shouldNotWriteAgainWhenTheFailedWriteHadWrittenAll() throws IOException {
        final SickDisk disk = new SickDisk(Operation.WRITE, "Input/output error", 0, 1, EVENTS.length());

        assertExact(disk);

        assertThat(rig.warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void shouldTruncateOnceWhenTheTruncationFailsForAWhile(final int failing) throws IOException {
        rig = new DrainRig(temporary);
        rig.append("old content\n");
        file = rig.create().file();
        TestBuffers.mark(file, RecordType.TRUNCATE);
        DrainRig.write(file, "new");
        final SickDisk disk = new SickDisk(Operation.TRUNCATE, "Input/output error", 0, failing, 0);
        rig.channels = FaultyChannel.factory(disk);
        final LogFileWriter writer = rig.writerOf(file);

        drain(writer);

        assertThat(disk.failures()).isEqualTo(failing);
        assertThat(rig.content()).isEqualTo("new\n");
    }

    @Test
    void shouldReportDropsOnceWhenTheReportFailsForAWhile() throws IOException {
        final String report = "dropped 2\n";
        for (int taken = 0; taken <= report.length(); taken++) {
            rig = new DrainRig(temporary.resolve("drops" + taken));
            file = rig.create().file();
            file.countDrop();
            file.countDrop();
            rig.channels = FaultyChannel.factory(new SickDisk(Operation.WRITE, "No space left on device", 0, 2, taken));
            final LogFileWriter writer = rig.writerOf(file);

            drain(writer);
            DrainRig.write(file, "after");
            drain(writer);

            assertThat(rig.content()).as("taken %d", taken).isEqualTo(report + "after\n");
        }
    }

    /** Without a bound such a disk would have its writer spin. */
    @Test
    void shouldTakeADiskForFailingThatTakesNothingAndNamesNoReason() throws IOException {
        begin();
        final int[] writes = new int[1];
        rig.channels = FaultyChannel.factory((real, source) -> {
            writes[0]++;
            return 0;
        });
        final LogFileWriter writer = rig.writerOf(file);

        assertThatThrownBy(writer::cycle).isInstanceOf(IOException.class).hasMessageContaining("takes no more bytes");

        assertThat(writes[0]).isLessThan(10);
        writer.close();
        rig.channels = FaultyChannel.factory((real, source) -> {
            // Every other write takes nothing, which is odd, but no failure.
            return writes[0]++ % 2 == 0 ? 0 : FaultyChannel.writeShort(real, source, 1);
        });
        DrainRig.drain(rig.writerOf(file));
        assertThat(rig.content()).isEqualTo(EARLIER + EVENTS);
    }

    /** What another program appends while the disk is full for us must not make us lose or repeat a line. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 6, 27})
    void shouldWriteEveryLineWholeWhenAnotherProgramAppendsBetweenTwoAttempts(final int taken) throws IOException {
        begin();
        rig.channels = FaultyChannel.factory(new SickDisk(Operation.WRITE, "No space left on device", 0, 1, taken));
        final LogFileWriter writer = rig.writerOf(file);
        assertThatThrownBy(writer::cycle).isInstanceOf(IOException.class);
        writer.recover();

        rig.append("another program's\n");
        drain(writer);

        final String written = EVENTS.substring(0, taken);
        final String expected = taken == EVENTS.length()
                ? EARLIER + EVENTS + "another program's\n"
                : EARLIER + written + "another program's\n" + EVENTS;
        assertThat(rig.content()).isEqualTo(expected);
        assertThat(rig.warnings).hasSize(taken == EVENTS.length() ? 0 : 1);
    }

    private void begin() throws IOException {
        rig = new DrainRig(temporary.resolve("case" + cases++));
        rig.append(EARLIER);
        file = rig.create().file();
        other = rig.create().file();
        DrainRig.write(file, "first", "second, longer", "third");
    }

    private void assertExact(final SickDisk disk) throws IOException {
        begin();

        drain(disk);

        assertThat(rig.content()).isEqualTo(EARLIER + EVENTS + OTHERS + LATER);
        assertThat(rig.openJournal().state()).isEqualTo(JournalDescriptor.STATE_CLEAR);
        assertThat(rig.leftovers()).noneMatch(name -> name.endsWith(".corrupt"));
    }

    /** Drains a first batch, then one of another buffer of the file and one more. */
    private void drain(final SickDisk disk) throws IOException {
        rig.channels = FaultyChannel.factory(disk);
        final LogFileWriter writer = rig.writerOf(file, other);
        errors.clear();
        drain(writer);
        DrainRig.write(other, "another buffer's");
        drain(writer);
        DrainRig.write(file, "later");
        drain(writer);
        assertThat(file.isDrained() && other.isDrained()).isTrue();
        end(writer::close);
    }

    /** Tries as a runner does, which gives the open file up after each error; never frees what is not on file. */
    private void drain(final LogFileWriter writer) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            final long head = file.headPosition();
            try {
                DrainRig.drain(writer);
                return;
            } catch (final IOException e) {
                errors.add(e.getMessage());
                assertThat(file.headPosition()).isEqualTo(head);
                end(writer::recover);
            }
        }
        throw new AssertionError("still failing: " + errors);
    }

    private interface Ending {
        void end() throws IOException;
    }

    /** Closing may fail too, and all the same gives up everything. */
    private void end(final Ending ending) throws IOException {
        try {
            ending.end();
        } catch (final IOException closing) {
            errors.add(closing.getMessage());
        }
        final KernelLock lock = KernelLock.tryAcquire(rig.directory.writerLock(rig.key));
        assertThat(lock).as("the file's writer lock is free").isNotNull();
        lock.close();
    }
}
