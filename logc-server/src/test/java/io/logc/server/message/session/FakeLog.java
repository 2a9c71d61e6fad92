package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.ledger.MessageLedger;
import io.logc.message.wire.NackReason;
import io.logc.server.message.clients.Clients;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.file.MessageLog;
import io.logc.server.message.file.MessageLogs;
import io.logc.server.message.file.MessageSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A file that exists in memory only, and whose writer writes when the test says so. */
public final class FakeLog implements MessageLog, MessageLogs {
    private static final long STEP = 8;

    public final List<String> lines = new CopyOnWriteArrayList<>();
    public final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    public final AtomicLong tail = new AtomicLong();
    public final AtomicLong head = new AtomicLong();
    public final AtomicInteger records = new AtomicInteger();
    public final AtomicInteger maxCount = new AtomicInteger();
    public final AtomicInteger maxLength = new AtomicInteger();
    public final AtomicInteger flushes = new AtomicInteger();
    public final AtomicInteger seals = new AtomicInteger();
    public volatile long capacity = Long.MAX_VALUE;
    public volatile boolean writesAtOnce;
    public volatile boolean isBroken;
    public volatile Error error;
    /** Done once, right after a message found no space. */
    public volatile Runnable afterFull;

    /** Done each time the log is sealed. */
    public volatile Runnable onSeal = () -> {};

    public volatile boolean isLost;
    public volatile NackReason refusal;
    private final Clients clients;

    public FakeLog(final Path directory) throws IOException {
        this(directory, 1000);
    }

    public FakeLog(final Path directory, final int maxClients) throws IOException {
        final MessageLedger ledger = MessageLedger.openForServer(directory.resolve("fake.log"), maxClients);
        clients = new Clients(ledger, maxClients, 3600, () -> 0, head::get);
    }

    /** The writer writes that many messages. */
    public void write(final int count) {
        head.set(Math.min(tail.get(), head.get() + count * STEP));
        waiting.forEach(Runnable::run);
    }

    public void writeAll() {
        write(Integer.MAX_VALUE / (int) STEP);
    }

    /** Messages that were taken and are not written. */
    public long waiting() {
        return (tail.get() - head.get()) / STEP;
    }

    @Override
    public MessageSink newPublisher(final Runnable progressed) {
        waiting.add(progressed);
        return new MessageSink() {
            private boolean isNew;

            @Override
            public long publish(
                    final KnownClient client, final long id, final int count, final byte[] all, final int length) {
                if (error != null) {
                    throw error;
                }
                if (isBroken) {
                    return FAILED;
                }
                if (tail.get() - head.get() + count * STEP > capacity * STEP && capacity != Long.MAX_VALUE) {
                    final Runnable once = afterFull;
                    afterFull = null;
                    if (once != null) {
                        once.run();
                    }
                    return FULL;
                }
                final String[] each = new String(all, 0, length, UTF_8).split("(?<=\n)");
                assertThat(each).hasSize(count);
                lines.addAll(List.of(each));
                records.incrementAndGet();
                maxCount.accumulateAndGet(count, Math::max);
                maxLength.accumulateAndGet(length, Math::max);
                final long position = tail.addAndGet(count * STEP);
                client.accepted(id, position);
                isNew = true;
                return position;
            }

            @Override
            public long writtenPosition() {
                return head.get();
            }

            @Override
            public void flush() {
                if (isNew) {
                    isNew = false;
                    flushes.incrementAndGet();
                    if (writesAtOnce) {
                        writeAll();
                    }
                }
            }
        };
    }

    @Override
    public NackReason refusal() {
        return refusal;
    }

    @Override
    public boolean isLost() {
        return isLost;
    }

    @Override
    public Clients clients() {
        return clients;
    }

    @Override
    public MessageLog of(final Path file) {
        return this;
    }

    @Override
    public void seal() {
        seals.incrementAndGet();
        onSeal.run();
    }

    @Override
    public void close() {
        try {
            clients.close();
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
