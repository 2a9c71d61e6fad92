package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.ledger.MessageLedger;
import io.logc.message.wire.NackReason;
import io.logc.server.message.clients.Clients;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.file.MessageLog;
import io.logc.server.message.file.MessageLogs;
import io.logc.server.message.file.MessageSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file in memory, with little room, that is written when the fuzzer says so. Used by one thread. */
final class FuzzedFile implements MessageLog, MessageLogs, MessageSink {
    private static final Path LEDGER =
            Path.of("messages-" + ProcessHandle.current().pid());
    private static final int MAX_CLIENTS = 4;

    final List<String> lines = new ArrayList<>();
    private final int room;
    private final Clients clients;
    private final List<Runnable> waiting = new ArrayList<>();
    private long head;

    FuzzedFile(final int room) {
        this.room = room;
        try {
            Files.deleteIfExists(MessageLedger.pathOf(LEDGER.toAbsolutePath()));
            clients = new Clients(
                    MessageLedger.openForServer(LEDGER.toAbsolutePath(), MAX_CLIENTS),
                    MAX_CLIENTS,
                    0,
                    () -> 0,
                    () -> head);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(final int count) {
        head = Math.min(lines.size(), head + count);
        List.copyOf(waiting).forEach(Runnable::run);
    }

    boolean isWritten() {
        return head == lines.size();
    }

    @Override
    public MessageSink newPublisher(final Runnable progressed) {
        waiting.add(progressed);
        return this;
    }

    @Override
    public long publish(
            final KnownClient client, final long messageId, final int count, final byte[] all, final int length) {
        if (lines.size() - head + count > room) {
            return FULL;
        }
        final String[] each = new String(all, 0, length, UTF_8).split("(?<=\n)");
        if (each.length != count) {
            throw new IllegalStateException(count + " messages, " + each.length + " lines");
        }
        lines.addAll(List.of(each));
        client.accepted(messageId, lines.size());
        return lines.size();
    }

    @Override
    public long writtenPosition() {
        return head;
    }

    @Override
    public void flush() {
        // The fuzzer writes when it likes.
    }

    @Override
    public NackReason refusal() {
        return null;
    }

    @Override
    public boolean isLost() {
        return false;
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
        // Nothing drains it.
    }

    @Override
    public void close() {
        try {
            clients.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
