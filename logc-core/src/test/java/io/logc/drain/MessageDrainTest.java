package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.MessageRecord;
import io.logc.buffer.RecordType;
import io.logc.ledger.MessageLedger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages become lines, and stand in the ledger before they are freed. */
@Timeout(60)
class MessageDrainTest {
    private static final int CLIENTS = 100;

    @TempDir
    private Path temporary;

    private DrainRig rig;
    private MessageLedger ledger;

    @BeforeEach
    void setUp() throws IOException {
        rig = new DrainRig(temporary);
        ledger = MessageLedger.openForServer(rig.logFile, CLIENTS);
        for (int slot = 0; slot < CLIENTS; slot++) {
            ledger.assign(slot, ("client " + slot).getBytes(UTF_8), 1);
        }
    }

    private BufferSpec spec(final BufferSpec.Purpose purpose) {
        final byte[] none = new byte[0];
        return new BufferSpec(
                rig.logFile.toString(),
                0,
                0,
                0,
                false,
                -1,
                none,
                none,
                BufferSpec.plainDropReport(),
                "messages",
                purpose);
    }

    private OwnedBuffer create(final BufferSpec.Purpose purpose) throws IOException {
        return rig.create(spec(purpose), 0);
    }

    private static void send(final BufferFile file, final int slot, final long id, final String line) {
        final byte[] bytes = (line + "\n").getBytes(UTF_8);
        final ByteBuffer record =
                ByteBuffer.allocate(MessageRecord.LINE_OFFSET + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        MessageRecord.putHeader(record, slot, id);
        record.put(MessageRecord.LINE_OFFSET, bytes);
        final int index = file.newProducer().write(RecordType.MESSAGE, record.array(), 0, record.capacity());
        assertThat(index).isNotNegative();
        assertThat(file.endPosition(index, record.capacity())).isEqualTo(file.tailPosition());
    }

    private List<String> noted() throws IOException {
        final List<String> noted = new ArrayList<>();
        ledger.visit((slot, key, lastId, epochSeconds) -> {
            if (lastId != 0) {
                noted.add(slot + ": " + lastId);
                assertThat(epochSeconds).isGreaterThan(1_700_000_000L);
            }
        });
        return noted;
    }

    @Test
    void shouldWriteLinesAndNoteTheLastMessageOfEachClient() throws IOException {
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        send(owned.file(), 0, 1, "a 1 name hi");
        send(owned.file(), 99, 4, "b 4 name ho");
        send(owned.file(), 0, 2, "a 2 name he");
        final LogFileWriter writer = rig.writerOf(owned.file());

        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("a 1 name hi\nb 4 name ho\na 2 name he\n");
        assertThat(noted()).containsExactly("0: 2", "99: 4");
        send(owned.file(), 0, 3, "a 3 name hu");
        DrainRig.drain(writer);
        assertThat(noted()).containsExactly("0: 3", "99: 4");
    }

    @Test
    void shouldNoteBeforeItFreesAndWriteBeforeItNotes() throws IOException {
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        send(owned.file(), 5, 1, "a 1 name hi");
        final LogFileWriter writer = rig.writerOf(owned.file());
        final Path moved = MessageLedger.pathOf(rig.logFile).resolveSibling("moved");
        // No ledger can be opened in this place, so that noting fails.
        Files.move(MessageLedger.pathOf(rig.logFile), moved);
        Files.createDirectory(MessageLedger.pathOf(rig.logFile));

        assertThatThrownBy(() -> DrainRig.drain(writer)).isInstanceOf(IOException.class);

        assertThat(rig.content()).isEqualTo("a 1 name hi\n");
        assertThat(owned.file().headPosition()).isZero();
        Files.delete(MessageLedger.pathOf(rig.logFile));
        Files.move(moved, MessageLedger.pathOf(rig.logFile));
        writer.recover();
        DrainRig.drain(writer);
        assertThat(rig.content()).isEqualTo("a 1 name hi\n");
        assertThat(owned.file().isDrained()).isTrue();
        assertThat(noted()).containsExactly("5: 1");
    }

    /** Between the append and the note, which is the one moment at which the file knows more than the ledger. */
    @Test
    void shouldNoteWhatADeadProcessHasAppended() throws IOException {
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        send(owned.file(), 7, 1, "a 1 name hi");
        send(owned.file(), 7, 2, "a 2 name ho");
        final CrashedBatch batch = CrashedBatch.ofRecords(rig, owned.file(), false);
        batch.notePending();
        batch.append(batch.length());
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo("a 1 name hi\na 2 name ho\n");
        assertThat(noted()).containsExactly("7: 2");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void shouldNoteWhatADeadServerLeftInTheRing() throws IOException {
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        for (int id = 1; id <= 500; id++) {
            send(owned.file(), id % CLIENTS, id, "line " + id);
        }
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content().lines()).hasSize(500);
        assertThat(noted()).hasSize(CLIENTS).contains("0: 500", "99: 499");
    }

    @Test
    void shouldWriteMessagesAlsoWithoutALedgerAndSaySoOnce() throws IOException {
        ledger.close();
        Files.delete(MessageLedger.pathOf(rig.logFile));
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        final LogFileWriter writer = rig.writerOf(owned.file());
        for (int id = 1; id <= 3; id++) {
            send(owned.file(), 0, id, "line " + id);
            DrainRig.drain(writer);
        }

        assertThat(rig.content()).isEqualTo("line 1\nline 2\nline 3\n");
        assertThat(rig.warnings)
                .singleElement()
                .asString()
                .contains("app.log.clients: is gone; messages that are sent again");
    }

    /** By a server that remembers more clients than the one before. */
    @Test
    void shouldNoticeThatTheLedgerWasMadeLonger() throws IOException {
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        final LogFileWriter writer = rig.writerOf(owned.file());
        send(owned.file(), 0, 1, "a");
        DrainRig.drain(writer);
        ledger.close();
        ledger = MessageLedger.openForServer(rig.logFile, 2 * CLIENTS);
        ledger.assign(CLIENTS, "late".getBytes(UTF_8), 1);
        send(owned.file(), CLIENTS, 3, "b");
        send(owned.file(), 0, 2, "c");
        send(owned.file(), CLIENTS, 4, "d");

        DrainRig.drain(writer);

        assertThat(noted()).containsExactly("0: 2", CLIENTS + ": 4");
    }

    /** What a damaged slot says must not stop the others. */
    @Test
    void shouldPassOverSlotsThatTheLedgerDoesNotHave() throws IOException {
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        send(owned.file(), -1, 1, "a");
        send(owned.file(), Integer.MAX_VALUE, 1, "b");
        send(owned.file(), 3, 1, "c");

        DrainRig.drain(rig.writerOf(owned.file()));

        assertThat(rig.content()).isEqualTo("a\nb\nc\n");
        assertThat(noted()).containsExactly("3: 1");
    }

    @Test
    void shouldTakeMessagesInAnApplicationsBufferForDamage() throws IOException {
        final OwnedBuffer owned = create(BufferSpec.Purpose.EVENTS);
        DrainRig.write(owned.file(), "an event");
        send(owned.file(), 3, 1, "a message");

        DrainRig.drain(rig.writerOf(owned.file()));

        assertThat(rig.content()).isEqualTo("an event\n");
        assertThat(rig.warnings).anyMatch(line -> line.contains("is damaged and was put aside"));
        assertThat(noted()).isEmpty();
    }

    /** Counts what is forced, and fails when told to; a file that was forced in vain must be written again. */
    private static final class Forces implements FaultyChannel.Disk {
        private final List<String> steps = new ArrayList<>();
        private int failuresLeft;

        @Override
        public int write(final FileChannel real, final ByteBuffer source) throws IOException {
            steps.add("write");
            return real.write(source);
        }

        @Override
        public int write(final FileChannel real, final ByteBuffer source, final long position) throws IOException {
            steps.add("write at " + position);
            return real.write(source, position);
        }

        @Override
        public void force(final FileChannel real) throws IOException {
            if (failuresLeft > 0) {
                failuresLeft--;
                steps.add("failed force");
                throw new IOException("Input/output error");
            }
            steps.add("force");
            real.force(false);
        }
    }

    @Test
    void shouldForceEachBatchWhereItsBufferAsksForThat() throws IOException {
        final Forces forces = new Forces();
        rig.channels = FaultyChannel.factory(forces);
        final OwnedBuffer owned = create(BufferSpec.Purpose.FORCED_MESSAGES);
        final LogFileWriter writer = rig.writerOf(owned.file());
        send(owned.file(), 0, 1, "a");
        send(owned.file(), 0, 2, "b");
        DrainRig.drain(writer);
        send(owned.file(), 0, 3, "c");
        DrainRig.drain(writer);

        assertThat(forces.steps).containsExactly("write", "force", "write", "force");
        assertThat(noted()).containsExactly("0: 3");
    }

    @Test
    void shouldWriteAgainWhatCouldNotBeForced() throws IOException {
        final Forces forces = new Forces();
        forces.failuresLeft = 2;
        rig.channels = FaultyChannel.factory(forces);
        rig.append("before\n");
        final OwnedBuffer owned = create(BufferSpec.Purpose.FORCED_MESSAGES);
        final LogFileWriter writer = rig.writerOf(owned.file());
        send(owned.file(), 0, 1, "a");

        for (int failure = 0; failure < 2; failure++) {
            assertThatThrownBy(() -> DrainRig.drain(writer)).hasMessage("Input/output error");
            assertThat(owned.file().headPosition()).isZero();
            assertThat(noted()).isEmpty();
            writer.recover();
        }
        DrainRig.drain(writer);

        assertThat(forces.steps)
                .containsExactly("write", "failed force", "write at 7", "failed force", "write at 7", "force");
        assertThat(rig.content()).isEqualTo("before\na\n");
        assertThat(noted()).containsExactly("0: 1");
        assertThat(owned.file().isDrained()).isTrue();
    }

    @Test
    void shouldForceWhatADeadProcessHasOnlyAppended() throws IOException {
        final Forces forces = new Forces();
        rig.channels = FaultyChannel.factory(forces);
        final OwnedBuffer owned = create(BufferSpec.Purpose.FORCED_MESSAGES);
        send(owned.file(), 0, 1, "a");
        final CrashedBatch batch = CrashedBatch.ofRecords(rig, owned.file(), false);
        batch.notePending();
        batch.append(batch.length());
        owned.ownerLock().close();

        rig.recover();

        assertThat(forces.steps).containsExactly("write at 0", "force");
        assertThat(rig.content()).isEqualTo("a\n");
    }

    @Test
    void shouldNotForceEvents() throws IOException {
        final Forces forces = new Forces();
        rig.channels = FaultyChannel.factory(forces);
        final OwnedBuffer owned = create(BufferSpec.Purpose.EVENTS);
        DrainRig.write(owned.file(), "an event");

        DrainRig.drain(rig.writerOf(owned.file()));

        assertThat(forces.steps).containsExactly("write");
    }

    /** What the maker of a buffer says and hears. */
    private static final class Watch implements BufferWatch {
        private boolean open;
        private int progress;

        @Override
        public boolean mayDrain() {
            return open;
        }

        @Override
        public void progressed() {
            progress++;
        }
    }

    /** Its batch was interrupted here, and settled by another process that writes the same log file. */
    @Test
    void shouldTellOfProgressThatAnotherProcessHasMade() throws IOException {
        final Watch watch = new Watch();
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        final LogFileWriter writer = rig.newWriter();
        rig.attach(writer, owned.file(), watch);
        send(owned.file(), 0, 1, "a");
        final BufferFile elsewhere = BufferFile.open(rig.directory, owned.file().name());
        new RecordSource(elsewhere).reader().free(0, elsewhere.tailPosition());

        DrainRig.drain(writer);
        assertThat(watch.progress).isEqualTo(1);
        DrainRig.drain(writer);
        assertThat(watch.progress).as("once").isEqualTo(1);
    }

    @Test
    void shouldLetABatchGrowAndTellOfEachProgress() throws IOException {
        final Watch watch = new Watch();
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        final LogFileWriter writer = rig.newWriter();
        rig.attach(writer, owned.file(), watch);
        send(owned.file(), 0, 1, "a");
        DrainRig.drain(writer);
        assertThat(rig.content()).isEmpty();
        assertThat(watch.progress).isZero();

        send(owned.file(), 0, 2, "b");
        watch.open = true;
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("a\nb\n");
        assertThat(watch.progress).isEqualTo(1);
    }

    /** A dead server's messages wait for nothing. */
    @Test
    void shouldDrainADeadOwnersBufferWhateverItsWatchSays() throws IOException {
        final Watch watch = new Watch();
        final OwnedBuffer owned = create(BufferSpec.Purpose.MESSAGES);
        final LogFileWriter writer = rig.newWriter();
        final DrainedBuffer buffer = rig.attach(writer, owned.file(), watch);
        send(owned.file(), 0, 1, "a");
        owned.ownerLock().close();
        buffer.noticeOwnersDeath();

        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("a\n");
        assertThat(writer.buffers()).isEmpty();
    }
}
