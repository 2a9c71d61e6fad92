package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import io.logc.buffer.UnixFiles;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What dead applications left of a file comes before what living ones log, oldest first. */
@Timeout(60)
class OrphansTest {
    private static final int LIVES = 500;

    @TempDir
    private Path temporary;

    private DrainRig rig;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
    }

    @Test
    void shouldDrainOrphansBeforeALivingBufferInTheOrderOfTheirGenerations() throws IOException {
        final BufferFile first = rig.orphan("1");
        rig.orphan("2", "3");
        rig.orphan("4");
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "5");

        DrainRig.drain(rig.writerOf(living));

        assertThat(rig.content()).isEqualTo("1\n2\n3\n4\n5\n");
        assertThat(first.path()).doesNotExist();
        assertThat(rig.leftovers())
                .containsExactlyInAnyOrder(
                        living.name().toString(),
                        rig.directory.ownerLock(living.name()).getFileName().toString(),
                        rig.directory.consumerLock(living.name()).getFileName().toString());
    }

    @Test
    void shouldReportADeadOwnersDropsBeforeOthersLinesWhenItsRingWasFull() throws IOException {
        final OwnedBuffer dead = rig.create();
        final String line = "x".repeat(55);
        while (DrainRig.tryWrite(dead.file(), line)) {
            assertThat(dead.file().tailPosition()).isLessThanOrEqualTo(TestBuffers.CAPACITY);
        }
        dead.file().countDrop();
        dead.ownerLock().close();
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "mine");

        DrainRig.drain(rig.writerOf(living));

        assertThat(dead.file().headPosition()).as("the whole ring").isEqualTo(TestBuffers.CAPACITY);
        assertThat(rig.content().lines().toList()).endsWith("mine");
        assertThat(rig.content().lines().toList())
                .element(TestBuffers.CAPACITY / 64)
                .isEqualTo("dropped 1");
    }

    @Test
    void shouldNotTakeABufferWhoseOwnerLives() throws IOException {
        final OwnedBuffer other = rig.create();
        DrainRig.write(other.file(), "its owner drains it");
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "mine");

        DrainRig.drain(rig.writerOf(living));

        assertThat(rig.content()).isEqualTo("mine\n");
        assertThat(rig.adopt(rig.newWriter(), other.file().name())).isFalse();
        assertThat(other.file().path()).exists();
    }

    @Test
    void shouldLetGoOfTheOwnersLockWhenTheConsumersCannotBeHad() throws IOException {
        final BufferFile orphan = rig.orphan("kept");
        final Path consumerLock = rig.directory.consumerLock(orphan.name());
        Files.createDirectory(consumerLock);

        assertThatThrownBy(() -> rig.adopt(rig.newWriter(), orphan.name())).isInstanceOf(IOException.class);
        assertThat(KernelLock.isHeld(rig.directory.ownerLock(orphan.name()))).isFalse();

        Files.delete(consumerLock);
        rig.recover();
        assertThat(rig.content()).isEqualTo("kept\n");
    }

    @Test
    void shouldWaitForAnOrphanThatAnotherProcessDrains() throws IOException {
        final BufferFile orphan = rig.orphan("old");
        final KernelLock anothers = KernelLock.tryAcquire(rig.directory.consumerLock(orphan.name()));
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "new");
        final LogFileWriter writer = rig.writerOf(living);
        DrainRig.drain(writer);
        assertThat(rig.content()).as("order demands to wait").isEmpty();

        anothers.close();
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("old\nnew\n");
    }

    /** Its own buffer may be in other hands by the time at which the other process is done. */
    @Test
    void shouldNotTakeAnOrphanThatHasToWaitForAnotherProcess() throws IOException {
        final BufferFile oldest = rig.orphan("oldest");
        final KernelLock anothers = KernelLock.tryAcquire(rig.directory.consumerLock(oldest.name()));
        final BufferFile old = rig.orphan("old");
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "new");
        final LogFileWriter writer = rig.writerOf(living);

        DrainRig.drain(writer);

        assertThat(writer.find(old.name())).as("the one behind it").isNull();
        anothers.close();
        DrainRig.drain(writer);
        assertThat(rig.content()).isEqualTo("oldest\nold\nnew\n");
    }

    /** Whoever looks whether the owner lives, or is about to adopt, must not be taken for the owner. */
    @Test
    void shouldWaitForAnOrphanThatAnotherIsAboutToAdopt() throws IOException {
        final BufferFile orphan = rig.orphan("old");
        final KernelLock anothers = KernelLock.tryShare(rig.directory.ownerLock(orphan.name()));
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "new");
        final LogFileWriter writer = rig.writerOf(living);
        DrainRig.drain(writer);
        assertThat(rig.content()).as("order demands to wait").isEmpty();

        anothers.close();
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("old\nnew\n");
    }

    /** Whoever adopts two takes the older one first, but another process may have it already. */
    @Test
    void shouldNotDrainAnOrphanBeforeAnOlderOneThatAnotherProcessDrains() throws IOException {
        final BufferFile older = rig.orphan("old");
        final BufferFile younger = rig.orphan("new");
        final KernelLock anothers = KernelLock.tryAcquire(rig.directory.consumerLock(older.name()));
        final LogFileWriter writer = rig.newWriter();
        assertThat(rig.adopt(writer, older.name())).isFalse();
        assertThat(rig.adopt(writer, younger.name())).isTrue();
        DrainRig.drain(writer);
        assertThat(rig.content()).as("order demands to wait").isEmpty();

        anothers.close();
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("old\nnew\n");
    }

    /** A restarted application may be there before the end of its predecessor's connection was noticed. */
    @Test
    void shouldDrainAnAttachedBufferToItsEndFirstWhenItsOwnerHasDiedUnnoticed() throws IOException {
        final OwnedBuffer old = rig.create();
        DrainRig.write(old.file(), "1");
        TestBuffers.abandonClaim(old.file(), 64);
        DrainRig.write(old.file(), "2");
        final LogFileWriter writer = rig.writerOf(old.file());
        DrainRig.drain(writer);
        assertThat(rig.content()).as("a living owner may finish its call").isEqualTo("1\n");

        old.ownerLock().close();
        final BufferFile restarted = rig.create().file();
        DrainRig.write(restarted, "3");
        rig.attach(writer, restarted);
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("1\n2\n3\n");
    }

    @Test
    void shouldDiscardABufferThatWasNeverCompleted() throws IOException {
        final BufferFile incomplete = rig.orphan();
        TestBuffers.putInt(incomplete.path(), 4, 0);

        assertThat(rig.adopt(rig.newWriter(), incomplete.name())).isFalse();

        assertThat(incomplete.path()).doesNotExist();
        new DrainHost(rig.directory, path -> true, rig).sweep(null);
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.warnings).isEmpty();
    }

    /** The incomplete buffer that was seen is no longer what the dead owner has left. */
    @Test
    void shouldKeepABufferThatIsCompletedAndLeftWhileItIsLookedAt() throws Exception {
        final AtomicReference<BufferFile> left = new AtomicReference<>();
        final FutureTask<Void> makers = new FutureTask<>(() -> {
            for (int i = 0; i < LIVES; i++) {
                left.set(rig.orphan("kept"));
                while (left.get() != null) {
                    Thread.onSpinWait();
                }
            }
            return null;
        });
        new Thread(makers, "makers").start();
        while (!makers.isDone()) {
            final BufferFile dead = left.get();
            for (final BufferName name : rig.directory.buffers(rig.key)) {
                Orphans.peek(rig.directory, name, rig);
            }
            if (dead != null) {
                Files.delete(dead.path());
                Files.delete(rig.directory.ownerLock(dead.name()));
                left.set(null);
            }
        }
        makers.get();
        assertThat(rig.warnings).isEmpty();
    }

    @Test
    void shouldKeepAnIncompleteBufferWhoseMakerLives() throws IOException {
        final OwnedBuffer owned = rig.create();
        TestBuffers.putInt(owned.file().path(), 4, 0);

        assertThat(rig.adopt(rig.newWriter(), owned.file().name())).isFalse();

        assertThat(owned.file().path()).exists();
    }

    @Test
    void shouldDrainTheSealedPredecessorBeforeItsSuccessor() throws IOException {
        final BufferFile old = rig.create().file();
        final BufferFile successor = rig.create(
                        TestBuffers.spec(rig.logFile), old.name().generation())
                .file();
        DrainRig.write(successor, "after");
        final LogFileWriter writer = rig.writerOf(successor);
        DrainRig.drain(writer);
        assertThat(rig.content()).as("the predecessor is not even attached").isEmpty();

        rig.attach(writer, old);
        DrainRig.drain(writer);
        assertThat(rig.content()).as("calls may still be in flight there").isEmpty();

        DrainRig.write(old, "before");
        old.seal();
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("before\nafter\n");
        assertThat(old.path()).doesNotExist();
        assertThat(rig.removed).containsExactly(old.name());
    }

    @Test
    void shouldNotOvertakeAnOrphanThatAnotherProcessDrainsWithAYoungerOne() throws IOException {
        final BufferFile oldest = rig.orphan("1");
        rig.orphan("2");
        final KernelLock anothers = KernelLock.tryAcquire(rig.directory.consumerLock(oldest.name()));
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "3");
        final LogFileWriter writer = rig.writerOf(living);
        DrainRig.drain(writer);
        assertThat(rig.content()).as("order demands to wait").isEmpty();

        anothers.close();
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("1\n2\n3\n");
    }

    @Test
    void shouldNumberGenerationsUpwardsAcrossFilesAndLosses() throws IOException {
        final Set<Long> generations = new HashSet<>();
        long last = 0;
        for (int i = 0; i < 5; i++) {
            final OwnedBuffer owned = rig.create();
            final long generation = owned.file().name().generation();
            assertThat(generation).isGreaterThan(last);
            assertThat(generations.add(generation)).isTrue();
            last = generation;
            if (i == 2) {
                Files.delete(rig.directory.generationCounter());
            } else {
                Files.delete(owned.file().path());
            }
        }
    }

    /** Somebody has removed the directory, and with it the counter, below an application that goes on. */
    @Test
    void shouldNumberASuccessorAbovePredecessorsWhoseDirectoryIsGone() throws IOException {
        final OwnedBuffer successor = rig.create(TestBuffers.spec(rig.logFile), 7);

        assertThat(successor.file().name().generation()).isEqualTo(8);
        assertThat(rig.create().file().name().generation()).isEqualTo(9);
    }

    @Test
    void shouldLeaveNoLockBehindWhenABufferCannotBeMade() throws IOException {
        Files.createFile(rig.directory.generationCounter(), UnixFiles.privateFile());
        Files.writeString(rig.directory.generationCounter(), "no number");

        org.assertj.core.api.Assertions.assertThatThrownBy(rig::create)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("remove it");

        Files.delete(rig.directory.generationCounter());
        Files.createFile(rig.directory.buffer(new io.logc.buffer.BufferDirectory.BufferName(rig.key, 1)));
        assertThat(rig.create().file().name().generation()).isEqualTo(2);
    }
}
