package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.logc.message.line.MessageLine;
import io.logc.server.log.ServerLog;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.message.options.MessageOptionsBuilder;
import io.logc.server.users.Users;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A session without a socket: what it is sent, in pieces, and what it answers. Used by one thread. */
final class FuzzedConnection {
    /** Short, so that what is too long is short as well. */
    static final int MAX_MESSAGE = 64;

    private static final int ROOM = 8;
    private static final int PAUSE_S = 20;
    private static final int MAX_ROUNDS = 100_000;
    private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(false);

    final List<String> lines;
    final byte[] answers;

    private FuzzedConnection(final List<String> lines, final byte[] answers) {
        this.lines = lines;
        this.answers = answers;
    }

    /**
     * A whole conversation; what is left of it must be nothing but its lines and answers.
     *
     * @param sent by the client, which then goes
     * @param users who may send
     * @param isLine whether the line protocol is spoken
     * @param data says in which pieces it comes and when something is written; all at once, as soon as possible when null
     */
    static FuzzedConnection converse(
            final byte[] sent, final Users users, final boolean isLine, final FuzzedDataProvider data) {
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        final FuzzedFile file = new FuzzedFile(data == null ? Integer.MAX_VALUE : ROOM);
        final EmbeddedChannel channel = open(users, isLine, file, new ServerLog(new PrintStream(said, true, UTF_8)));
        final ByteArrayOutputStream answers = new ByteArrayOutputStream();
        send(channel, file, sent, data, answers);
        for (int round = 0; !file.isWritten() && round < MAX_ROUNDS; round++) {
            file.write(1);
            settle(channel, answers);
        }
        // Who was refused waits before it is told.
        channel.advanceTimeBy(PAUSE_S, TimeUnit.SECONDS);
        settle(channel, answers);
        channel.close();
        settle(channel, answers);
        file.close();
        channel.checkException();
        assertThat(said.toString(UTF_8)).doesNotContain("a message connection was closed");
        assertThat(MEMORY.metric().usedDirectMemory() + MEMORY.metric().usedHeapMemory())
                .as("memory that is still in use")
                .isZero();
        file.lines.forEach(line ->
                assertThat(MessageLine.decode(line.getBytes(UTF_8)).messageId()).isPositive());
        return new FuzzedConnection(file.lines, answers.toByteArray());
    }

    private static EmbeddedChannel open(
            final Users users, final boolean isLine, final FuzzedFile file, final ServerLog log) {
        final EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(MEMORY);
        final MessageOptions options = new MessageOptionsBuilder(Path.of("messages.log"))
                .maxMessage(MAX_MESSAGE)
                .build();
        final MessageServices services = new MessageServices(options, users, file, () -> 0, log);
        final ServiceLoop loop = new ServiceLoop(services, channel.eventLoop(), options.maxConnections());
        channel.pipeline().addLast(loop.newSession(channel, isLine));
        return channel;
    }

    private static void send(
            final EmbeddedChannel channel,
            final FuzzedFile file,
            final byte[] sent,
            final FuzzedDataProvider data,
            final ByteArrayOutputStream answers) {
        int position = 0;
        while (position < sent.length && channel.isOpen()) {
            final int left = sent.length - position;
            final int length = data == null ? left : Math.min(left, data.consumeInt(1, 100));
            final ByteBuf piece = MEMORY.buffer(length).writeBytes(sent, position, length);
            position += length;
            // A channel that is not read would not deliver it; what waits in the kernel comes once there is room.
            for (int round = 0; !channel.config().isAutoRead() && channel.isOpen() && round < MAX_ROUNDS; round++) {
                if (file.isWritten()) {
                    channel.advanceTimeBy(PAUSE_S, TimeUnit.SECONDS);
                }
                file.write(1);
                settle(channel, answers);
            }
            if (!channel.isOpen()) {
                piece.release();
                return;
            }
            channel.writeInbound(piece);
            file.write(data == null ? Integer.MAX_VALUE : data.consumeInt(0, 2));
            settle(channel, answers);
        }
    }

    private static void settle(final EmbeddedChannel channel, final ByteArrayOutputStream answers) {
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
        final List<ByteBuf> written = new ArrayList<>();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            written.add(each);
        }
        for (final ByteBuf each : written) {
            final byte[] bytes = new byte[each.readableBytes()];
            each.readBytes(bytes).release();
            answers.writeBytes(bytes);
        }
    }
}
