package io.logc.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;

/** Whatever a peer sends, decoding ends with a value or with a ProtocolException. */
class ControlFuzzTest {
    private static final byte[] SECRET = new byte[32];
    private static final int SPARE = 200;

    private interface Decoder {
        /** Decodes the fields; returns what can encode the same message again, or null. */
        Encoder decode(ByteBuffer fields) throws ProtocolException;
    }

    private interface Encoder {
        void encode(ByteBuffer target);
    }

    private static final List<Decoder> DECODERS = List.of(
            fields -> InitRequest.decode(fields)::encode,
            fields -> InitResponse.decode(fields)::encode,
            fields -> WriteRequest.decode(fields)::encode,
            fields -> {
                final long marker = WriteRequest.decodeResponse(fields);
                return target -> WriteRequest.encodeResponse(target, marker);
            },
            fields -> CloseRequest.decode(fields)::encode,
            fields -> Refusal.decode(fields)::encode,
            fields -> {
                new Handshake(SECRET).answerHello(fields, ByteBuffer.allocate(SPARE));
                return null;
            },
            fields -> {
                new Handshake(SECRET).answerChallenge(fields, ByteBuffer.allocate(SPARE));
                return null;
            },
            fields -> {
                Handshake.checkProof(fields, SECRET);
                return null;
            });

    @FuzzTest(maxDuration = "5s")
    void shouldDecodeOrRefuseWhateverIsReceived(final FuzzedDataProvider data) {
        final ByteBuffer received = received(data);
        final int end = received.limit();
        try {
            for (ByteBuffer frame = Frames.next(received); frame != null; frame = Frames.next(received)) {
                assertThat(received.limit()).isEqualTo(end);
                assertThat(frame.remaining()).isBetween(1, ControlProtocol.MAX_FRAME_LENGTH);
                frame.get();
                decode(DECODERS.get(data.consumeInt(0, DECODERS.size() - 1)), frame);
            }
        } catch (final ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank();
            assertThat(e.errno()).isPositive();
        }
    }

    /** What was decoded must survive being sent and received once more. */
    private static void decode(final Decoder decoder, final ByteBuffer frame) throws ProtocolException {
        final int fieldsLength = frame.remaining();
        final Encoder encoder = decoder.decode(frame);
        if (encoder != null && fieldsLength <= ControlProtocol.MAX_FRAME_LENGTH / 4) {
            final ByteBuffer first = ByteBuffer.allocate(ControlProtocol.MAX_FRAME_LENGTH);
            encoder.encode(first);
            final ByteBuffer sent = Frames.next(first.flip());
            assertThat(sent).isNotNull();
            sent.get();
            final ByteBuffer second = ByteBuffer.allocate(ControlProtocol.MAX_FRAME_LENGTH);
            decoder.decode(sent).encode(second);
            assertThat(second.flip()).isEqualTo(first.rewind());
        }
    }

    /** Bytes as they are, or a sound conversation in which some are changed, or which is cut. */
    private static ByteBuffer received(final FuzzedDataProvider data) {
        if (data.consumeBoolean()) {
            final byte[] fields = data.consumeBytes(data.consumeInt(0, 1024));
            final ByteBuffer framed = ByteBuffer.allocate(fields.length + ControlProtocol.LENGTH_FIELD_LENGTH + 1);
            framed.putInt(data.consumeBoolean() ? fields.length + 1 : data.consumeInt());
            return framed.put(data.consumeByte()).put(fields).flip();
        }
        final ByteBuffer sound = ByteBuffer.allocate(1024);
        new InitRequest(true, "/logs/app.log", 1, "name", 65_536, new byte[10], new byte[20], "me").encode(sound);
        new WriteRequest(1, 2, 3).encode(sound);
        new InitResponse(data.consumeBoolean(), 5, "text").encode(sound);
        new Refusal(22, "no").encode(sound);
        new Handshake(SECRET).encodeHello(sound);
        sound.flip();
        for (int changes = data.consumeInt(0, 6); changes > 0; changes--) {
            sound.put(data.consumeInt(0, sound.limit() - 1), data.consumeByte());
        }
        return data.consumeBoolean() ? sound : sound.limit(data.consumeInt(0, sound.limit()));
    }
}
