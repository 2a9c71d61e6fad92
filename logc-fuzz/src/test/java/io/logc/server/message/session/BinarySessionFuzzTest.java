package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.logc.message.wire.ClientId;
import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.Welcome;
import io.logc.server.users.Users;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever bytes come, in whatever pieces: answers are whole frames in a sensible order, each message that is acknowledged is a
 * line, nothing is thrown and no memory stays. The pieces, and when something is written, make no difference.
 */
class BinarySessionFuzzTest {
    private static final int MAX_MESSAGES = 12;
    private static final int CAPACITY = 64 * 1024;
    private static final int LENGTH_OFFSET_BYTES = 4;
    private static final int CLOSED_BY_GARBAGE = 20;

    @FuzzTest(maxDuration = "6s")
    void shouldAnswerOrRefuseWhateverAClientSends(final FuzzedDataProvider data) throws IOException {
        final byte[] sent = frames(data);

        final FuzzedConnection pieces = FuzzedConnection.converse(sent, Users.anyone(), false, data);
        final FuzzedConnection whole = FuzzedConnection.converse(sent, Users.anyone(), false, null);

        assertThat(pieces.lines).isEqualTo(whole.lines);
        assertThat(pieces.answers).isEqualTo(whole.answers);
        check(pieces);
    }

    private static void check(final FuzzedConnection connection) throws IOException {
        final ByteBuffer answers = ByteBuffer.wrap(connection.answers);
        final List<Long> acknowledged = new ArrayList<>();
        boolean isFirst = true;
        while (answers.hasRemaining()) {
            final ByteBuffer frame = answers.slice(answers.position() + LENGTH_OFFSET_BYTES, answers.getInt());
            answers.position(answers.position() + frame.remaining());
            final byte code = frame.get();
            switch (code) {
                case MessageProtocol.WELCOME -> {
                    assertThat(isFirst).isTrue();
                    assertThat(Welcome.decode(frame).lastMessageId()).isZero();
                }
                case MessageProtocol.ACK -> acknowledged.add(Frames.getAck(frame));
                case MessageProtocol.NACK ->
                    assertThat(Nack.decode(frame).reason()).isNotNull();
                default -> assertThat(code).isEqualTo(MessageProtocol.PONG);
            }
            isFirst = false;
        }
        final List<Long> written = connection.lines.stream()
                .map(line -> Long.parseLong(line.split(" ", 3)[1]))
                .toList();
        assertThat(written).isSorted().doesNotHaveDuplicates();
        assertThat(acknowledged).containsAll(written);
        // What is below counts as sent before: a client may begin anywhere.
        assertThat(acknowledged).allMatch(id -> written.contains(id) || id < written.get(written.size() - 1));
    }

    /** A sound conversation, or one with changed bytes, strange lengths and garbage. */
    private static byte[] frames(final FuzzedDataProvider data) {
        final ByteBuffer target = ByteBuffer.allocate(CAPACITY);
        if (data.consumeInt(0, CLOSED_BY_GARBAGE) != 0) {
            new Hello(
                            data.consumeInt(0, CLOSED_BY_GARBAGE) == 0 ? data.consumeShort() : MessageProtocol.VERSION,
                            ClientId.of("fuzzer"),
                            "",
                            new byte[0])
                    .encode(target);
        }
        long id = data.consumeInt(0, 9) == 0 ? data.consumeLong() : 1;
        for (int count = data.consumeInt(0, MAX_MESSAGES); count > 0; count--) {
            final int start = target.position();
            id = frame(data, target, id);
            if (data.consumeInt(0, 9) == 0) {
                target.put(data.consumeInt(start, target.position() - 1), data.consumeByte());
            }
        }
        final byte[] bytes = new byte[target.position()];
        target.flip().get(bytes);
        return bytes;
    }

    private static long frame(final FuzzedDataProvider data, final ByteBuffer target, final long id) {
        final byte[] name = data.consumeBytes(data.consumeInt(0, 8));
        switch (data.consumeInt(0, 9)) {
            case 0 -> Frames.putBare(target, MessageProtocol.PING);
            case 1 -> new MessageFlyweight().encode(target, id - 1, name, "again".getBytes(UTF_8));
            case 2 -> new MessageFlyweight().encode(target, data.consumeLong(), name, name);
            case 3 -> new MessageFlyweight().encode(target, id, name, new byte[data.consumeInt(60, 2000)]);
            case 4 -> target.put(data.consumeBytes(40)).put((byte) 0);
            default -> {
                new MessageFlyweight().encode(target, id, name, data.consumeBytes(FuzzedConnection.MAX_MESSAGE));
                return id + 1;
            }
        }
        return data.consumeBoolean() ? id + 1 : id;
    }
}
