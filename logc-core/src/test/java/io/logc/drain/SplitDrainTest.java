package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferFile;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.RecordType;
import io.logc.buffer.TestBuffers;
import io.logc.render.SplitRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Split events on their way into the file, among records of all other types. */
@Timeout(60)
class SplitDrainTest {
    private static final String EARLIER = "earlier\n";

    @TempDir
    private Path temporary;

    private DrainRig rig;
    private OwnedBuffer owned;
    private BufferFile file;
    private SplitEvents events;

    @BeforeEach
    void create() throws IOException {
        begin("buffer");
    }

    private void begin(final String name) throws IOException {
        rig = new DrainRig(temporary.resolve(name));
        owned = SplitEvents.create(rig);
        file = owned.file();
        events = new SplitEvents(file);
    }

    private String writeText(final String text) {
        DrainRig.write(file, text);
        return text + "\n";
    }

    private void flipBytesOfRecord(final long position, final int length) throws IOException {
        TestBuffers.zero(file.path(), TestBuffers.ringOffset(file.path(), position) + 8, length);
    }

    @Test
    void shouldWriteSplitEventsAndFinishedLinesInTheirOrder() throws IOException {
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            expected.append(i % 3 == 0 ? events.write() : i % 3 == 1 ? events.write("in place") : writeText("text"));
            if (i % 7 == 0) {
                expected.append(events.write());
            }
        }
        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo(expected.toString());
        assertThat(file.isDrained()).isTrue();
        assertThat(rig.warnings).isEmpty();
    }

    @Test
    void shouldPutHeadersAndFootersWhereTheyStandAmongSplitEvents() throws IOException {
        rig = new DrainRig(temporary.resolve("headers"));
        owned = SplitEvents.create(rig, "header\n", true);
        file = owned.file();
        events = new SplitEvents(file);
        final StringBuilder expected = new StringBuilder("header\n");
        expected.append(events.write()).append(events.write());
        TestBuffers.mark(file, RecordType.OPEN);
        expected.append("header\n").append(events.write());
        TestBuffers.mark(file, RecordType.FOOTER);
        expected.append("footer\n").append(writeText("text"));

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo(expected.toString());
    }

    @Test
    void shouldTruncateBetweenSplitEvents() throws IOException {
        rig.append(EARLIER);
        events.write();
        TestBuffers.mark(file, RecordType.TRUNCATE);
        final String line = events.write();

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo(line);
    }

    /** Lines that are much longer than their records, and batches that end anywhere. */
    @Test
    void shouldWriteLinesThatAreLongerThanABatch() throws IOException {
        final StringBuilder expected = new StringBuilder();
        expected.append(events.write()).append(events.writeLong(100)).append(events.write());
        expected.append(events.writeLong(20)).append(writeText("text"));

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content().equals(expected.toString()))
                .as("the file is exact")
                .isTrue();
    }

    @Test
    void shouldWriteBatchesOfAnyLength() throws IOException {
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            expected.append(events.write("m".repeat(i))).append(i % 20 == 0 ? writeText("t".repeat(50)) : "");
        }
        for (final int length : new int[] {1, 100, 1000, 20_000, 100_000}) {
            final Batch batch = new Batch(length, length);
            final RecordSource source = new RecordSource(file);
            final StringBuilder made = new StringBuilder();
            long from = 0;
            while (from < file.tailPosition()) {
                final long to = batch.render(source, from, file.tailPosition(), false, 1);
                final String bytes = UTF_8.decode(batch.bytes()).toString();
                assertThat(to).isGreaterThan(from);
                made.append(bytes);
                batch.renderAgain(new RecordSource(file), from, to, 1, bytes.length());
                assertThat(UTF_8.decode(batch.bytes()).toString()).isEqualTo(bytes);
                from = to;
            }
            assertThat(made).hasToString(expected.toString());
        }
    }

    /** The process that drained has died, and the one that settles the batch has seen none of its names. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenTheProcessDiedAfterAnyPartOfTheBatchWasAppended(final boolean ownerDead) throws IOException {
        begin("length" + ownerDead);
        final int length = (events.write() + events.write("in place") + writeText("text") + events.write()).length();
        for (int part = 0; part <= length; part += part < 50 ? 1 : 7) {
            begin("part" + part + ownerDead);
            rig.append(EARLIER);
            final String lines = events.write() + events.write("in place") + writeText("text") + events.write();
            final CrashedBatch batch = CrashedBatch.ofRecords(rig, file, ownerDead);
            assertThat(batch.length()).isEqualTo(length);
            batch.notePending();
            batch.append(part);
            String later = "";
            if (ownerDead) {
                owned.ownerLock().close();
                rig.recover();
            } else {
                later = events.write();
                DrainRig.drain(rig.writerOf(file));
            }
            assertThat(rig.content()).as("part %d", part).isEqualTo(EARLIER + lines + later);
            assertThat(rig.warnings).isEmpty();
        }
    }

    @Test
    void shouldMakeTheBatchAgainWhenTheFileWasDeletedMeanwhile() throws IOException {
        final String lines = events.write() + events.write();
        final AtomicInteger deletions = new AtomicInteger();
        rig.channels = FaultyChannel.factory((real, source) -> {
            if (deletions.getAndIncrement() == 0) {
                Files.delete(rig.logFile);
            }
            return real.write(source);
        });

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo(lines);
        assertThat(deletions.get()).isGreaterThan(1);
    }

    @Test
    void shouldPutTheBufferAsideAndPassOverNothingButTheEventsThatCannotBeMade() throws IOException {
        final StringBuilder expected = new StringBuilder();
        expected.append(events.write()).append(writeText("text"));
        events.writeDamaged();
        events.writeDamaged();
        expected.append(events.write());
        events.writeDamaged();
        expected.append(writeText("last"));

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo(expected.toString());
        assertThat(rig.removed).containsExactly(file.name());
        assertThat(rig.warnings).singleElement().asString().contains("is damaged and was put aside");
    }

    /** Salvage that was interrupted is settled by a process that does not know that the batch was one. */
    @Test
    void shouldSettleASalvagedBatch() throws IOException {
        rig.append(EARLIER);
        events.writeDamaged();
        final String lines = events.write() + writeText("text");
        rig.channels = FaultyChannel.factory((real, source) -> {
            FaultyChannel.writeShort(real, source, 3);
            throw new IOException("dies here");
        });
        final LogFileWriter writer = rig.writerOf(file);
        assertThatThrownBy(() -> DrainRig.drain(writer)).hasMessage("dies here");
        assertThat(rig.content()).isEqualTo(EARLIER + lines.substring(0, 3));
        writer.close();
        owned.ownerLock().close();
        rig.channels = LogFile.FILE_SYSTEM;

        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER + lines);
    }

    @Test
    void shouldSayThatABatchIsAnotherOneWhenItsRecordsWereChanged() throws IOException {
        rig.append(EARLIER);
        events.write();
        final long second = file.tailPosition();
        final String line = events.write();
        final CrashedBatch batch = CrashedBatch.ofRecords(rig, file, true);
        batch.notePending();
        batch.append(batch.length() - line.length());
        flipBytesOfRecord(second, 4);
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.warnings).anyMatch(warning -> warning.contains("is damaged and was put aside"));
    }

    /** The last byte of a split event may be zero, which is what unwritten space looks like. */
    @Test
    void shouldSalvageWhatStandsBehindAWrongTail() throws IOException {
        final String first = events.write();
        final long tail = file.tailPosition();
        final String second = events.write();
        owned.ownerLock().close();
        TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), tail);

        rig.recover();

        assertThat(rig.content()).isEqualTo(first + second);
    }

    @Test
    void shouldRefuseSplitEventsWhereThereIsNoDictionary() throws IOException {
        rig = new DrainRig(temporary.resolve("none"));
        file = rig.create().file();
        final byte[] record = new byte[16];
        file.newProducer().write(RecordType.SPLIT_EVENT, record, 0, record.length);
        assertThatThrownBy(() -> new RecordSource(file).renderer()).isInstanceOf(CorruptBufferException.class);

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.warnings).singleElement().asString().contains("is damaged and was put aside");
        assertThat(rig.content()).isEmpty();
    }

    @Test
    void shouldBoundWhatAJournalMayClaimByTheLongestLine() throws IOException {
        final int bound = Batch.lengthBound(file);
        assertThat(bound).isBetween(SplitRecord.maxLineLength(TestBuffers.CAPACITY / 8), 8 * 1024 * 1024);
    }

    @Test
    void shouldGoOnAfterItHasGivenUpItsMemory() throws IOException {
        final LogFileWriter writer = rig.writerOf(file);
        final String first = events.write();
        DrainRig.drain(writer);
        writer.rest();
        final String second = events.write();
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo(first + second);
    }
}
