package io.logc.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes on the wire, written down by hand, and what comes back of them. */
class FramesTest {
    private static final InitRequest INIT = new InitRequest(
            true, "/l/ä.log", 1, "0123456789abcdef-7.buffer", 65_536, "head".getBytes(UTF_8), new byte[0], "process 9");

    static Stream<Arguments> frames() {
        return Stream.of(
                golden(
                        "INIT",
                        INIT::encode,
                        "00000044 01 01 2f6c2fc3a42e6c6f6700 00000001"
                                + "303132333435363738396162636465662d372e62756666657200"
                                + "00010000 00000004 68656164 00000000 70726f63657373203900"),
                golden(
                        "INIT without a name",
                        new InitRequest(false, "/x", 1, "", 131_072, new byte[0], new byte[] {'.'}, "")::encode,
                        "00000018 01 00 2f7800 00000001 00 00020000 00000000 00000001 2e 00"),
                golden(
                        "WRITE",
                        new WriteRequest(8, 0x0102030405060708L, -1)::encode,
                        "00000019 02 0000000000000008 0102030405060708 ffffffffffffffff"),
                golden("CLOSE", new CloseRequest(4096)::encode, "00000009 03 0000000000001000"),
                golden(
                        "INIT accepted",
                        new InitResponse(true, 0, "0123456789abcdef-7.buffer")::encode,
                        "0000001c 81 01 303132333435363738396162636465662d372e62756666657200"),
                golden(
                        "INIT refused",
                        new InitResponse(false, 16, "busy")::encode,
                        "0000000b 81 00 00000010 6275737900"),
                golden(
                        "WRITE answered",
                        target -> WriteRequest.encodeResponse(target, 77),
                        "00000009 82 000000000000004d"),
                golden("CLOSE answered", new CloseRequest(4096)::encodeResponse, "00000009 83 0000000000001000"),
                golden("REFUSED", new Refusal(1, "no")::encode, "00000008 ff 00000001 6e6f00"));
    }

    private static Arguments golden(final String name, final Consumer<ByteBuffer> encoder, final String hex) {
        return Arguments.of(name, encoder, hex.replace(" ", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void shouldPutTheBytesThatTheProtocolSays(
            final String name, final Consumer<ByteBuffer> encoder, final String expected) {
        assertThat(HexFormat.of().formatHex(bytes(encoder))).isEqualTo(expected);
    }

    @Test
    void shouldReadBackWhatWasEncoded() throws ProtocolException {
        final WriteRequest write = new WriteRequest(Long.MIN_VALUE, Long.MAX_VALUE, 42);
        final CloseRequest close = new CloseRequest(-8);
        final InitResponse accepted = new InitResponse(true, 0, "name");
        final InitResponse refused = new InitResponse(false, 22, "wäre falsch");
        final Refusal refusal = new Refusal(93, "version");

        assertThat(InitRequest.decode(fields(INIT::encode, 1)))
                .usingRecursiveComparison()
                .isEqualTo(INIT);
        assertThat(WriteRequest.decode(fields(write::encode, 2))).isEqualTo(write);
        assertThat(CloseRequest.decode(fields(close::encode, 3))).isEqualTo(close);
        assertThat(CloseRequest.decode(fields(close::encodeResponse, 0x83))).isEqualTo(close);
        assertThat(InitResponse.decode(fields(accepted::encode, 0x81))).isEqualTo(accepted);
        assertThat(InitResponse.decode(fields(refused::encode, 0x81))).isEqualTo(refused);
        assertThat(WriteRequest.decodeResponse(fields(target -> WriteRequest.encodeResponse(target, -5), 0x82)))
                .isEqualTo(-5);
        assertThat(Refusal.decode(fields(refusal::encode, 0xFF))).isEqualTo(refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void shouldWaitForTheWholeFrame(final String name, final Consumer<ByteBuffer> encoder, final String expected)
            throws ProtocolException {
        final byte[] bytes = bytes(encoder);
        for (int length = 0; length < bytes.length; length++) {
            final ByteBuffer received = ByteBuffer.wrap(bytes, 0, length);

            assertThat(Frames.next(received)).isNull();

            assertThat(received.position()).as("nothing is taken").isZero();
        }
    }

    @Test
    void shouldTakeFramesOneByOne() throws ProtocolException {
        final ByteBuffer target = ByteBuffer.allocate(1000);
        new CloseRequest(1).encode(target);
        INIT.encode(target);
        new CloseRequest(2).encode(target);
        target.put((byte) 0).flip();

        assertThat(Frames.next(target).remaining()).isEqualTo(9);
        final ByteBuffer init = Frames.next(target);
        assertThat(init.get()).isEqualTo(ControlProtocol.INIT);
        assertThat(InitRequest.decode(init)).usingRecursiveComparison().isEqualTo(INIT);
        assertThat(Frames.next(target).get(8)).isEqualTo((byte) 2);
        assertThat(Frames.next(target)).isNull();
        assertThat(target.remaining()).isEqualTo(1);
    }

    @Test
    void shouldNotLetAFrameReadIntoTheNext() throws ProtocolException {
        final ByteBuffer target = ByteBuffer.allocate(100);
        target.putInt(1).put(ControlProtocol.CLOSE);
        new CloseRequest(1).encode(target);

        final ByteBuffer frame = Frames.next(target.flip());

        frame.get();
        assertThatThrownBy(() -> CloseRequest.decode(frame)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_537, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseALengthThatNoPeerMaySend(final int length) {
        final ByteBuffer received = ByteBuffer.allocate(8).putInt(0, length);

        assertThatThrownBy(() -> Frames.next(received))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.errno()).isEqualTo(ControlProtocol.EINVAL))
                .hasMessage("frame length=" + length + ": must be between 1 and 65536");
    }

    @Test
    void shouldTakeTheLongestFrame() throws ProtocolException {
        final ByteBuffer received = ByteBuffer.allocate(4 + 65_536).putInt(0, 65_536);

        assertThat(Frames.next(received).remaining()).isEqualTo(65_536);
    }

    @Test
    void shouldRefuseToEncodeMoreThanAPeerTakes() {
        final InitRequest request = new InitRequest(true, "/x", 1, "", 0, new byte[70_000], new byte[0], "");

        assertThatThrownBy(() -> request.encode(ByteBuffer.allocate(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void shouldNameTheFieldThatIsMissingOrDoesNotFit() {
        final ByteBuffer empty = ByteBuffer.allocate(0);
        final ByteBuffer unended = ByteBuffer.wrap("\1/never/ends".getBytes(UTF_8));
        final ByteBuffer negative = ByteBuffer.allocate(100);
        negative.put("\1/x\0".getBytes(UTF_8)).putInt(1).put((byte) 0).putInt(0).putInt(-1);

        assertProtocolException(() -> WriteRequest.decode(empty), "start position: is missing");
        assertProtocolException(() -> InitRequest.decode(empty), "append: is missing");
        assertProtocolException(() -> InitRequest.decode(unended), "log file path: is not a text ended by a NUL");
        assertProtocolException(() -> InitRequest.decode(negative.flip()), "header: length=-1 does not fit");
        assertProtocolException(() -> InitResponse.decode(ByteBuffer.allocate(1)), "errno: is missing");
    }

    @Test
    void shouldRefuseATextOfUnreasonableLength() {
        final byte[] text = new byte[20_000];
        Arrays.fill(text, 1, text.length - 1, (byte) 'x');

        assertProtocolException(() -> InitRequest.decode(ByteBuffer.wrap(text)), "log file path: is not a text");
    }

    private interface Decoding {
        Object decode() throws ProtocolException;
    }

    private static void assertProtocolException(final Decoding decoding, final String message) {
        assertThatThrownBy(decoding::decode)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.errno()).isEqualTo(ControlProtocol.EINVAL))
                .hasMessageStartingWith(message);
    }

    private static byte[] bytes(final Consumer<ByteBuffer> encoder) {
        final ByteBuffer target = ByteBuffer.allocate(70_000);
        encoder.accept(target);
        return Arrays.copyOf(target.array(), target.position());
    }

    private static ByteBuffer fields(final Consumer<ByteBuffer> encoder, final int code) throws ProtocolException {
        final ByteBuffer frame = Frames.next(ByteBuffer.wrap(bytes(encoder)));
        assertThat(frame.get()).isEqualTo((byte) code);
        return frame;
    }
}
