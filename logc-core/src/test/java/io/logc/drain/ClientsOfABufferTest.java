package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who speaks for a buffer, and who can take nothing from it. */
@Timeout(60)
class ClientsOfABufferTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;
    private DrainHost host;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
        host = new DrainHost(rig.directory, path -> true, rig);
    }

    @AfterEach
    void closeHost() throws Exception {
        host.close().get(60, TimeUnit.SECONDS);
    }

    /** It used to take the place of the one before, and its end made the host let go of the buffer. */
    @Test
    void shouldGoOnForAClientWhenAnotherThatAnnouncedItsBufferIsGone() throws IOException {
        final OwnedBuffer owned = rig.create();
        host.attach(owned.file(), "owner");
        host.attach(owned.file(), "stranger");

        host.clientGone(owned.file().name(), "stranger");
        DrainRig.write(owned.file(), "goes on");
        host.signal(owned.file().name());

        await().until(() -> rig.content().equals("goes on\n"));
        assertThat(host.isAttached(owned.file().name())).isTrue();
        host.clientGone(owned.file().name(), "owner");
        await().until(() -> !host.isAttached(owned.file().name()));
        owned.ownerLock().close();
    }

    /** What the first one's end leaves to do is done by the writer's thread, a while later. */
    @Test
    void shouldGoOnForAClientThatAnnouncesANamelessBufferWhileAnothersEndIsOnItsWay() throws Exception {
        final OwnedBuffer owned = rig.create();
        final HeldWriter held = new HeldWriter();
        DrainRig.write(owned.file(), "0");
        host.attach(owned.file(), "first", held);
        held.begun.await();
        Files.delete(owned.file().path());

        try {
            host.clientGone(owned.file().name(), "first");
            assertThat(host.attach(owned.file(), "second")).isTrue();
        } finally {
            held.goOn.countDown();
        }

        final StringBuilder expected = new StringBuilder("0\n");
        // One after another: by the first or second one the writer's thread has come to the first client's end.
        for (int i = 1; i < 5; i++) {
            DrainRig.write(owned.file(), "" + i);
            host.signal(owned.file().name());
            expected.append(i).append('\n');
            await().until(() -> rig.content().contentEquals(expected));
        }
        owned.ownerLock().close();
    }

    /** Holds the writer's thread where it first asks for leave. */
    private static final class HeldWriter implements BufferWatch {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public boolean mayDrain() {
            begun.countDown();
            try {
                goOn.await();
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return true;
        }

        @Override
        public void progressed() {
            // Nobody waits for it.
        }
    }

    @Test
    void shouldNotTakeTheMakersWordFromAnotherForABufferThatWasMadeForIt() throws IOException {
        final OwnedBuffer owned = rig.create();
        host.attachOwned(owned, "maker", null);

        assertThatThrownBy(() -> host.attach(owned.file(), "stranger"))
                .hasMessageContaining("belongs to the connection that it was made for");
        host.clientGone(owned.file().name(), "stranger");
        DrainRig.write(owned.file(), "lives");
        host.signal(owned.file().name());

        await().until(() -> rig.content().equals("lives\n"));
        assertThat(owned.file().path()).exists();
        host.clientGone(owned.file().name(), "maker");
        await().until(() -> rig.leftovers().isEmpty());
    }

    @Test
    void shouldBoundTheConnectionsThatSpeakForABuffer() throws IOException {
        final OwnedBuffer owned = rig.create();
        for (int i = 0; i < 4; i++) {
            host.attach(owned.file(), "client " + i);
        }

        assertThatThrownBy(() -> host.attach(owned.file(), "one more")).hasMessageContaining("4 connections");

        owned.ownerLock().close();
    }

    /** The connection of a dead client may stay open, in a child that it has left behind. */
    @Test
    void shouldFindOutByItselfThatTheOwnerOfAnAttachedBufferIsDead() throws IOException {
        final OwnedBuffer owned = rig.create();
        host.attach(owned.file(), "client");
        DrainRig.write(owned.file(), "last words");
        owned.ownerLock().close();

        await().atMost(20, TimeUnit.SECONDS).until(() -> {
            host.sweep(null);
            return rig.leftovers().isEmpty();
        });

        assertThat(rig.content()).isEqualTo("last words\n");
        assertThat(KernelLock.isHeld(rig.directory.consumerLock(owned.file().name())))
                .isFalse();
    }
}
