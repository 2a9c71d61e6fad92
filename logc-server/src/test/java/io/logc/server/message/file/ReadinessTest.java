package io.logc.server.message.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logc.ledger.MessageLedger;
import io.logc.message.wire.NackReason;
import io.logc.server.log.ServerLog;
import io.logc.server.message.clients.Clients;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadinessTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final AtomicBoolean isComplete = new AtomicBoolean();
    private final AtomicBoolean isBroken = new AtomicBoolean();
    private final AtomicBoolean isHung = new AtomicBoolean();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private volatile MessageLedger ledger;
    private final Set<Thread> asking = ConcurrentHashMap.newKeySet();
    private final Readiness readiness =
            new Readiness(this::isComplete, this::read, new ServerLog(new PrintStream(said, true, UTF_8)));

    private boolean isComplete() {
        asking.add(Thread.currentThread());
        return isComplete.get();
    }

    private Clients read() throws IOException {
        if (isBroken.get()) {
            throw new IOException("broken");
        }
        if (isHung.get()) {
            hangs.countDown();
            try {
                goesOn.await();
            } catch (final InterruptedException e) {
                throw new IOException(e);
            }
        }
        ledger = MessageLedger.openForServer(directory.resolve("log"), 10);
        return new Clients(ledger, 10, 3600, () -> 0, () -> 0L);
    }

    private boolean isWaitedFor() {
        return asking.stream().anyMatch(each -> each.getName().equals("logc-message-file") && each.isAlive());
    }

    @Test
    void shouldBeReadyAtOnceWhereNothingIsLeft() throws IOException {
        isComplete.set(true);
        assertThat(readiness.await("log")).isTrue();
        assertThat(readiness.refusal()).isNull();
        assertThat(readiness.clients()).isNotNull();
        assertThat(asking).containsExactly(Thread.currentThread());
        readiness.close();
    }

    @Test
    void shouldBecomeReadyInAThreadOfItsOwn() throws IOException {
        assertThat(readiness.await("log")).isFalse();
        asking.clear();
        isBroken.set(true);
        isComplete.set(true);
        await().until(() -> readiness.refusal() == NackReason.DISK_FAILED);
        assertThat(said.toString(UTF_8)).contains("log: cannot be read: java.io.IOException: broken");
        assertThat(readiness.clients()).isNull();
        isBroken.set(false);
        await().until(() -> readiness.clients() != null);
        assertThat(readiness.refusal()).isNull();
        assertThat(asking).hasSize(1).doesNotContain(Thread.currentThread());
        await().until(() -> !isWaitedFor());
        readiness.close();
    }

    @Test
    void shouldWaitNoLongerOnceItIsStopped() throws IOException {
        assertThat(readiness.await("log")).isFalse();
        await().until(this::isWaitedFor);
        readiness.stop();
        await().until(() -> !isWaitedFor());
        isComplete.set(true);
        readiness.close();
        assertThat(readiness.refusal()).isEqualTo(NackReason.BUSY);
    }

    @Test
    void shouldNotWaitForADiskThatHangsWhenItIsClosed() throws Exception {
        assertThat(readiness.await("log")).isFalse();
        isHung.set(true);
        isComplete.set(true);
        hangs.await();

        CompletableFuture.runAsync(this::close).get(30, TimeUnit.SECONDS);

        assertThat(ledger).isNull();
        goesOn.countDown();
        await().until(() -> !isWaitedFor());
        assertThatThrownBy(() -> ledger.visit((slot, key, lastId, epochSeconds) -> {}))
                .isInstanceOf(ClosedChannelException.class);
    }

    private void close() {
        try {
            readiness.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldFailWhereTheLedgerCannotBeReadAtFirst() {
        isComplete.set(true);
        isBroken.set(true);
        assertThatThrownBy(() -> readiness.await("log")).hasMessage("broken");
    }
}
