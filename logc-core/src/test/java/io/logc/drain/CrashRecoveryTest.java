package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferFile;
import io.logc.buffer.RecordType;
import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process that drains dies after each step of a batch; the next one makes the file exact. */
@Timeout(60)
class CrashRecoveryTest {
    private static final String EARLIER = "earlier\n";
    private static final String EVENTS = "first\nsecond, longer\nthird\n";

    @TempDir
    private Path temporary;

    private int cases;
    private DrainRig rig;
    private OwnedBuffer owned;

    private interface Steps {
        void doUntilCrash(CrashedBatch batch) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenItDiedBeforeAnyStep(final boolean ownerDead) throws IOException {
        assertExact(ownerDead, batch -> {});
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenItDiedAfterPendingWasNoted(final boolean ownerDead) throws IOException {
        assertExact(ownerDead, CrashedBatch::notePending);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenItDiedAfterAnyPartOfTheBatchWasAppended(final boolean ownerDead) throws IOException {
        final int length = EVENTS.length();
        for (int part = 0; part <= length; part++) {
            final int appended = part;
            assertExact(ownerDead, batch -> {
                assertThat(batch.length()).isEqualTo(length);
                batch.notePending();
                batch.append(appended);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenItDiedAfterWrittenWasNoted(final boolean ownerDead) throws IOException {
        assertExact(ownerDead, batch -> {
            batch.notePending();
            batch.append(batch.length());
            batch.noteWritten();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenItDiedWhileTheSpaceWasZeroed(final boolean ownerDead) throws IOException {
        for (long zeroed = 8; zeroed <= 56; zeroed += 8) {
            final long length = zeroed;
            assertExact(ownerDead, batch -> {
                assertThat(batch.ringLength()).isEqualTo(56);
                batch.notePending();
                batch.append(batch.length());
                batch.noteWritten();
                batch.zero(length);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenItDiedAfterTheHeadMoved(final boolean ownerDead) throws IOException {
        assertExact(ownerDead, CrashRecoveryTest::doAllButClear);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeExactWhenItDiedAfterTheLastStep(final boolean ownerDead) throws IOException {
        assertExact(ownerDead, batch -> {
            doAllButClear(batch);
            batch.clear();
        });
    }

    /** The head may be past the batch when the journal's last state is old. */
    @Test
    void shouldOnlyClearWhenTheHeadIsPastTheBatch() throws IOException {
        assertExact(
                false,
                batch -> {
                    doAllButClear(batch);
                    DrainRig.write(owned.file(), "fourth");
                    final CrashedBatch next = CrashedBatch.ofRecords(rig, owned.file(), false);
                    next.append(next.length());
                    next.zero(next.ringLength());
                    next.moveHead();
                    assertThat(rig.openJournal().state()).isEqualTo(JournalDescriptor.STATE_WRITTEN);
                },
                EARLIER + EVENTS + "fourth\n");
    }

    private static void doAllButClear(final CrashedBatch batch) throws IOException {
        batch.notePending();
        batch.append(batch.length());
        batch.noteWritten();
        batch.zero(batch.ringLength());
        batch.moveHead();
    }

    @Test
    void shouldBeExactWhenTheRecoveryDiesToo() throws IOException {
        begin("twice");
        CrashedBatch.ofRecords(rig, owned.file(), true).notePending();
        owned.ownerLock().close();
        rig.channels = FaultyChannel.factory((real, source) -> {
            FaultyChannel.writeShort(real, source, 3);
            throw new IOException("dies here");
        });
        assertThatThrownBy(rig::recover).hasMessage("dies here");
        assertThat(rig.content()).isEqualTo(EARLIER + "fir");
        rig.channels = LogFile.FILE_SYSTEM;

        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER + EVENTS);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void shouldNotePendingBeforeTheFirstByteAndFreeAfterTheLast() throws IOException {
        begin("order");
        final long tail = owned.file().tailPosition();
        rig.channels = FaultyChannel.factory((real, source) -> {
            final Journal journal = rig.openJournal();
            assertThat(journal.state()).isEqualTo(JournalDescriptor.STATE_PENDING);
            assertThat(journal.entry().from()).isZero();
            assertThat(journal.entry().to()).isEqualTo(tail);
            assertThat(journal.entry().fileOffset()).isEqualTo(EARLIER.length());
            assertThat(journal.entry().length()).isEqualTo(EVENTS.length());
            assertThat(owned.file().headPosition()).isZero();
            return FaultyChannel.writeShort(real, source, 1);
        });

        DrainRig.drain(rig.writerOf(owned.file()));

        assertThat(rig.content()).isEqualTo(EARLIER + EVENTS);
        assertThat(rig.openJournal().state()).isEqualTo(JournalDescriptor.STATE_CLEAR);
        assertThat(owned.file().headPosition()).isEqualTo(tail);
    }

    @Test
    void shouldFindTheBatchWhenSomebodyElseWroteBeforeIt() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    rig.append("another program's\n");
                    batch.append(batch.length());
                    rig.append("and more\n");
                },
                EARLIER + "another program's\n" + EVENTS + "and more\n");
    }

    @Test
    void shouldLeaveTheBatchAloneWhenSomebodyElseWroteBehindIt() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    batch.append(batch.length());
                    rig.append("another program's\n");
                },
                EARLIER + EVENTS + "another program's\n");
        assertThat(rig.warnings).isEmpty();
    }

    @Test
    void shouldFindTheBatchFarBehindItsOffset() throws IOException {
        final String far = "g".repeat(200_000) + "\n";
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    rig.append(far);
                    batch.append(batch.length());
                },
                EARLIER + far + EVENTS);
    }

    @Test
    void shouldAppendAgainAndSayHowMuchMayStandTwiceWhenSomebodyElseWroteIntoIt() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    batch.append(3);
                    rig.append("another program's\n");
                },
                EARLIER + "firanother program's\n" + EVENTS);
        assertThat(rig.warnings).singleElement().asString().contains("may stand twice");
    }

    @Test
    void shouldAppendWhenSomebodyElseWroteWhereNothingOfTheBatchIs() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    rig.append("another program's\n");
                },
                EARLIER + "another program's\n" + EVENTS);
    }

    @Test
    void shouldAppendAgainWhenTheFileWasTruncated() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    batch.append(5);
                    Files.write(rig.logFile, new byte[0]);
                },
                EVENTS);
    }

    @Test
    void shouldCompleteTheBatchInTheRenamedFile() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    batch.append(5);
                    Files.move(rig.logFile, rig.logFile.resolveSibling("app.log.1"), StandardCopyOption.ATOMIC_MOVE);
                },
                "");
        assertThat(rig.logFile.resolveSibling("app.log.1")).hasContent(EARLIER + EVENTS);
    }

    @Test
    void shouldNotAppendAgainWhenTheBatchIsWholeInTheRenamedFile() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    batch.append(batch.length());
                    Files.move(rig.logFile, rig.logFile.resolveSibling("app.log.1"), StandardCopyOption.ATOMIC_MOVE);
                    Files.writeString(rig.logFile, "new file\n");
                },
                "new file\n");
        assertThat(rig.logFile.resolveSibling("app.log.1")).hasContent(EARLIER + EVENTS);
    }

    @Test
    void shouldWriteANewFileWhenTheOldOneWasDeleted() throws IOException {
        assertExact(
                true,
                batch -> {
                    batch.notePending();
                    batch.append(batch.length());
                    Files.delete(rig.logFile);
                },
                EVENTS);
    }

    @Test
    void shouldPassOverUnfinishedClaimsInTheSameWayAgain() throws IOException {
        begin("unfinished");
        TestBuffers.abandonClaim(owned.file(), 100);
        DrainRig.write(owned.file(), "fourth");
        final CrashedBatch batch = CrashedBatch.ofRecords(rig, owned.file(), true);
        batch.notePending();
        batch.append(batch.length() - 2);
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER + EVENTS + "fourth\n");
        assertThat(rig.infos).singleElement().asString().contains("112 bytes of unfinished claims");
    }

    /**
     * Zeroing an unfinished claim destroys its length first; a second death in the middle of that must not leave the rest
     * of the claim to be taken for records.
     */
    @Test
    void shouldJournalTheZeroingOfUnfinishedClaimsToo() throws IOException {
        rig = new DrainRig(temporary.resolve("zeroing"));
        owned = rig.create();
        final BufferFile file = owned.file();
        TestBuffers.abandonClaim(file, 100);
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.removed).containsExactly(file.name());
        assertThat(rig.openJournal().entry().to()).isEqualTo(112);
    }

    /** A living owner's start record that is zero while the head is still before it would be waited for, for ever. */
    @Test
    void shouldJournalABatchWithoutBytes() throws IOException {
        rig = new DrainRig(temporary.resolve("no-bytes"));
        owned = rig.create();
        TestBuffers.mark(owned.file(), RecordType.OPEN);

        DrainRig.drain(rig.writerOf(owned.file()));

        assertThat(owned.file().isDrained()).isTrue();
        assertThat(rig.openJournal().entry().to()).isEqualTo(8);
    }

    @Test
    void shouldGoOnWhenABatchWithoutBytesWasInterrupted() throws IOException {
        for (int step = 0; step < 4; step++) {
            rig = new DrainRig(temporary.resolve("no-bytes" + step));
            rig.append(EARLIER);
            owned = rig.create();
            TestBuffers.mark(owned.file(), RecordType.OPEN);
            final CrashedBatch batch = CrashedBatch.ofRecords(rig, owned.file(), false);
            batch.notePending();
            if (step > 0) {
                rig.append("another program's\n");
            }
            if (step > 1) {
                batch.noteWritten();
            }
            if (step > 2) {
                batch.zero(8);
            }
            DrainRig.write(owned.file(), "event");

            DrainRig.drain(rig.writerOf(owned.file()));

            assertThat(rig.content()).endsWith("event\n").startsWith(EARLIER);
            assertThat(owned.file().isDrained()).as("step %d", step).isTrue();
        }
    }

    /** A start record is eight bytes in the ring, and a whole header in the file. */
    @Test
    void shouldMakeABatchAgainWhoseHeadersAreLongerThanTheRing() throws IOException {
        rig = new DrainRig(temporary.resolve("headers"));
        final String header = "h".repeat(15_000) + "\n";
        owned = rig.create(TestBuffers.spec(rig.logFile, header, "", true), 0);
        final StringBuilder expected = new StringBuilder("x\n");
        DrainRig.write(owned.file(), "x");
        for (int i = 0; i < 10; i++) {
            TestBuffers.mark(owned.file(), RecordType.OPEN);
            expected.append(header);
        }
        rig.append(EARLIER);
        final Batch big = new Batch();
        final LogFile logFile = new LogFile(rig.logFile, -1, LogFile.FILE_SYSTEM);
        logFile.prepare();
        final long tail = owned.file().tailPosition();
        long to = 0;
        for (int i = 0; to < tail && i < 4; i++) {
            to = big.render(new RecordSource(owned.file()), 0, tail, false, logFile.offset());
        }
        assertThat(to).isEqualTo(tail);
        rig.openJournal()
                .pending(Journal.Entry.of(
                        JournalDescriptor.KIND_RECORDS, owned.file(), 0, to, logFile, big.length(), big.crc()));
        rig.append("x\nhhh");
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content().equals(EARLIER + expected))
                .as("the file is exact")
                .isTrue();
        assertThat(rig.warnings).isEmpty();
    }

    @Test
    void shouldTruncateOnceWhenItDiedBetweenTruncationAndEvents() throws IOException {
        for (int step = 0; step < 5; step++) {
            rig = new DrainRig(temporary.resolve("truncation" + step));
            rig.append("old content\n");
            owned = rig.create();
            TestBuffers.mark(owned.file(), RecordType.TRUNCATE);
            DrainRig.write(owned.file(), "new");
            final CrashedBatch batch = CrashedBatch.ofRecords(rig, owned.file(), true);
            assertThat(batch.length()).isZero();
            if (step > 0) {
                batch.notePending();
            }
            if (step > 1) {
                Files.write(rig.logFile, new byte[0]);
            }
            if (step > 2) {
                batch.noteWritten();
            }
            if (step > 3) {
                batch.zero(batch.ringLength());
                batch.moveHead();
            }
            owned.ownerLock().close();

            rig.recover();

            assertThat(rig.content()).as("step %d", step).isEqualTo("new\n");
        }
    }

    @Test
    void shouldReportDropsOnceWhereverItDied() throws IOException {
        final int length = "dropped 2\n".length();
        for (int part = 0; part <= length + 3; part++) {
            rig = new DrainRig(temporary.resolve("drops" + part));
            owned = rig.create();
            DrainRig.write(owned.file(), "before");
            final LogFileWriter writer = rig.writerOf(owned.file());
            DrainRig.drain(writer);
            writer.close();
            owned.file().countDrop();
            owned.file().countDrop();
            DrainRig.write(owned.file(), "after");
            final CrashedBatch batch = CrashedBatch.ofDrops(rig, owned.file());
            batch.notePending();
            batch.append(Math.min(part, length));
            if (part > length) {
                batch.noteWritten();
            }
            if (part > length + 1) {
                batch.noteReported();
            }
            if (part > length + 2) {
                batch.clear();
            }
            owned.ownerLock().close();

            rig.recover();

            assertThat(rig.content()).as("part %d", part).isEqualTo("before\ndropped 2\nafter\n");
            assertThat(rig.leftovers()).isEmpty();
        }
    }

    @Test
    void shouldSayWhatMayBeMissingWhenTheBufferOfAPendingBatchIsGone() throws IOException {
        begin("gone");
        CrashedBatch.ofRecords(rig, owned.file(), true).notePending();
        Files.delete(owned.file().path());
        owned.ownerLock().deleteAndClose();

        rig.orphan("from another buffer");
        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER + "from another buffer\n");
        assertThat(rig.warnings).singleElement().asString().contains(EVENTS.length() + " bytes may be missing");
    }

    @Test
    void shouldPutTheBufferAsideWhenItNoLongerHoldsThePendingBatch() throws IOException {
        begin("changed");
        final CrashedBatch batch = CrashedBatch.ofRecords(rig, owned.file(), true);
        batch.notePending();
        batch.append(4);
        TestBuffers.putInt(
                owned.file().path(), TestBuffers.ringOffset(owned.file().path(), 8), 0x41414141);
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER + "firs");
        assertThat(rig.leftovers()).contains(owned.file().name() + ".corrupt");
        assertThat(rig.warnings).hasSize(1);
        assertThat(rig.warnings.get(0))
                .contains("was changed in an interrupted batch", "what was not on file yet is in it");
        assertThat(rig.openJournal().state()).isEqualTo(JournalDescriptor.STATE_CLEAR);
    }

    private void begin(final String name) throws IOException {
        rig = new DrainRig(temporary.resolve(name));
        rig.append(EARLIER);
        owned = rig.create();
        DrainRig.write(owned.file(), "first", "second, longer", "third");
    }

    private void assertExact(final boolean ownerDead, final Steps steps) throws IOException {
        assertExact(ownerDead, steps, EARLIER + EVENTS);
    }

    private void assertExact(final boolean ownerDead, final Steps steps, final String expected) throws IOException {
        begin("case" + cases++);
        steps.doUntilCrash(CrashedBatch.ofRecords(rig, owned.file(), ownerDead));
        if (ownerDead) {
            owned.ownerLock().close();
            rig.recover();
            assertThat(rig.leftovers()).isEmpty();
        } else {
            final LogFileWriter writer = rig.writerOf(owned.file());
            DrainRig.drain(writer);
            assertThat(owned.file().isDrained()).isTrue();
            writer.close();
        }
        assertThat(rig.content()).isEqualTo(expected);
        assertThat(rig.openJournal().state()).isNotEqualTo(JournalDescriptor.STATE_PENDING);
        assertNothingIsWrittenTwice(ownerDead, expected);
    }

    private void assertNothingIsWrittenTwice(final boolean ownerDead, final String expected) throws IOException {
        if (!ownerDead) {
            owned.ownerLock().close();
        }
        rig.recover();
        assertThat(rig.content()).isEqualTo(expected);
    }
}
