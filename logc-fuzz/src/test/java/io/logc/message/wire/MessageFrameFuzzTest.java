package io.logc.message.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Whatever stands in a frame, it is decoded and encodes to the same bytes, or it is refused with a FrameException. */
class MessageFrameFuzzTest {
    private static final int CODE_LENGTH = 1;

    @FuzzTest(maxDuration = "3s")
    void shouldDecodeOrRefuseWhateverAFrameHolds(final FuzzedDataProvider data) {
        final int kind = data.consumeInt(0, 4);
        final byte[] fields = fields(data, kind);
        final ByteBuffer frame = ByteBuffer.wrap(fields);
        final ByteBuffer target =
                ByteBuffer.allocate(MessageProtocol.LENGTH_FIELD_LENGTH + CODE_LENGTH + 2 * fields.length + 64);
        try {
            switch (kind) {
                case 0 -> Hello.decode(frame).encode(target);
                case 1 -> Welcome.decode(frame).encode(target);
                case 2 -> Nack.decode(frame).encode(target);
                case 3 -> Frames.putAck(target, Frames.getAck(frame));
                default -> message(fields, target);
            }
        } catch (final FrameException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        target.flip().position(MessageProtocol.LENGTH_FIELD_LENGTH + CODE_LENGTH);
        assertThat(target).isEqualTo(ByteBuffer.wrap(fields));
    }

    private static void message(final byte[] fields, final ByteBuffer target) throws FrameException {
        final ByteBuffer frame = ByteBuffer.allocate(CODE_LENGTH + fields.length)
                .put(MessageProtocol.MESSAGE)
                .put(fields)
                .flip();
        final MessageFlyweight message = new MessageFlyweight().wrap(frame, 0, frame.limit());
        if (message.payloadLength() < 0) {
            throw new FrameException("name is cut off");
        }
        final byte[] name = new byte[message.nameLength()];
        frame.get(message.nameIndex(), name);
        final byte[] payload = new byte[message.payloadLength()];
        frame.get(message.payloadIndex(), payload);
        new MessageFlyweight().encode(target, message.messageId(), name, payload);
        if (!message.isIntact()) {
            // What was put has the right checksum in the place of the wrong one.
            target.position(target.position() - Integer.BYTES);
            target.put(fields, fields.length - Integer.BYTES, Integer.BYTES);
        }
    }

    /** Any bytes, or a sound HELLO with some of them changed. */
    private static byte[] fields(final FuzzedDataProvider data, final int kind) {
        if (kind != 0 || data.consumeBoolean()) {
            return data.consumeRemainingAsBytes();
        }
        final Hello hello = new Hello(MessageProtocol.VERSION, ClientId.of("sensor-1"), "alice", data.consumeBytes(20));
        final ByteBuffer whole = ByteBuffer.allocate(hello.frameLength() + MessageProtocol.LENGTH_FIELD_LENGTH);
        hello.encode(whole);
        final byte[] fields = new byte[whole.position() - MessageProtocol.LENGTH_FIELD_LENGTH - CODE_LENGTH];
        whole.get(MessageProtocol.LENGTH_FIELD_LENGTH + CODE_LENGTH, fields);
        for (int changes = data.consumeInt(0, 4); changes > 0; changes--) {
            fields[data.consumeInt(0, fields.length - 1)] = data.consumeByte();
        }
        return fields;
    }
}
