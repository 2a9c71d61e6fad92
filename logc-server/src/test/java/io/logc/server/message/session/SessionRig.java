package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.server.log.ServerLog;
import io.logc.server.message.codec.WireClient;
import io.logc.server.message.options.MessageOptionsBuilder;
import io.logc.server.users.Users;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Sessions without a network: one event loop that the test itself runs, a file in memory, and a clock in the test's hand. */
final class SessionRig {
    static final long SECOND_NS = 1_000_000_000L;

    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    final AtomicLong nowNs = new AtomicLong(SECOND_NS);
    final FakeLog file;
    final MessageServices services;
    final EmbeddedChannel channel = new EmbeddedChannel();
    final ServiceLoop service;
    private final boolean isLine;

    SessionRig(final Path directory, final boolean isLine) throws IOException {
        this(directory, isLine, Users.anyone(), new MessageOptionsBuilder(directory.resolve("fake.log")));
    }

    SessionRig(final Path directory, final boolean isLine, final Users users, final MessageOptionsBuilder options)
            throws IOException {
        this(new FakeLog(directory), isLine, users, options);
    }

    SessionRig(final FakeLog file, final boolean isLine, final Users users, final MessageOptionsBuilder options) {
        this.file = file;
        this.isLine = isLine;
        final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));
        services = new MessageServices(options.build(), users, file, nowNs::get, log);
        service = new ServiceLoop(
                services, channel.eventLoop(), services.options().maxConnections());
        channel.pipeline().addLast(service.newSession(channel, isLine));
    }

    private SessionRig(final SessionRig other) {
        file = other.file;
        isLine = other.isLine;
        services = other.services;
        service = other.service;
        channel.pipeline().addLast(service.newSession(channel, isLine));
    }

    /** Another connection of the same event loop. */
    static SessionRig beside(final SessionRig other) {
        return new SessionRig(other);
    }

    /** Another server's loop for the same file and clients. */
    static SessionRig sharing(final SessionRig other) {
        return new SessionRig(
                other.file,
                other.isLine,
                Users.anyone(),
                new MessageOptionsBuilder(other.services.options().messagesFile()));
    }

    SessionRig send(final byte[]... frames) {
        if (!channel.isOpen()) {
            throw new IllegalStateException("closed");
        }
        channel.writeInbound(Unpooled.directBuffer().writeBytes(WireClient.join(frames)));
        return this;
    }

    SessionRig send(final String text) {
        return send(text.getBytes(UTF_8));
    }

    /** The writer has written that many messages, and the event loop has heard of it. */
    void write(final int count) {
        file.write(count);
        channel.runPendingTasks();
    }

    /** What was answered since the last call; with "END" when the connection has ended. */
    List<String> answers() throws IOException {
        channel.runPendingTasks();
        final ByteBuf all = Unpooled.buffer();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            all.writeBytes(each);
            each.release();
        }
        final List<String> answers = new ArrayList<>();
        if (isLine) {
            answers.addAll(all.toString(UTF_8).lines().toList());
        } else {
            while (all.isReadable()) {
                final byte[] frame = new byte[all.readInt()];
                all.readBytes(frame);
                answers.add(WireClient.describe(frame));
            }
        }
        if (!channel.isOpen()) {
            answers.add("END");
        }
        return answers;
    }

    /** Time goes by, and the event loop looks at its connections. */
    void pass(final long seconds) {
        nowNs.addAndGet(seconds * SECOND_NS);
        service.look();
        channel.runPendingTasks();
    }

    boolean isReading() {
        return channel.config().isAutoRead();
    }

    void setWritable(final boolean isWritable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, isWritable);
        channel.runPendingTasks();
    }
}
