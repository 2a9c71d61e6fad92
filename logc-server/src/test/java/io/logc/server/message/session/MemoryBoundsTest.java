package io.logc.server.message.session;

import static io.logc.server.message.codec.WireClient.damaged;
import static io.logc.server.message.codec.WireClient.hello;
import static io.logc.server.message.codec.WireClient.join;
import static io.logc.server.message.codec.WireClient.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.server.log.ServerLog;
import io.logc.server.message.memory.Outgoing;
import io.logc.server.message.options.MessageOptionsBuilder;
import io.logc.server.users.Users;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What connections keep of the server's memory, above all those of strangers. */
@Timeout(60)
class MemoryBoundsTest {
    private static final int MEMORY = 4 << 20;
    private static final String NOT_AUTHORISED = "ERROR not authorised";

    @TempDir
    private Path directory;

    private FakeLog file;
    private Users users;
    private SessionRig rig;
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @BeforeEach
    void setUp() throws IOException {
        final Path usersFile = directory.resolve("users");
        Files.writeString(usersFile, "joe\nann secret=sesame\n");
        Files.setPosixFilePermissions(usersFile, PosixFilePermissions.fromString("rw-------"));
        users = Users.open(usersFile, new ServerLog(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8)));
        file = new FakeLog(directory);
    }

    @AfterEach
    void tearDown() {
        if (rig == null) {
            return;
        }
        channels.add(rig.channel);
        for (final EmbeddedChannel each : channels) {
            each.close();
            each.runPendingTasks();
            each.checkException();
            each.releaseOutbound();
        }
        file.close();
        rig.channel.runPendingTasks();
        assertThat(rig.services.budget().used()).isZero();
        assertThat(rig.service.lateRefusals().count()).isZero();
    }

    private MessageOptionsBuilder options() {
        return new MessageOptionsBuilder(directory.resolve("fake.log")).memoryLength(MEMORY);
    }

    private void start(final boolean isLine, final MessageOptionsBuilder options) {
        rig = new SessionRig(file, isLine, users, options);
        rig.channel.freezeTime();
        rig.channel.config().setWriteBufferWaterMark(Outgoing.UNREAD);
    }

    /** Another connection of the same event loop. */
    private EmbeddedChannel another() {
        final EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(new LineSession(rig.service, channel));
        channels.add(channel);
        return channel;
    }

    private static void send(final EmbeddedChannel to, final String text) {
        to.writeInbound(Unpooled.directBuffer().writeBytes(text.getBytes(UTF_8)));
    }

    private long kept() {
        return rig.services.budget().used();
    }

    /** A client that reads nothing, whose kernel has no more room. */
    private void stopFlushing() {
        rig.channel.pipeline().addFirst("deaf", new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(final ChannelHandlerContext context) {
                assertThat(context.channel()).isNotNull();
            }
        });
    }

    @Test
    void shouldKeepNothingOfALineSenderThatIsRefused() throws IOException {
        start(true, options());
        rig.send("bob:x\n" + "y".repeat(60_000));
        assertThat(kept()).isZero();
        assertThat(rig.isReading()).isFalse();
        rig.send("z".repeat(60_000));
        assertThat(kept()).isZero();
        rig.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        rig.channel.runScheduledPendingTasks();
        assertThat(rig.answers()).containsExactly(NOT_AUTHORISED, "END");
    }

    @Test
    void shouldKeepNothingOfABinaryClientThatIsRefused() throws IOException {
        start(false, options());
        rig.send(join(hello("a", "ann", "wrong"), new byte[60_000]));
        rig.send(new byte[60_000]);
        assertThat(kept()).isZero();
        assertThat(rig.isReading()).isFalse();
        rig.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        rig.channel.runScheduledPendingTasks();
        assertThat(rig.answers()).containsExactly("NACK 0 NOT_AUTHORISED", "END");
    }

    @Test
    void shouldTellAtOnceWhoHasWaitedLongestWhenTooManyWait() throws IOException {
        start(true, options().threads(1).maxConnections(8));
        rig.send("bob:x\n");
        final EmbeddedChannel second = another();
        send(second, "bob:x\n");
        assertThat(rig.answers()).isEmpty();
        final EmbeddedChannel third = another();
        send(third, "bob:x\n");
        assertThat(rig.answers()).containsExactly(NOT_AUTHORISED, "END");
        assertThat(second.outboundMessages()).isEmpty();
        assertThat(rig.service.lateRefusals().count()).isEqualTo(2);
        rig.channel.advanceTimeBy(16, TimeUnit.SECONDS);
        rig.channel.runScheduledPendingTasks();
        assertThat(second.releaseOutbound()).isTrue();
        assertThat(third.releaseOutbound()).isTrue();
    }

    @Test
    void shouldGiveEachEventLoopItsShareOfThoseThatWait() {
        assertThat(LateRefusals.share(20_000, 8)).isEqualTo(128);
        assertThat(LateRefusals.share(100, 2)).isEqualTo(12);
        assertThat(LateRefusals.share(1, 8)).isEqualTo(1);
    }

    @Test
    void shouldForgetWhoeverDoesNotWaitForItsRefusal() {
        start(true, options());
        final EmbeddedChannel second = another();
        send(second, "bob:x\n");
        assertThat(rig.service.lateRefusals().count()).isEqualTo(1);
        second.close();
        assertThat(rig.service.lateRefusals().count()).isZero();
        assertThat(rig.channel.runScheduledPendingTasks())
                .as("nanoseconds to the next task, -1 for none")
                .isEqualTo(-1);
    }

    @Test
    void shouldGiveNoMemoryToALongLineOfAStranger() throws IOException {
        start(true, options().maxMessage(1 << 20));
        rig.services.budget().take(MEMORY, () -> {});
        rig.send("bob:" + "x".repeat(5000));
        assertThat(kept()).isEqualTo(MEMORY);
        rig.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        rig.channel.runScheduledPendingTasks();
        assertThat(rig.answers()).containsExactly(NOT_AUTHORISED, "END");
        rig.services.budget().giveBack(MEMORY);
    }

    @Test
    void shouldHaveAllGoOnThatWaitForMemoryOneAfterAnother() {
        start(true, options().maxMessage(1 << 20));
        rig.services.budget().take(MEMORY, () -> {});
        final EmbeddedChannel second = another();
        final EmbeddedChannel third = another();
        rig.send("joe:" + "x".repeat(5000));
        send(second, "joe:" + "x".repeat(5000));
        send(third, "joe:" + "x".repeat(5000));
        second.close();
        second.runPendingTasks();
        assertThat(third.config().isAutoRead()).isFalse();
        rig.services.budget().giveBack(MEMORY);
        rig.channel.runPendingTasks();
        assertThat(rig.isReading()).isTrue();
        assertThat(third.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldTreatLongLinesAlikeHoweverTheyAreCut() throws IOException {
        final String[] lines = {
            "joe:" + "x".repeat(5000),
            "joe:" + "x".repeat(20_000),
            ":" + "x".repeat(5000),
            "x".repeat(5000),
            "\u0001".repeat(65) + ":" + "x".repeat(5000),
            "joe:1\nann/sesame:" + "x".repeat(5000),
            "bob:" + "x".repeat(20_000),
        };
        for (final String line : lines) {
            final List<List<String>> answers = new ArrayList<>();
            for (final int cut : new int[] {100_000, 7000, 4500, 100}) {
                start(true, options().maxMessage(10_000));
                file.writesAtOnce = true;
                final String all = line + "\njoe:y\n";
                for (int at = 0; at < all.length() && rig.channel.isOpen(); at += cut) {
                    rig.send(all.substring(at, Math.min(all.length(), at + cut)));
                    rig.channel.runPendingTasks();
                }
                rig.channel.advanceTimeBy(16, TimeUnit.SECONDS);
                rig.channel.runScheduledPendingTasks();
                answers.add(rig.answers());
                rig.channel.close();
            }
            assertThat(answers).as(line.substring(0, 10)).hasSize(4).containsOnly(answers.get(0));
        }
    }

    @Test
    void shouldCloseAStrangerThatDoesNotReadItsAnswers() {
        start(true, options());
        stopFlushing();
        rig.send("\n".repeat(20));
        assertThat(rig.channel.isOpen()).isTrue();
        assertThat(kept()).isPositive();
        for (int i = 0; i < 10 && rig.channel.isOpen(); i++) {
            rig.send("\n".repeat(20));
        }
        rig.channel.runPendingTasks();
        assertThat(rig.channel.isOpen()).isFalse();
        assertThat(kept()).isZero();
    }

    @Test
    void shouldCountAnswersThatAreNotRead() throws IOException {
        start(false, options());
        rig.send(hello("joe", "joe", ""));
        stopFlushing();
        rig.send(manyRefused());
        assertThat(rig.isReading()).isFalse();
        assertThat(kept() - 65_536).as("answers, beside what was received").isBetween(16_000L, 33_000L);
        rig.channel.pipeline().remove("deaf");
        rig.channel.flush();
        rig.channel.runPendingTasks();
        rig.pass(1);
        assertThat(kept()).isZero();
        assertThat(rig.answers()).hasSizeGreaterThan(100);
    }

    @Test
    void shouldCloseWhoeverDoesNotReadItsAnswersWhileMemoryIsShort() {
        start(false, options());
        rig.send(hello("joe", "joe", ""));
        rig.services.budget().retain(MEMORY / 4 * 3 + 1);
        stopFlushing();
        rig.send(manyRefused());
        rig.channel.runPendingTasks();
        assertThat(rig.channel.isOpen()).isFalse();
        rig.services.budget().retain(-(MEMORY / 4 * 3 + 1));
    }

    private static byte[] manyRefused() {
        final byte[][] bad = new byte[2000][];
        Arrays.fill(bad, damaged(1, ""));
        return join(bad);
    }

    @Test
    void shouldCloseWhoeverHoldsSomethingWhenAllIsUsed() {
        start(false, options());
        rig.send(hello("joe", "joe", ""));
        rig.services.budget().retain(MEMORY);
        final byte[] frame = message(1, "hello");
        rig.send(frame);
        assertThat(rig.channel.isOpen()).as("nothing is kept").isTrue();
        rig.send(Arrays.copyOf(message(2, "hello"), 9));
        rig.channel.runPendingTasks();
        assertThat(rig.channel.isOpen()).isFalse();
        assertThat(rig.said.toString(UTF_8)).contains("message-memory is used up");
        rig.services.budget().retain(-MEMORY);
        rig.write(1);
    }

    @Test
    void shouldNotKeepLargeReadsOfStalledConnectionsWhenMemoryIsScarce() {
        start(false, options());
        rig.send(hello("joe", "joe", ""));
        file.capacity = 0;
        rig.services.budget().retain(MEMORY / 2 + 1);
        rig.channel.writeInbound(Unpooled.directBuffer(60_000).writeBytes(message(1, "x")));
        assertThat(kept() - MEMORY / 2 - 1).isPositive().isLessThan(100);
        rig.services.budget().retain(-MEMORY / 2 - 1);
    }
}
