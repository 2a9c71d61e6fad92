package io.logc.server.message.codec;

import static io.logc.server.message.codec.WireClient.hello;
import static io.logc.server.message.codec.WireClient.join;
import static io.logc.server.message.codec.WireClient.message;
import static io.logc.server.message.codec.WireClient.ping;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.MessageProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryDecoderTest {
    private static final int MAX_PAYLOAD = 100;

    private final List<String> seen = new ArrayList<>();
    private boolean isOpen;
    private boolean isRefusing;
    private int interruptions;
    private boolean isStopped;

    private final BinaryDecoder decoder = new BinaryDecoder(MAX_PAYLOAD, new BinaryDecoder.Handler() {
        @Override
        public boolean isOpen() {
            return isOpen;
        }

        @Override
        public boolean isStopped() {
            return isStopped;
        }

        @Override
        public boolean onFrame(final byte code, final ByteBuf in, final int index, final int length) {
            if (isRefusing) {
                return false;
            }
            assertThat(in.getByte(index)).isEqualTo(code);
            assertThat(in.readerIndex()).isEqualTo(index - 4);
            isOpen |= code == MessageProtocol.HELLO;
            seen.add(
                    code == MessageProtocol.MESSAGE && length > 8
                            ? "message " + in.getLong(index + 1)
                            : "code " + code);
            return true;
        }

        @Override
        public boolean onInterruption(final ByteBuf in) {
            interruptions++;
            return !isRefusing;
        }

        @Override
        public void onSkipped(final long messageId, final boolean isIntact) {
            seen.add("skipped " + messageId + (isIntact ? "" : " damaged"));
        }

        @Override
        public void onMalformed(final String why) {
            seen.add("malformed " + why);
        }
    });

    private static byte[] tooLong(final long id, final int length) {
        return message(id, "n", new byte[length]);
    }

    private static byte[] frame(final int length, final int... bytes) {
        final ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length).putInt(length);
        for (final int each : bytes) {
            frame.put((byte) each);
        }
        return frame.array();
    }

    /** Feeds it in pieces; what it leaves comes again with the next piece. */
    private void feed(final byte[] bytes, final int pieceLength) {
        final ByteBuf in = Unpooled.directBuffer(bytes.length);
        for (int at = 0; at < bytes.length; at += pieceLength) {
            in.writeBytes(bytes, at, Math.min(pieceLength, bytes.length - at));
            decoder.decode(in);
        }
        in.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 64, 100_000})
    void shouldFindTheSameFramesHoweverTheyAreCut(final int pieceLength) {
        final byte[] damaged = tooLong(4, 3000);
        damaged[2000] ^= 1;
        feed(
                join(hello("a"), message(1, "x"), tooLong(2, 700), ping(), tooLong(3, 2000), damaged, message(5, "y")),
                pieceLength);
        assertThat(seen)
                .containsExactly(
                        "code 1", "message 1", "skipped 2", "code 3", "skipped 3", "skipped 4 damaged", "message 5");
    }

    @Test
    void shouldGiveMessagesThatAreLittleTooLongAsAWhole() {
        isOpen = true;
        feed(tooLong(1, MAX_PAYLOAD + 1), 1000);
        assertThat(seen).containsExactly("message 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, BinaryDecoder.MAX_SKIPPED_LENGTH + 1})
    void shouldEndAtALengthThatMakesNoSense(final int length) {
        isOpen = true;
        feed(join(frame(length, MessageProtocol.MESSAGE, 0, 0, 0, 0, 0, 0, 0, 1), message(1, "x")), 1000);
        assertThat(seen).containsExactly("malformed length=" + length);
    }

    @Test
    void shouldEndAtACodeThatMakesNoSenseHere() {
        feed(message(1, "x"), 1000);
        assertThat(seen).containsExactly("malformed code=2");
    }

    @Test
    void shouldEndAtASecondHello() {
        feed(join(hello("a"), hello("a")), 1000);
        assertThat(seen).containsExactly("code 1", "malformed code=1");
    }

    @Test
    void shouldNotKeepALongHelloOrPing() {
        feed(frame(MessageProtocol.MAX_HELLO_LENGTH + 1, MessageProtocol.HELLO), 1000);
        assertThat(seen).containsExactly("malformed length=" + (MessageProtocol.MAX_HELLO_LENGTH + 1));
        isOpen = true;
        seen.clear();
        final BinaryDecoderTest other = new BinaryDecoderTest();
        other.isOpen = true;
        other.feed(frame(2, MessageProtocol.PING, 0), 1000);
        assertThat(other.seen).containsExactly("malformed length=2");
    }

    @Test
    void shouldGiveAFrameAgainThatCouldNotBeDealtWith() {
        isOpen = true;
        isRefusing = true;
        final ByteBuf in = Unpooled.wrappedBuffer(message(1, "x"));
        decoder.decode(in);
        assertThat(seen).isEmpty();
        isRefusing = false;
        isStopped = true;
        decoder.decode(in);
        assertThat(seen).isEmpty();
        isStopped = false;
        decoder.decode(in);
        assertThat(seen).containsExactly("message 1");
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void shouldAskBeforeAnythingButAFrame() {
        isOpen = true;
        isRefusing = true;
        final ByteBuf in = Unpooled.wrappedBuffer(join(tooLong(1, 700), frame(-1, MessageProtocol.MESSAGE)));
        decoder.decode(in);
        assertThat(interruptions).isEqualTo(1);
        assertThat(in.readerIndex()).isZero();
        isRefusing = false;
        decoder.decode(in);
        assertThat(interruptions).isEqualTo(3);
        assertThat(seen).containsExactly("skipped 1", "malformed length=-1");
    }

    @Test
    void shouldTellWhatTheFrameThatHasBegunNeeds() {
        isOpen = true;
        final byte[] message = message(1, "0123456789");
        final ByteBuf in = Unpooled.wrappedBuffer(message, 0, 8);
        decoder.decode(in);
        assertThat(decoder.neededLength()).isEqualTo(message.length);
        assertThat(decoder.isInFrame(in)).isTrue();
    }

    @Test
    void shouldStandAnyBytes() {
        final Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            final BinaryDecoderTest fresh = new BinaryDecoderTest();
            fresh.isOpen = random.nextBoolean();
            final byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 5) {
                bytes[0] = 0;
                bytes[1] = (byte) random.nextInt(2);
                bytes[2] = (byte) random.nextInt(3);
                bytes[4] = (byte) (1 + random.nextInt(3));
            }
            fresh.feed(bytes, 1 + random.nextInt(20));
        }
    }
}
