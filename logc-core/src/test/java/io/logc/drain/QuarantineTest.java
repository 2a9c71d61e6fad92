package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A damaged buffer harms its own events only. */
@Timeout(60)
class QuarantineTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
    }

    @Test
    void shouldPutADamagedBufferAsideAndGoOnWithAnother() throws IOException {
        final BufferFile damaged = rig.create().file();
        final BufferFile sound = rig.create().file();
        DrainRig.write(damaged, "read", "destroyed", "never read");
        DrainRig.write(sound, "sound");
        TestBuffers.putInt(damaged.path(), TestBuffers.ringOffset(damaged.path(), 16), 1_000_000);
        final LogFileWriter writer = rig.writerOf(damaged, sound);

        DrainRig.drain(writer);
        DrainRig.write(sound, "goes on");
        DrainRig.drain(writer);

        assertThat(rig.content()).contains("sound\ngoes on\n").doesNotContain("never read");
        assertThat(rig.leftovers())
                .contains(damaged.name() + ".corrupt")
                .doesNotContain(damaged.name().toString());
        assertThat(rig.warnings).singleElement().asString().contains("was put aside");
        assertThat(rig.removed).containsExactly(damaged.name());
    }

    @Test
    void shouldPutABufferAsideWhosePositionsMakeNoSense() throws IOException {
        final BufferFile damaged = rig.create().file();
        final BufferFile sound = rig.create().file();
        DrainRig.write(damaged, "lost");
        DrainRig.write(sound, "sound");
        TestBuffers.putLong(damaged.path(), TestBuffers.headOffset(damaged.path()), 4);

        DrainRig.drain(rig.writerOf(damaged, sound));

        assertThat(rig.content()).isEqualTo("sound\n");
        assertThat(rig.warnings).hasSize(1);
    }

    @Test
    void shouldPutAnOrphanAsideWhoseHeaderIsDamagedAndGoOn() throws IOException {
        final BufferFile damaged = rig.orphan("lost");
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "living");
        TestBuffers.putInt(damaged.path(), 12, 17);

        DrainRig.drain(rig.writerOf(living));

        assertThat(rig.content()).isEqualTo("living\n");
        assertThat(rig.leftovers()).contains(damaged.name() + ".corrupt");
        assertThat(rig.warnings).singleElement().asString().contains("put aside");
    }

    /** The journal of an interrupted batch must not chain the whole file to a buffer that cannot be read. */
    @Test
    void shouldGoOnWhenTheJournalNamesABufferWhoseHeaderIsDamaged() throws IOException {
        final BufferFile damaged = rig.orphan("lost");
        CrashedBatch.ofRecords(rig, damaged, true).notePending();
        TestBuffers.putInt(damaged.path(), 12, 17);
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "living");
        final LogFileWriter writer = rig.writerOf(living);

        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("living\n");
        assertThat(rig.warnings).isNotEmpty();
    }

    @Test
    void shouldSkipAndSayHowMuchADeadOwnerLeftUnfinished() throws IOException {
        final OwnedBuffer owned = rig.create();
        DrainRig.write(owned.file(), "before");
        TestBuffers.abandonClaim(owned.file(), 64);
        DrainRig.write(owned.file(), "after");
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo("before\nafter\n");
        assertThat(rig.infos).singleElement().asString().contains("72 bytes of unfinished claims were left out");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void shouldWaitForAClaimOfALivingOwner() throws IOException {
        final BufferFile file = rig.create().file();
        DrainRig.write(file, "before");
        TestBuffers.abandonClaim(file, 64);
        DrainRig.write(file, "after");

        DrainRig.drain(rig.writerOf(file));

        assertThat(rig.content()).isEqualTo("before\n");
        assertThat(file.isDrained()).isFalse();
    }
}
