package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.TestBuffers;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody has removed what is in the directory, so that the numbers begin anew, while a host drains a buffer of before. */
@Timeout(60)
class NameThatCameAgainTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;
    private DrainHost host;
    private OwnedBuffer first;
    private OwnedBuffer second;

    @BeforeEach
    void makeTwoOfOneName() throws IOException {
        rig = new DrainRig(temporary);
        host = new DrainHost(rig.directory, path -> true, rig);
        first = rig.create();
        assertThat(host.attach(first.file(), "first")).isTrue();
        DrainRig.write(first.file(), "first");
        host.signal(first.file().name());
        await().until(() -> rig.content().equals("first\n"));
        first.ownerLock().close();
        try (var files = Files.list(rig.directory.path())) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }

        second = rig.create();
        assertThat(second.file().name()).isEqualTo(first.file().name());
        DrainRig.write(second.file(), "second");
    }

    @AfterEach
    void closeHost() throws Exception {
        host.close().get(60, TimeUnit.SECONDS);
        second.ownerLock().close();
    }

    @Test
    void shouldNotTakeTheNewBufferForTheOld() throws IOException {
        assertThat(host.attach(second.file(), "second")).isFalse();
        host.clientGone(first.file().name(), "first");
        await().until(() -> host.isEmpty());

        assertThat(host.attach(second.file(), "second")).isTrue();
        host.signal(second.file().name());
        await().until(() -> rig.content().equals("first\nsecond\n"));
    }

    @Test
    void shouldLeaveTheNewBufferInItsPlaceWhenTheOldIsFinished() throws IOException {
        final List<String> leftovers = rig.leftovers();

        first.file().seal();
        host.signal(first.file().name());
        await().until(() -> host.isEmpty());

        assertThat(rig.leftovers()).isEqualTo(leftovers);
        assertThat(host.attach(second.file(), "second")).isTrue();
        host.signal(second.file().name());
        await().until(() -> rig.content().equals("first\nsecond\n"));
    }

    @Test
    void shouldWriteWhatIsInTheOldBufferWhenItsClientLeavesIt() throws IOException {
        DrainRig.write(first.file(), "rest");

        host.clientGone(first.file().name(), "first");

        await().until(() -> host.isEmpty());
        assertThat(rig.content()).isEqualTo("first\nrest\n");
    }

    @Test
    void shouldKeepTheOldBufferOfAGoneClientUntilAnotherWriterHasHadItsTurn() throws IOException {
        // Only an idle writer asks for the lock's file that is there now.
        await().until(() -> !first.file().isConsumerAwake());
        final KernelLock anothers = KernelLock.tryAcquire(rig.directory.writerLock(rig.key));
        assertThat(anothers).isNotNull();
        DrainRig.write(first.file(), "rest");
        host.clientGone(first.file().name(), "first");
        assertThat(rig.content()).isEqualTo("first\n");

        anothers.close();

        await().until(() -> host.isEmpty());
        assertThat(rig.content()).isEqualTo("first\nrest\n");
    }

    @Test
    void shouldNotTakeTheDeathOfTheNewBuffersOwnerForThatOfTheOldOnes() throws IOException {
        final DrainedBuffer old = new DrainedBuffer(rig.directory, first.file(), null, null, null, null);
        second.ownerLock().close();

        assertThat(old.checkOwnerDead()).isFalse();

        try (KernelLock share = KernelLock.tryShareExisting(
                rig.directory.ownerLock(second.file().name()))) {
            assertThat(share).isNotNull();
        }
    }

    @Test
    void shouldLeaveTheNewBufferInItsPlaceWhenTheOldIsDamaged() throws IOException {
        TestBuffers.mark(first.file(), 99);
        host.signal(first.file().name());
        await().until(() -> host.isEmpty());

        assertThat(second.file().path()).exists();
        assertThat(host.attach(second.file(), "second")).isTrue();
        host.signal(second.file().name());
        await().until(() -> rig.content().equals("first\nsecond\n"));
    }
}
