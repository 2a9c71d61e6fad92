package io.logc.message.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes on the wire, written down by hand (the CRC-32C by another program), and what comes back of them. */
class MessageFramesTest {
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final Hello HELLO = new Hello((short) 1, ClientId.of("meter-ä"), "joe", "pässword".getBytes(UTF_8));
    private static final Hello SHORTEST = new Hello((short) 1, ClientId.of("c"), "", new byte[0]);
    private static final Hello WITH_UUID = new Hello((short) 0x0203, ClientId.of(ID), "", new byte[0]);
    private static final Welcome WELCOME = new Welcome((short) 1, 256, MessageProtocol.WRITTEN, 0x0102030405060708L);

    /** Reads the fields after the code. */
    private interface Decoder {
        Object decode(ByteBuffer frame) throws FrameException;
    }

    static Stream<Arguments> frames() {
        return Stream.of(
                golden(
                        "HELLO",
                        HELLO::encode,
                        "0000001c 01 0001 00 08 6d657465722dc3a4 03 6a6f65 0009 70c3a473 73776f7264"),
                golden("HELLO, shortest", SHORTEST::encode, "00000009 01 0001 00 01 63 00 0000"),
                golden(
                        "HELLO with a UUID",
                        WITH_UUID::encode,
                        "00000018 01 0203 01 10 00112233445566778899aabbccddeeff 00 0000"),
                golden("WELCOME", WELCOME::encode, "00000010 81 0001 00000100 01 0102030405060708"),
                golden("MESSAGE", message(7, "n", "hi"), "00000011 02 0000000000000007 01 6e 6869 63f16cdd"),
                golden(
                        "MESSAGE, empty",
                        message(0x0102030405060708L, "", ""),
                        "0000000e 02 0102030405060708 00 e9de7b46"),
                golden(
                        "MESSAGE, any bytes",
                        target -> new MessageFlyweight()
                                .encode(target, Long.MAX_VALUE, "ä".getBytes(UTF_8), new byte[] {0, -1, '\n'}),
                        "00000013 02 7fffffffffffffff 02 c3a4 00ff0a 6fd081fb"),
                golden("ACK", target -> Frames.putAck(target, 77), "00000009 82 000000000000004d"),
                golden(
                        "NACK",
                        new Nack(9, NackReason.DISK_FULL, "voll")::encode,
                        "0000000f ff 0000000000000009 06 04 766f6c6c"),
                golden(
                        "NACK without text",
                        new Nack(0, NackReason.TAKEN_OVER, "")::encode,
                        "0000000b ff 0000000000000000 0b 00"),
                golden("PING", target -> Frames.putBare(target, MessageProtocol.PING), "00000001 03"),
                golden("PONG", target -> Frames.putBare(target, MessageProtocol.PONG), "00000001 83"));
    }

    private static Arguments golden(final String name, final Consumer<ByteBuffer> encoder, final String hex) {
        return Arguments.of(name, encoder, hex.replace(" ", ""));
    }

    private static Consumer<ByteBuffer> message(final long id, final String name, final String payload) {
        return target -> new MessageFlyweight().encode(target, id, name.getBytes(UTF_8), payload.getBytes(UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void shouldPutTheBytesThatTheProtocolSays(
            final String name, final Consumer<ByteBuffer> encoder, final String expected) {
        assertThat(HexFormat.of().formatHex(frame(encoder))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void shouldPutNothingWhenTheWholeFrameDoesNotFit(
            final String name, final Consumer<ByteBuffer> encoder, final String expected) {
        final ByteBuffer tooShort = ByteBuffer.allocate(expected.length() / 2 - 1);

        assertThatThrownBy(() -> encoder.accept(tooShort)).isInstanceOf(BufferOverflowException.class);
        assertThat(tooShort.position()).isZero();
    }

    @Test
    void shouldReadBackWhatWasEncoded() throws FrameException {
        final Nack nack = new Nack(Long.MAX_VALUE, (byte) 99, "wäre falsch");

        assertThat(Hello.decode(fields(HELLO::encode))).isEqualTo(HELLO);
        assertThat(Hello.decode(fields(SHORTEST::encode))).isEqualTo(SHORTEST);
        assertThat(Hello.decode(fields(WITH_UUID::encode))).isEqualTo(WITH_UUID);
        assertThat(Hello.version(fields(WITH_UUID::encode))).isEqualTo((short) 0x0203);
        assertThat(Hello.decode(fields(HELLO::encode)).secret()).isEqualTo("pässword".getBytes(UTF_8));
        assertThat(Welcome.decode(fields(WELCOME::encode))).isEqualTo(WELCOME);
        assertThat(Nack.decode(fields(nack::encode))).isEqualTo(nack);
        assertThat(nack.reason()).isNull();
        assertThat(Frames.getAck(fields(target -> Frames.putAck(target, -5)))).isEqualTo(-5);
    }

    @Test
    void shouldNotSayTheSecretToPeople() {
        assertThat(HELLO.toString()).contains("meter", "joe").doesNotContain("ssword");
    }

    @Test
    void shouldTakeAUuidAndItsCanonicalTextForTheSameClient() throws FrameException {
        final ClientId decoded = Hello.decode(fields(WITH_UUID::encode)).clientId();

        assertThat(decoded).isEqualTo(ClientId.of("00112233-4455-6677-8899-aabbccddeeff"));
        assertThat(decoded).hasSameHashCodeAs(ClientId.of("00112233-4455-6677-8899-aabbccddeeff"));
        assertThat(decoded.bytes()).isEqualTo("00112233-4455-6677-8899-aabbccddeeff".getBytes(UTF_8));
    }

    @Test
    void shouldRefuseIdsUsersAndSecretsThatNoFrameCanHold() {
        final ClientId longest = ClientId.of("ä".repeat(32));

        assertThat(longest.bytes()).hasSize(MessageProtocol.MAX_CLIENT_ID_LENGTH);
        assertThatThrownBy(() -> ClientId.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientId.of("a" + "ä".repeat(32))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientId.of("\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hello((short) 1, longest, "u".repeat(65), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hello((short) 1, longest, "u", new byte[257]))
                .isInstanceOf(IllegalArgumentException.class);
        final Hello largest = new Hello((short) 1, longest, "u".repeat(64), new byte[256]);
        assertThat(frame(largest::encode)).hasSize(4 + MessageProtocol.MAX_HELLO_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001 00 00 00 0000", // no id
                "0001 00 41 " + "61616161616161616161616161616161616161616161616161616161616161616161616161616161"
                        + "61616161616161616161616161616161616161616161616161 00 0000", // 65 bytes
                "0001 00 01 ff 00 0000", // id not UTF-8
                "0001 02 01 63 00 0000", // unknown kind
                "0001 01 0f 00112233445566778899aabbccddee 00 0000", // short UUID
                "0001 00 01 63 01 ff 0000", // user not UTF-8
                "0001 00 01 63 41 0000", // user too long
                "0001 00 01 63 00 0101", // secret too long
                "0001 00 01 63 00 ffff", // length above 32767
                "0001 00 01 63 00 0000 00" // more
            })
    void shouldRefuseAHelloThatMakesNoSense(final String hex) {
        final ByteBuffer frame = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThatThrownBy(() -> Hello.decode(frame)).isInstanceOf(FrameException.class);
    }

    @Test
    void shouldRefuseFramesThatAreCutOffOrHaveMore() {
        assertRefusedAtAnyOtherLength(HELLO::encode, Hello::decode);
        assertRefusedAtAnyOtherLength(WITH_UUID::encode, Hello::decode);
        assertRefusedAtAnyOtherLength(WELCOME::encode, Welcome::decode);
        assertRefusedAtAnyOtherLength(new Nack(1, NackReason.BUSY, "x")::encode, Nack::decode);
        assertRefusedAtAnyOtherLength(target -> Frames.putAck(target, 1), Frames::getAck);
    }

    private static void assertRefusedAtAnyOtherLength(final Consumer<ByteBuffer> encoder, final Decoder decoder) {
        final ByteBuffer fields = fields(encoder);
        final int length = fields.remaining();
        final byte[] bytes = new byte[length + 1];
        fields.get(bytes, 0, length);
        for (int other = 0; other <= length + 1; other++) {
            final ByteBuffer frame = ByteBuffer.wrap(bytes, 0, other);
            if (other != length) {
                assertThatThrownBy(() -> decoder.decode(frame))
                        .as("%d of %d bytes", other, length)
                        .isInstanceOf(FrameException.class);
            }
        }
    }

    @Test
    void shouldRefuseNegativeFieldsInAWelcome() {
        final Welcome length = new Welcome((short) 1, -1, MessageProtocol.WRITTEN, 0);
        final Welcome last = new Welcome((short) 1, 0, MessageProtocol.WRITTEN, -1);

        assertThatThrownBy(() -> Welcome.decode(fields(length::encode))).isInstanceOf(FrameException.class);
        assertThatThrownBy(() -> Welcome.decode(fields(last::encode))).isInstanceOf(FrameException.class);
    }

    @Test
    void shouldCutATooLongTextBetweenCharacters() throws FrameException {
        final Nack nack = new Nack(1, NackReason.BUSY, "x" + "€".repeat(100));

        assertThat(Nack.decode(fields(nack::encode)).text()).isEqualTo("x" + "€".repeat(84));
        assertThat(Nack.decode(fields(new Nack(1, NackReason.BUSY, "y".repeat(300))::encode))
                        .text())
                .isEqualTo("y".repeat(255));
    }

    @Test
    void shouldMakeTheSameRefusalOfATextInBytes() {
        final byte[] text = "later".getBytes(UTF_8);
        final byte[] longest = new byte[Nack.MAX_TEXT_LENGTH];
        Arrays.fill(longest, (byte) 'x');

        assertThat(frame(target -> Nack.encode(target, 7, NackReason.BUSY, text)))
                .isEqualTo(frame(new Nack(7, NackReason.BUSY, "later")::encode));
        assertThat(frame(target -> Nack.encode(target, 7, NackReason.BUSY, longest)))
                .isEqualTo(frame(new Nack(7, NackReason.BUSY, "x".repeat(255))::encode));
        assertThatThrownBy(() -> Nack.encode(ByteBuffer.allocate(999), 7, NackReason.BUSY, new byte[256]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldShowTheFieldsOfAMessageWhereItLies() throws FrameException {
        for (final ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(99), ByteBuffer.allocateDirect(99)}) {
            buffer.put((byte) 1).put((byte) 2);
            message(7, "name", "payload").accept(buffer);
            final int length = buffer.position() - 6;
            buffer.flip().position(1);

            final MessageFlyweight flyweight = new MessageFlyweight().wrap(buffer, 6, length);

            assertThat(flyweight.messageId()).isEqualTo(7);
            assertThat(text(buffer, flyweight.nameIndex(), flyweight.nameLength()))
                    .isEqualTo("name");
            assertThat(text(buffer, flyweight.payloadIndex(), flyweight.payloadLength()))
                    .isEqualTo("payload");
            assertThat(flyweight.isIntact()).isTrue();
            assertThat(buffer.position()).isEqualTo(1);
            assertThat(buffer.limit()).isEqualTo(6 + length);
        }
    }

    @Test
    void shouldMakeTheSameFrameOfAMessageThatGetsItsIdLater() {
        final byte[] whole = frame(message(7, "name", "payload"));
        final ByteBuffer later = ByteBuffer.allocate(3 + whole.length).position(3);

        MessageFlyweight.encodeUnnumbered(later, "name".getBytes(UTF_8), "payload".getBytes(UTF_8));
        assertThat(later.hasRemaining()).isFalse();
        new MessageFlyweight().number(later, 3, 5);
        new MessageFlyweight().number(later, 3, 7);

        assertThat(later.hasRemaining()).isFalse();
        assertThat(Arrays.copyOfRange(later.array(), 3, later.capacity())).isEqualTo(whole);
    }

    @Test
    void shouldSeeAnyChangedBitOfAMessage() throws FrameException {
        final byte[] frame = frame(message(7, "name", "payload"));
        final MessageFlyweight flyweight = new MessageFlyweight();
        for (int bit = 8 * 5; bit < 8 * frame.length; bit++) {
            final byte[] changed = frame.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            boolean intact;
            try {
                intact = flyweight
                        .wrap(ByteBuffer.wrap(changed), 4, changed.length - 4)
                        .isIntact();
            } catch (final FrameException e) {
                intact = false;
            }
            assertThat(intact).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void shouldRefuseAMessageThatIsShorterThanItsFields() throws FrameException {
        final byte[] frame = frame(message(7, "name", ""));
        final MessageFlyweight flyweight = new MessageFlyweight();
        final ByteBuffer buffer = ByteBuffer.wrap(frame);

        flyweight.wrap(buffer, 4, frame.length - 4);
        for (int length = 0; length < frame.length - 4; length++) {
            final int shorter = length;
            if (length < MessageProtocol.MESSAGE_OVERHEAD_LENGTH) {
                assertThatThrownBy(() -> flyweight.wrap(buffer, 4, shorter)).isInstanceOf(FrameException.class);
            } else {
                assertThat(flyweight.wrap(buffer, 4, shorter).payloadLength()).isNegative();
            }
        }
        assertThatThrownBy(() -> flyweight.wrap(buffer, 4, frame.length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> flyweight.wrap(ByteBuffer.wrap(frame(WELCOME::encode)), 4, 16))
                .isInstanceOf(FrameException.class);
        assertThatThrownBy(() -> flyweight.encode(ByteBuffer.allocate(999), 1, new byte[256], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldMeetNoiseWithNothingButAFrameException() {
        final Decoder[] decoders = {
            Hello::decode,
            Welcome::decode,
            Nack::decode,
            Frames::getAck,
            frame -> new MessageFlyweight().wrap(frame, 0, frame.limit()).isIntact()
        };
        final Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            final byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            if (noise.length > 4 && random.nextBoolean()) {
                Arrays.fill(noise, 0, 4, (byte) random.nextInt(3));
            }
            for (final Decoder decoder : decoders) {
                try {
                    decoder.decode(ByteBuffer.wrap(noise));
                } catch (final FrameException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    @Test
    void shouldKnowEachReasonByItsCode() {
        for (final NackReason reason : NackReason.values()) {
            assertThat(NackReason.of(reason.code())).isEqualTo(reason);
        }
        assertThat(NackReason.of((byte) 0)).isNull();
        assertThat(NackReason.of((byte) -1)).isNull();
        assertThat(NackReason.of((byte) (NackReason.values().length + 1))).isNull();
    }

    private static byte[] frame(final Consumer<ByteBuffer> encoder) {
        final ByteBuffer target = ByteBuffer.allocate(1024);
        encoder.accept(target);
        return Arrays.copyOf(target.array(), target.position());
    }

    /** From after the code to the frame's end. */
    private static ByteBuffer fields(final Consumer<ByteBuffer> encoder) {
        final byte[] frame = frame(encoder);
        assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
        return ByteBuffer.wrap(Arrays.copyOfRange(frame, 5, frame.length));
    }

    private static String text(final ByteBuffer buffer, final int index, final int length) {
        final byte[] bytes = new byte[length];
        buffer.get(index, bytes);
        return new String(bytes, UTF_8);
    }
}
