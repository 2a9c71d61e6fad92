package io.logc.server.message.session;

import static io.logc.server.message.codec.WireClient.damaged;
import static io.logc.server.message.codec.WireClient.hello;
import static io.logc.server.message.codec.WireClient.join;
import static io.logc.server.message.codec.WireClient.message;
import static io.logc.server.message.codec.WireClient.ping;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.message.wire.NackReason;
import io.logc.server.log.ServerLog;
import io.logc.server.message.options.Acknowledgement;
import io.logc.server.message.options.MessageOptionsBuilder;
import io.logc.server.users.Users;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class BinarySessionTest {
    @TempDir
    private Path directory;

    private SessionRig rig;

    @BeforeEach
    void setUp() throws IOException {
        rig = new SessionRig(directory, false);
    }

    @AfterEach
    void tearDown() {
        rig.channel.close();
        rig.channel.runPendingTasks();
        rig.channel.checkException();
        rig.channel.releaseOutbound();
        assertThat(rig.services.budget().used()).isZero();
        rig.file.close();
    }

    private void restart(final MessageOptionsBuilder options) throws IOException {
        restart(Users.anyone(), options);
    }

    private void restart(final Users users, final MessageOptionsBuilder options) throws IOException {
        tearDown();
        rig = new SessionRig(directory, false, users, options);
    }

    private MessageOptionsBuilder options() {
        return new MessageOptionsBuilder(directory.resolve("fake.log"));
    }

    private void open() throws IOException {
        rig.send(hello("a"));
        assertThat(rig.answers()).containsExactly("WELCOME 0");
    }

    @Test
    void shouldAnswerOnlyOnceAMessageIsWritten() throws IOException {
        open();
        rig.send(message(1, "x"), message(2, "y"));
        rig.send(message(3, "z"));
        assertThat(rig.file.lines).containsExactly("a 1 name x\n", "a 2 name y\n", "a 3 name z\n");
        assertThat(rig.file.flushes).hasValue(2);
        assertThat(rig.answers()).isEmpty();
        rig.write(2);
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 2");
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 3");
        assertThat(rig.services.acknowledged()).hasValue(3);
    }

    @Test
    void shouldPublishMessagesThatFollowEachOtherAsOne() throws IOException {
        open();
        rig.send(message(1, "x"), message(2, "y"), message(3, "z"));
        assertThat(rig.file.lines).containsExactly("a 1 name x\n", "a 2 name y\n", "a 3 name z\n");
        assertThat(rig.file.records).hasValue(1);
        assertThat(rig.file.flushes).hasValue(1);
        assertThat(rig.service.owed()).isEqualTo(3);
        rig.write(3);
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 2", "ACK 3");
        assertThat(rig.services.acknowledged()).hasValue(3);
    }

    @Test
    void shouldNotPublishMoreAtOnceThanARecordTakes() throws IOException {
        open();
        final byte[][] messages = new byte[3000][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = message(i + 1, i < 1000 ? "x".repeat(200) : i < 2000 ? "\0".repeat(200) : "");
        }
        rig.send(messages);
        assertThat(rig.file.lines).hasSize(3000);
        for (int i = 0; i < messages.length; i++) {
            assertThat(rig.file.lines.get(i)).startsWith("a " + (i + 1) + " name ");
        }
        assertThat(rig.file.maxLength.get())
                .isBetween(7 * 1024, rig.services.options().maxLinesLength());
        assertThat(rig.file.maxCount).hasValue(MessageRun.MAX_COUNT);
        rig.file.writeAll();
        assertThat(rig.answers())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 3000)
                        .mapToObj(id -> "ACK " + id)
                        .toList());
    }

    @Test
    void shouldPublishOneByOneWhatFindsNoSpaceTogether() throws IOException {
        open();
        rig.file.capacity = 2;
        rig.send(message(1, "1"), message(2, "2"), message(3, "3"), damaged(4, "4"));
        assertThat(rig.file.lines).containsExactly("a 1 name 1\n", "a 2 name 2\n");
        assertThat(rig.file.records).hasValue(2);
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1");
        rig.write(2);
        assertThat(rig.answers()).containsExactly("ACK 2", "ACK 3", "NACK 4 CHECKSUM");
    }

    @Test
    void shouldRefuseTheFirstOfThoseThatCannotBePublished() throws IOException {
        open();
        rig.file.isBroken = true;
        rig.send(message(1, "1"), message(2, "2"), message(3, "3"));
        assertThat(rig.answers())
                .containsExactly("NACK 1 DISK_FAILED", "NACK 2 OUT_OF_SEQUENCE", "NACK 3 OUT_OF_SEQUENCE");
        rig.file.isBroken = false;
        rig.send(message(2, "2"), message(1, "1"));
        rig.write(1);
        assertThat(rig.answers()).containsExactly("NACK 2 OUT_OF_SEQUENCE", "ACK 1");
    }

    @Test
    void shouldNotTakeAnIdThatWrapsAroundForTheNext() throws IOException {
        open();
        rig.file.writesAtOnce = true;
        rig.send(message(Long.MAX_VALUE, "last"), message(Long.MIN_VALUE, "none"));
        assertThat(rig.answers()).containsExactly("ACK " + Long.MAX_VALUE, "NACK 0 MALFORMED", "END");
        assertThat(rig.file.lines).hasSize(1);
    }

    @Test
    void shouldNotPassOverMessagesThatAnErrorHasKeptFromTheFile() throws IOException {
        open();
        final BinarySession session = (BinarySession) rig.channel.pipeline().last();
        final ByteBuf received = Unpooled.directBuffer().writeBytes(join(message(1, "1"), message(2, "2")));
        rig.file.error = new InternalError("of some mapping");
        assertThatThrownBy(() -> session.decode(received)).isSameAs(rig.file.error);
        assertThat(rig.file.lines).isEmpty();
        rig.file.error = null;
        session.decode(received);
        assertThat(rig.file.lines).containsExactly("a 1 name 1\n", "a 2 name 2\n");
        received.release();
    }

    /** What ends a run has to wait with it when there is no space, and is dealt with once. */
    @ParameterizedTest
    @MethodSource("ends")
    void shouldKeepWhateverEndsARunBehindIt(final byte[] end, final List<String> answers) throws IOException {
        open();
        rig.file.capacity = 1;
        rig.send(message(1, "1"), message(2, "2"), end);
        assertThat(rig.file.lines).hasSize(1);
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1");
        assertThat(rig.file.lines).hasSize(2);
        rig.write(1);
        assertThat(rig.answers())
                .containsExactlyElementsOf(
                        Stream.concat(Stream.of("ACK 2"), answers.stream()).toList());
        assertThat(rig.file.lines).hasSize(2);
    }

    static Stream<Arguments> ends() {
        final byte[] noMessage = {0, 0, 0, 1, 2};
        final byte[] noLength = {(byte) 0xff, 0, 0, 1, 2};
        final byte[] noCode = {0, 0, 0, 1, 77};
        return Stream.of(
                Arguments.of(ping(), List.of("PONG")),
                Arguments.of(damaged(3, "3"), List.of("NACK 3 CHECKSUM")),
                Arguments.of(message(1, "1"), List.of("ACK 1")),
                Arguments.of(message(4, "4"), List.of("NACK 4 OUT_OF_SEQUENCE")),
                Arguments.of(message(3, "y".repeat(257)), List.of("NACK 3 TOO_LARGE")),
                Arguments.of(message(3, "y".repeat(5000)), List.of("NACK 3 TOO_LARGE")),
                Arguments.of(noMessage, List.of("NACK 0 MALFORMED", "END")),
                Arguments.of(noLength, List.of("NACK 0 MALFORMED", "END")),
                Arguments.of(noCode, List.of("NACK 0 MALFORMED", "END")));
    }

    @Test
    void shouldSendTheAnswersOfABatchAtOnce() throws IOException {
        open();
        rig.send(message(1, "x"), message(2, "y"), message(3, "z"));
        rig.write(3);
        assertThat(rig.channel.outboundMessages()).hasSize(1);
        assertThat(rig.answers()).hasSize(3);
    }

    @Test
    void shouldAnswerAtOnceWhereReceivedIsEnough() throws IOException {
        restart(options().acknowledge(Acknowledgement.RECEIVED));
        open();
        rig.send(message(1, "x"), damaged(2, "y"), message(2, "y"));
        assertThat(rig.answers()).containsExactly("ACK 1", "NACK 2 CHECKSUM", "ACK 2");
        assertThat(rig.file.waiting()).isEqualTo(2);
    }

    @Test
    void shouldNotMissThatAMessageWasWrittenBeforeItWasAskedFor() throws IOException {
        open();
        rig.file.writesAtOnce = true;
        rig.send(message(1, "x"), ping());
        assertThat(rig.answers()).containsExactly("ACK 1", "PONG");
    }

    @Test
    void shouldKeepRefusalsAndPongsBehindWhatIsPending() throws IOException {
        open();
        rig.send(message(1, "x"), message(2, "y".repeat(257)), damaged(3, "z"), message(4, "early"), ping());
        assertThat(rig.answers()).isEmpty();
        rig.write(1);
        assertThat(rig.answers())
                .containsExactly("ACK 1", "NACK 2 TOO_LARGE", "NACK 3 CHECKSUM", "NACK 4 OUT_OF_SEQUENCE", "PONG");
        rig.send(message(3, "z"));
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 3");
        assertThat(rig.file.lines).containsExactly("a 1 name x\n", "a 3 name z\n");
    }

    @Test
    void shouldAcknowledgeADuplicateOnlyOnceWhatItRepeatsIsWritten() throws IOException {
        open();
        rig.send(message(1, "x"), message(2, "y"));
        final SessionRig newer = SessionRig.sharing(rig);
        newer.send(hello("a"));
        rig.channel.runPendingTasks();
        assertThat(newer.answers()).containsExactly("WELCOME 2");
        newer.send(message(1, "x"), message(2, "y"), message(3, "z"));
        assertThat(newer.answers()).isEmpty();
        newer.write(2);
        assertThat(newer.answers()).containsExactly("ACK 1", "ACK 2");
        newer.write(1);
        assertThat(newer.answers()).containsExactly("ACK 3");
        assertThat(rig.file.lines).containsExactly("a 1 name x\n", "a 2 name y\n", "a 3 name z\n");
    }

    @Test
    void shouldRefuseForNowWithoutConsumingTheId() throws IOException {
        open();
        for (final NackReason reason :
                new NackReason[] {NackReason.DISK_FULL, NackReason.BUSY, NackReason.DISK_FAILED}) {
            rig.file.refusal = reason;
            rig.send(message(1, "x"), message(2, "y"));
            assertThat(rig.answers()).containsExactly("NACK 1 " + reason, "NACK 2 OUT_OF_SEQUENCE");
        }
        rig.file.refusal = null;
        rig.file.isBroken = true;
        rig.send(message(1, "x"));
        assertThat(rig.answers()).containsExactly("NACK 1 DISK_FAILED");
        rig.file.isBroken = false;
        rig.send(message(2, "y"), message(1, "x"), message(2, "y"));
        rig.write(2);
        assertThat(rig.answers()).containsExactly("NACK 2 OUT_OF_SEQUENCE", "ACK 1", "ACK 2");
        assertThat(rig.file.lines).containsExactly("a 1 name x\n", "a 2 name y\n");
    }

    @Test
    void shouldAcknowledgeWhatIsOnFileAlsoWhenNothingCanBeTaken() throws IOException {
        open();
        rig.send(message(1, "x"));
        rig.write(1);
        rig.file.refusal = NackReason.DISK_FULL;
        rig.send(message(1, "x"));
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 1");
    }

    @Test
    void shouldStopReadingWhenThereIsNoSpaceAndLoseNothing() throws IOException {
        open();
        rig.file.capacity = 2;
        rig.send(message(1, "1"), message(2, "2"), message(3, "3"), message(4, "4"), message(5, "5"));
        assertThat(rig.file.lines).hasSize(2);
        assertThat(rig.isReading()).isFalse();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1");
        assertThat(rig.file.lines).hasSize(3);
        assertThat(rig.isReading()).isFalse();
        rig.write(2);
        rig.write(2);
        assertThat(rig.answers()).containsExactly("ACK 2", "ACK 3", "ACK 4", "ACK 5");
        assertThat(rig.isReading()).isTrue();
        assertThat(rig.file.lines).hasSize(5);
    }

    @Test
    void shouldNotMissTheSpaceThatWasMadeWhileItLooked() throws IOException {
        open();
        rig.file.capacity = 1;
        rig.file.writesAtOnce = true;
        rig.send(message(1, "1"), message(2, "2"), message(3, "3"));
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 2", "ACK 3");
    }

    @Test
    void shouldNotMissTheSpaceThatWasMadeRightAfterItFoundNone() throws IOException {
        open();
        rig.file.capacity = 1;
        rig.file.tail.addAndGet(8);
        rig.file.afterFull = rig.file::writeAll;
        rig.send(message(1, "1"));
        rig.channel.runPendingTasks();
        assertThat(rig.file.lines).hasSize(1);
        assertThat(rig.isReading()).isTrue();
    }

    @Test
    void shouldNotTakeWhatComesAfterADamagedFirstMessage() throws IOException {
        open();
        rig.send(damaged(1, "x"), message(2, "y"), message(1, "x"), message(2, "y"));
        rig.write(2);
        assertThat(rig.answers()).containsExactly("NACK 1 CHECKSUM", "NACK 2 OUT_OF_SEQUENCE", "ACK 1", "ACK 2");
        assertThat(rig.file.lines).containsExactly("a 1 name x\n", "a 2 name y\n");
    }

    @Test
    void shouldGoOnWithTheNewerAlsoWhenTheOlderEndsByItselfAtThatMoment() throws IOException {
        open();
        final SessionRig newer = SessionRig.sharing(rig);
        newer.send(hello("a"), message(1, "x"));
        rig.channel.pipeline().fireChannelInactive();
        assertThat(newer.answers()).as("the older is told by a task").isEmpty();
        rig.channel.runPendingTasks();
        assertThat(newer.answers()).containsExactly("WELCOME 0");
        assertThat(newer.file.lines).hasSize(1);
        newer.channel.close();
        newer.channel.runPendingTasks();
    }

    @Test
    void shouldEndAClientThatHasSaidAllWhenItsLastMessageIsRefused() throws IOException {
        open();
        rig.file.capacity = 0;
        rig.send(message(1, "x"));
        rig.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(rig.answers()).isEmpty();
        rig.service.beginShutdown();
        assertThat(rig.answers()).containsExactly("NACK 1 SHUTTING_DOWN", "END");
    }

    @Test
    void shouldSendManyAnswersOfABatchInPiecesAndStopWhenTheyAreNotRead() throws IOException {
        open();
        final byte[][] bad = new byte[2000][];
        Arrays.fill(bad, damaged(1, ""));
        rig.send(bad);
        assertThat(rig.channel.outboundMessages()).hasSizeGreaterThan(5);
        assertThat(rig.channel.outboundMessages())
                .allSatisfy(
                        piece -> assertThat(((ByteBuf) piece).readableBytes()).isLessThan(17 * 1024));
        assertThat(rig.answers()).hasSize(2000);
        rig.setWritable(false);
        rig.setWritable(true);
        rig.send(ping());
        assertThat(rig.answers()).containsExactly("PONG");
    }

    @Test
    void shouldStopInTheMiddleOfABatchWhenItsAnswersAreNotRead() throws IOException {
        open();
        final byte[][] bad = new byte[2000][];
        Arrays.fill(bad, damaged(1, ""));
        rig.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(final ChannelHandlerContext context) {
                context.flush();
                context.channel().unsafe().outboundBuffer().setUserDefinedWritability(1, false);
            }
        });
        rig.send(bad);
        assertThat(rig.answers()).as("one piece").hasSizeLessThan(500);
        assertThat(rig.isReading()).isFalse();
        rig.channel.pipeline().removeFirst();
        rig.setWritable(true);
        assertThat(rig.answers()).hasSizeGreaterThan(1500);
        assertThat(rig.isReading()).isTrue();
    }

    @Test
    void shouldNotKeepALargeReadForTheBeginningOfAFrame() throws IOException {
        open();
        rig.channel.writeInbound(
                Unpooled.directBuffer(65_536).writeBytes(message(1, "x")).writeBytes(new byte[3]));
        assertThat(rig.services.budget().used()).isLessThan(1024);
        rig.write(1);
    }

    @Test
    void shouldKeepWhatComesWhileItDoesNotRead() throws IOException {
        open();
        rig.file.capacity = 1;
        rig.send(message(1, "1"), message(2, "2"));
        rig.send(message(3, "3"), message(4, "4"));
        for (int i = 0; i < 4; i++) {
            rig.write(1);
        }
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 2", "ACK 3", "ACK 4");
    }

    @Test
    void shouldStopReadingWhenAnswersAreNotRead() throws IOException {
        open();
        rig.setWritable(false);
        assertThat(rig.isReading()).isFalse();
        rig.pass(29);
        assertThat(rig.channel.isOpen()).isTrue();
        rig.setWritable(true);
        assertThat(rig.isReading()).isTrue();
        rig.setWritable(false);
        rig.pass(30);
        assertThat(rig.channel.isOpen()).isFalse();
    }

    @Test
    void shouldBoundTheAnswersThatTakeNoSpaceInTheBuffer() throws IOException {
        open();
        rig.send(message(1, "x"));
        final byte[] bad = damaged(2, "");
        final byte[] many = new byte[1000 * bad.length];
        for (int i = 0; i < 1000; i++) {
            System.arraycopy(bad, 0, many, i * bad.length, bad.length);
        }
        for (int i = 0; rig.isReading() && i < 1000; i++) {
            rig.send(many);
        }
        assertThat(rig.isReading()).isFalse();
        assertThat(rig.service.owed()).isEqualTo(Answers.MAX_UNPUBLISHED);
        rig.write(1);
        assertThat(rig.answers()).hasSizeGreaterThan(Answers.MAX_UNPUBLISHED);
        assertThat(rig.isReading()).isTrue();
        assertThat(rig.service.owed()).isZero();
    }

    @Test
    void shouldKeepNoAnswersOfConnectionsThatHaveEnded() throws IOException {
        open();
        rig.send(message(1, "x"));
        rig.channel.close();
        for (int i = 0; i < 1000; i++) {
            final SessionRig again = besideAs("a");
            again.send(message(1, "x"));
            end(again);
            assertThat(rig.service.owed()).isZero();
        }
        final SessionRig last = besideAs("a");
        last.send(message(1, "x"), message(2, "y"));
        assertThat(rig.service.owed()).isEqualTo(2);
        rig.write(2);
        assertThat(last.answers()).containsExactly("WELCOME 1", "ACK 1", "ACK 2");
        end(last);
    }

    private SessionRig besideAs(final String clientId) {
        final SessionRig beside = SessionRig.beside(rig);
        beside.send(hello(clientId));
        rig.channel.runPendingTasks();
        return beside;
    }

    private static void end(final SessionRig other) {
        other.channel.close();
        other.channel.runPendingTasks();
        other.channel.releaseOutbound();
    }

    @Test
    void shouldAnswerTheLivingInOrderWhereverTheDeadStoodBetweenThem() throws IOException {
        open();
        final Random random = new Random(5);
        final List<SessionRig> all = new ArrayList<>();
        final List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(besideAs("c" + i));
            sent.add(0);
        }
        for (int i = 0; i < 5000; i++) {
            final int index = random.nextInt(all.size());
            final SessionRig each = all.get(index);
            if (!each.channel.isOpen()) {
                rig.write(random.nextInt(3));
            } else if (random.nextInt(150) == 0) {
                end(each);
            } else {
                sent.set(index, sent.get(index) + 1);
                each.send(message(sent.get(index), "x"));
            }
        }
        final long open = all.stream().filter(each -> each.channel.isOpen()).count();
        assertThat(open).isBetween(2L, 38L);
        rig.file.writeAll();
        rig.channel.runPendingTasks();
        assertThat(rig.service.owed()).isZero();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).channel.isOpen()) {
                assertThat(all.get(i).answers())
                        .containsExactlyElementsOf(Stream.concat(
                                        Stream.of("WELCOME 0"),
                                        IntStream.rangeClosed(1, sent.get(i)).mapToObj(id -> "ACK " + id))
                                .toList());
            }
            end(all.get(i));
        }
    }

    @Test
    void shouldGoOnWhenThoseHaveEndedToWhomTooManyAnswersWereOwed() throws IOException {
        open();
        final SessionRig greedy = besideAs("greedy");
        greedy.send(message(1, "x"));
        final byte[] bad = damaged(2, "");
        while (greedy.isReading()) {
            greedy.send(bad);
        }
        rig.send(message(1, "x"), message(2, "y"), ping(), message(3, "z"));
        assertThat(rig.isReading()).isFalse();
        assertThat(rig.file.lines).hasSize(3);
        end(greedy);
        rig.channel.runPendingTasks();
        assertThat(rig.isReading()).isTrue();
        assertThat(rig.file.lines).hasSize(4);
        assertThat(rig.service.owed()).isEqualTo(4);
        rig.file.writeAll();
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 2", "PONG", "ACK 3");
    }

    @Test
    void shouldSkipWhatIsFarTooLargeAndGoOn() throws IOException {
        restart(options().memoryLength(4 << 20));
        open();
        final byte[] large = message(1, "n", new byte[8 << 20]);
        for (int at = 0; at < large.length; at += 65_536) {
            final byte[] piece = new byte[Math.min(65_536, large.length - at)];
            System.arraycopy(large, at, piece, 0, piece.length);
            rig.send(piece);
            assertThat(rig.services.budget().used()).isLessThan(1024);
        }
        rig.send(message(2, "x"));
        rig.write(1);
        assertThat(rig.answers()).containsExactly("NACK 1 TOO_LARGE", "ACK 2");
    }

    @Test
    void shouldRefuseTheTooLargeAgainWhenTheAnswerWasLost() throws IOException {
        open();
        rig.send(message(1, "y".repeat(300)), message(2, "x"));
        rig.write(1);
        assertThat(rig.answers()).containsExactly("NACK 1 TOO_LARGE", "ACK 2");
        rig.send(message(1, "y".repeat(300)), message(2, "x"));
        assertThat(rig.answers()).containsExactly("NACK 1 TOO_LARGE", "ACK 2");
    }

    @Test
    void shouldEndTheConnectionAtAFrameThatMakesNoSense() throws IOException {
        open();
        rig.send(message(1, "x"), new byte[] {0, 0, 0, 0, 0}, message(2, "y"));
        assertThat(rig.answers()).isEmpty();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1", "NACK 0 MALFORMED", "END");
        assertThat(rig.file.lines).hasSize(1);
        assertThat(rig.said.toString(UTF_8)).contains("closed: makes no sense: length=0");
    }

    @Test
    void shouldEndTheConnectionAtAnIdThatMakesNoSense() throws IOException {
        open();
        rig.send(message(0, "x"));
        assertThat(rig.answers()).containsExactly("NACK 0 MALFORMED", "END");
    }

    @Test
    void shouldBelieveNoFieldOfAFrameBeforeItsChecksum() throws IOException {
        open();
        final byte[] damaged = message(1, "x");
        damaged[13] = (byte) 200; // the length of the name
        rig.send(damaged, message(1, "x"));
        rig.write(1);
        assertThat(rig.answers()).containsExactly("NACK 1 CHECKSUM", "ACK 1");
    }

    @Test
    void shouldEndTheConnectionAtANameThatIsLongerThanItsFrame() throws IOException {
        open();
        final byte[] frame = message(1, "x");
        frame[13] = (byte) 200;
        final CRC32C checksum = new CRC32C();
        checksum.update(frame, 4, frame.length - 8);
        ByteBuffer.wrap(frame).putInt(frame.length - 4, (int) checksum.getValue());
        rig.send(frame);
        assertThat(rig.answers()).containsExactly("NACK 0 MALFORMED", "END");
        assertThat(rig.said.toString(UTF_8)).contains("closed: makes no sense: id=1, nameLength=200");
    }

    @Test
    void shouldEndTheConnectionAtAMessageWithoutAllItsFields() throws IOException {
        open();
        rig.send(new byte[] {0, 0, 0, 9, 2, 0, 0, 0, 0, 0, 0, 0, 1});
        assertThat(rig.answers()).containsExactly("NACK 0 MALFORMED", "END");
    }

    @Test
    void shouldFindTheFieldsWhereverTheBufferLiesInMemory() throws IOException {
        open();
        final byte[] frame = message(1, "x");
        rig.channel.writeInbound(
                Unpooled.directBuffer().writeZero(100).writeBytes(frame).slice(100, frame.length));
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1");
        assertThat(rig.file.lines).containsExactly("a 1 name x\n");
    }

    @Test
    void shouldEndTheConnectionAtAnotherVersion() throws IOException {
        final byte[] hello = hello("a");
        hello[6] = 9;
        rig.send(hello);
        assertThat(rig.answers()).containsExactly("NACK 0 VERSION", "END");
    }

    @Test
    void shouldEndTheConnectionAtAHelloThatMakesNoSense() throws IOException {
        final byte[] hello = hello("a");
        hello[hello.length - 1] = 7;
        rig.send(hello);
        assertThat(rig.answers()).containsExactly("NACK 0 MALFORMED", "END");
    }

    @Test
    void shouldEscapeWhateverTheBytesAre() throws IOException {
        rig.send(hello("a b\n"));
        rig.send(message(1, "na me\r", new byte[] {'x', '\n', 0x1b, 0, (byte) 0xff, 'y'}));
        assertThat(rig.file.lines).containsExactly("a\\x20b\\n 1 na\\x20me\\r x\\n\\x1B\\x00\\xFFy\n");
    }

    @Test
    void shouldTellTheOlderConnectionOfAClientAndGoOnWithTheNewer() throws IOException {
        open();
        rig.send(message(1, "x"));
        final SessionRig newer = SessionRig.sharing(rig);
        newer.send(hello("a"), message(2, "y"));
        assertThat(newer.answers()).as("the older has not let go yet").isEmpty();
        assertThat(newer.file.lines).hasSize(1);
        rig.send(message(2, "from the older"));
        assertThat(rig.file.lines).hasSize(2);
        assertThat(rig.answers()).containsExactly("NACK 0 TAKEN_OVER", "END");
        assertThat(newer.answers()).containsExactly("WELCOME 2");
        newer.write(2);
        assertThat(newer.answers()).as("a duplicate").containsExactly("ACK 2");
        assertThat(newer.file.lines).containsExactly("a 1 name x\n", "a 2 name from the older\n");
        newer.channel.close();
        newer.channel.runPendingTasks();
        assertThat(rig.file.clients().size()).isEqualTo(1);
    }

    @Test
    void shouldHandTheClientOnWhenSeveralTakeItOverAtOnce() throws IOException {
        open();
        final SessionRig second = SessionRig.sharing(rig);
        final SessionRig third = SessionRig.sharing(rig);
        second.send(hello("a"));
        third.send(hello("a"), message(1, "third"));
        second.channel.close();
        assertThat(second.answers()).containsExactly("NACK 0 TAKEN_OVER", "END");
        assertThat(third.answers()).as("the first has not let go yet").isEmpty();
        assertThat(rig.answers()).containsExactly("NACK 0 TAKEN_OVER", "END");
        assertThat(second.answers()).containsExactly("END");
        assertThat(third.answers()).containsExactly("WELCOME 0");
        assertThat(third.file.lines).containsExactly("a 1 name third\n");
        third.channel.close();
        third.channel.runPendingTasks();
        final SessionRig fourth = SessionRig.sharing(rig);
        fourth.send(hello("a"));
        assertThat(fourth.answers()).containsExactly("WELCOME 1");
        fourth.channel.close();
        fourth.channel.runPendingTasks();
    }

    @Test
    void shouldHaveTheNextOneWaitForAnOlderWhenTheOneBetweenHasEnded() throws IOException {
        open();
        final SessionRig second = SessionRig.sharing(rig);
        second.send(hello("a"));
        second.channel.close();
        second.channel.runPendingTasks();
        final SessionRig third = SessionRig.sharing(rig);
        third.send(hello("a"));
        second.channel.runPendingTasks();
        assertThat(third.answers()).isEmpty();
        assertThat(rig.answers()).containsExactly("NACK 0 TAKEN_OVER", "END");
        second.channel.runPendingTasks();
        assertThat(third.answers()).containsExactly("WELCOME 0");
        third.channel.close();
        third.channel.runPendingTasks();
    }

    @Test
    void shouldForgetAClientThatOnlyGreeted() throws IOException {
        open();
        rig.channel.close();
        rig.channel.runPendingTasks();
        assertThat(rig.file.clients().size()).isZero();
    }

    @Test
    void shouldRefuseWhenTooManyClientsAreRemembered() throws IOException {
        rig.file.close();
        final FakeLog small = new FakeLog(Files.createDirectory(directory.resolve("small")), 1);
        rig = new SessionRig(small, false, Users.anyone(), options());
        open();
        rig.send(message(1, "x"));
        final SessionRig other = SessionRig.sharing(rig);
        other.send(hello("b"));
        assertThat(other.answers()).containsExactly("NACK 0 BUSY", "END");
        assertThat(other.said.toString(UTF_8))
                .contains("fake.log: a new client was told to try later: message-clients=");
    }

    @Test
    void shouldRefuseLateAndInTheSameWordsWhoeverIsNotAuthorised() throws IOException {
        final Path users = directory.resolve("users");
        Files.writeString(users, "ann secret=right clients=a1\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        final Users known = Users.open(users, new ServerLog(new PrintStream(rig.said, true, UTF_8)));
        long delayS = 1;
        for (final byte[] hello : new byte[][] {
            hello("a1", "ann", "wrong"), hello("b1", "ann", "right"), hello("a1", "bob", "right"), hello("a1")
        }) {
            restart(known, options());
            rig.channel.freezeTime();
            rig.send(hello, message(1, "x"));
            assertThat(rig.isReading()).isFalse();
            rig.pass(12);
            rig.channel.advanceTimeBy(delayS * 1000 - 1, TimeUnit.MILLISECONDS);
            rig.channel.runScheduledPendingTasks();
            assertThat(rig.answers()).isEmpty();
            rig.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            rig.channel.runScheduledPendingTasks();
            assertThat(rig.answers()).containsExactly("NACK 0 NOT_AUTHORISED", "END");
            assertThat(rig.file.lines).isEmpty();
        }
        restart(known, options());
        rig.send(hello("a1", "ann", "right"), message(1, "x"));
        assertThat(rig.answers()).containsExactly("WELCOME 0");
        assertThat(rig.file.lines).hasSize(1);
    }

    @Test
    void shouldCloseWhoeverSaysNoHelloInTenSeconds() throws IOException {
        rig.send(new byte[] {0, 0});
        rig.pass(9);
        assertThat(rig.answers()).isEmpty();
        rig.pass(1);
        assertThat(rig.answers()).containsExactly("END");
    }

    @Test
    void shouldCloseWhoeverTakesThirtySecondsForAFrame() throws IOException {
        open();
        final byte[] slow = message(1, "0123456789012345678901234567890");
        for (int second = 0; second < 30; second++) {
            assertThat(rig.channel.isOpen()).isTrue();
            rig.send(new byte[] {slow[second]});
            rig.pass(1);
        }
        assertThat(rig.channel.isOpen()).isFalse();
    }

    @Test
    void shouldNotCloseABusyConnectionWhoseReadsEndWithinFrames() throws IOException {
        open();
        final byte[] frames = new byte[40 * message(1, "x").length];
        for (int i = 0; i < 40; i++) {
            System.arraycopy(message(i + 1, "x"), 0, frames, i * message(1, "x").length, message(1, "x").length);
        }
        rig.file.writesAtOnce = true;
        final int step = message(1, "x").length;
        int at = 0;
        for (int second = 0; second < 39; second++) {
            final int end = (second + 1) * step + 3;
            final byte[] piece = new byte[end - at];
            System.arraycopy(frames, at, piece, 0, piece.length);
            at = end;
            rig.send(piece);
            rig.pass(1);
        }
        assertThat(rig.answers()).hasSize(39);
        assertThat(rig.channel.isOpen()).isTrue();
    }

    @Test
    void shouldCloseTheIdleButNotWhoeverPings() throws IOException {
        restart(options().idleTimeout(Duration.ofSeconds(20)));
        open();
        for (int i = 0; i < 5; i++) {
            rig.pass(19);
            rig.send(ping());
            assertThat(rig.answers()).containsExactly("PONG");
        }
        rig.pass(20);
        assertThat(rig.answers()).containsExactly("END");
    }

    @Test
    void shouldNotCloseWhoeverWaitsForUs() throws IOException {
        open();
        rig.file.capacity = 1;
        rig.send(message(1, "x"), message(2, "y"));
        rig.pass(10_000);
        assertThat(rig.channel.isOpen()).isTrue();
        rig.write(1);
        rig.write(1);
        rig.pass(299);
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 2");
        rig.pass(1);
        assertThat(rig.answers()).containsExactly("END");
    }

    @Test
    void shouldTakeLargeFramesOutOfTheCommonBudget() throws IOException {
        restart(options().maxMessage(1 << 20).memoryLength(4 << 20));
        open();
        final byte[] large = message(1, "n", new byte[1 << 20]);
        final byte[] half = new byte[large.length / 2];
        System.arraycopy(large, 0, half, 0, half.length);
        final byte[] rest = new byte[large.length - half.length];
        System.arraycopy(large, half.length, rest, 0, rest.length);
        rig.services.budget().take((3 << 20) + 10, () -> {});
        rig.send(half);
        assertThat(rig.isReading()).isFalse();
        rig.pass(100);
        assertThat(rig.channel.isOpen()).as("it waits for us").isTrue();
        rig.services.budget().giveBack((3 << 20) + 10);
        rig.channel.runPendingTasks();
        assertThat(rig.isReading()).isTrue();
        assertThat(rig.services.budget().used()).isEqualTo(large.length);
        rig.send(rest);
        assertThat(rig.services.budget().used()).isZero();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1");
    }

    @Test
    void shouldKeepNothingBetweenFramesAndLittleWithin() throws IOException {
        open();
        final byte[] first = message(1, "x".repeat(200));
        final byte[] second = message(2, "y".repeat(200));
        rig.send(join(first, new byte[] {second[0], second[1], second[2], second[3], second[4]}));
        assertThat(rig.services.budget().used()).isLessThanOrEqualTo(512);
        final byte[] rest = new byte[second.length - 5];
        System.arraycopy(second, 5, rest, 0, rest.length);
        rig.send(rest);
        assertThat(rig.services.budget().used()).isZero();
        rig.write(2);
        assertThat(rig.answers()).containsExactly("ACK 1", "ACK 2");
    }

    @Test
    void shouldRefuseWhatComesWhileTheServerEndsAndAnswerWhatIsPending() throws IOException {
        open();
        rig.file.capacity = 1;
        rig.send(message(1, "x"), message(2, "y"));
        rig.service.beginShutdown();
        rig.send(message(3, "z"));
        assertThat(rig.answers()).isEmpty();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1", "NACK 2 SHUTTING_DOWN", "NACK 3 OUT_OF_SEQUENCE");
        rig.service.endSessions();
        assertThat(rig.answers()).containsExactly("END");
    }

    @Test
    void shouldAnswerWhatIsPendingAlsoToAClientThatHasSaidAll() throws IOException {
        open();
        rig.send(message(1, "x"));
        rig.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(rig.channel.isOpen()).isTrue();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1", "END");
    }

    @Test
    void shouldRefuseWhatWaitsForSpaceOnceTheDiskIsFull() throws IOException {
        open();
        rig.file.capacity = 1;
        rig.send(message(1, "x"), message(2, "y"), message(3, "z"));
        final SessionRig other = besideAs("b");
        other.send(message(1, "x"));
        rig.pass(1);
        assertThat(rig.isReading()).as("there may be space again").isFalse();
        rig.file.refusal = NackReason.DISK_FULL;
        rig.pass(1);
        assertThat(rig.isReading()).isTrue();
        assertThat(other.answers()).containsExactly("WELCOME 0", "NACK 1 DISK_FULL");
        assertThat(rig.answers()).as("behind what came before").isEmpty();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("ACK 1", "NACK 2 DISK_FULL", "NACK 3 OUT_OF_SEQUENCE");
        end(other);
    }

    @Test
    void shouldCloseConnectionsWhoseAnswersWillNotComeAndRefuseOthers() throws IOException {
        open();
        rig.file.capacity = 2;
        rig.send(message(1, "x"), message(2, "y"), message(3, "z"));
        rig.file.head.addAndGet(8);
        rig.file.isLost = true;
        rig.file.refusal = NackReason.DISK_FAILED;
        rig.write(0);
        assertThat(rig.answers()).as("what is on file is acknowledged").containsExactly("ACK 1", "END");
        assertThat(rig.service.owed()).isZero();
        final SessionRig next = SessionRig.sharing(rig);
        next.send(hello("a"), message(3, "z"));
        assertThat(next.answers()).containsExactly("WELCOME 2", "NACK 3 DISK_FAILED");
        end(next);
        final SessionRig again = besideAs("a");
        again.send(message(2, "y"));
        rig.channel.runPendingTasks();
        assertThat(again.answers()).as("of y it is not known").containsExactly("WELCOME 2", "END");
        assertThat(rig.service.owed()).isZero();
    }

    @Test
    void shouldCloseAConnectionWhoseMessageCameWhileTheFileWasLost() throws IOException {
        open();
        rig.file.isLost = true;
        rig.send(message(1, "x"));
        assertThat(rig.answers()).containsExactly("END");
        assertThat(rig.service.owed()).isZero();
    }

    @Test
    void shouldNotAnswerAConnectionThatHasEnded() throws IOException {
        open();
        rig.send(message(1, "x"));
        rig.channel.close();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("END");
    }

    @Test
    void shouldTellThatTlsIsSpokenWhereItIsOff() throws IOException {
        rig.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1});
        assertThat(rig.answers()).containsExactly("END");
        assertThat(rig.said.toString(UTF_8)).contains("TLS").contains("--tls-certificate");
    }

    @Test
    void shouldStandAnyBytes() throws IOException {
        final Random random = new Random(11);
        for (int round = 0; round < 3000; round++) {
            final SessionRig each = SessionRig.sharing(rig);
            each.file.writesAtOnce = true;
            each.send(hello("c" + round % 3));
            while (each.channel.isOpen() && random.nextInt(20) > 0) {
                final byte[] bytes =
                        random.nextBoolean() ? message(random.nextInt(4), "x") : new byte[random.nextInt(40)];
                if (random.nextBoolean()) {
                    for (int i = random.nextInt(3); i < bytes.length; i += 1 + random.nextInt(20)) {
                        bytes[i] = (byte) random.nextInt();
                    }
                }
                each.send(bytes);
            }
            each.channel.close();
            each.answers();
            each.channel.checkException();
            assertThat(each.services.budget().used()).isZero();
        }
    }
}
