package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged journal frees nothing that is not on file, cuts nothing off the log file, and holds nobody up. */
@Timeout(60)
class JournalDamageTest {
    private static final String EARLIER = "earlier\n";
    private static final String EVENTS = "first\nsecond\nthird\n";

    @TempDir
    private Path temporary;

    private DrainRig rig;
    private OwnedBuffer owned;
    private CrashedBatch batch;

    @BeforeEach
    void interruptABatch() throws IOException {
        rig = new DrainRig(temporary);
        rig.append(EARLIER);
        owned = rig.create();
        DrainRig.write(owned.file(), "first", "second", "third");
        batch = CrashedBatch.ofRecords(rig, owned.file(), true);
        batch.notePending();
    }

    @ParameterizedTest
    @CsvSource({
        "40, 9223372036854775800", // to: the end of all positions
        "40, 1048576", // to: beyond the tail
        "40, 9", // to: not aligned
        "40, -8",
        "32, -8", // from
        "32, 4",
        "48, -1", // length of the file before
    })
    void shouldDrainTheRingInTheOrdinaryWayWhenAPositionIsDamaged(final long offset, final long value)
            throws IOException {
        TestBuffers.putLong(journal(), offset, value);

        assertEventsStandOnce();
    }

    @ParameterizedTest
    @CsvSource({"8, 3", "8, -1", "12, 0", "12, 3", "12, 4", "72, -1", "72, 2147483647"})
    void shouldDrainTheRingInTheOrdinaryWayWhenAFieldIsDamaged(final long offset, final int value) throws IOException {
        TestBuffers.putInt(journal(), offset, value);

        assertEventsStandOnce();
    }

    @ParameterizedTest
    @ValueSource(longs = {9223372036854775800L, 1048576, 9, -8})
    void shouldFreeNothingBeyondTheTailWhenTheBatchWasWritten(final long to) throws IOException {
        batch.append(batch.length());
        batch.noteWritten();
        TestBuffers.putLong(journal(), 40, to);
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER + EVENTS + EVENTS);
        assertDamageIsSaid();
    }

    @Test
    void shouldNotTruncateWhereNoRecordSaysSo() throws IOException {
        TestBuffers.putInt(journal(), 12, JournalDescriptor.KIND_TRUNCATION);
        TestBuffers.putInt(journal(), 72, 0);
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER);
        assertThat(rig.leftovers()).contains(owned.file().name() + ".corrupt");
    }

    @Test
    void shouldNotReportDropsThatNobodyCounted() throws IOException {
        TestBuffers.putInt(journal(), 12, JournalDescriptor.KIND_DROPS);

        assertEventsStandOnce();
    }

    private Path journal() {
        return rig.directory.journal(rig.key);
    }

    private void assertEventsStandOnce() throws IOException {
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo(EARLIER + EVENTS);
        assertDamageIsSaid();
    }

    private void assertDamageIsSaid() throws IOException {
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.warnings).singleElement().asString().contains("its journal is damaged");
    }
}
