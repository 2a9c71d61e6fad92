package io.logc.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a peer sends, decoding ends with a value or with a ProtocolException. */
@Timeout(60)
class FramesFuzzTest {
    private static final int ROUNDS = 100_000;
    private static final byte[] SECRET = new byte[32];

    private interface Decoder {
        Object decode(ByteBuffer fields) throws ProtocolException;
    }

    private final Random random = new Random(20_261_121);
    private final List<Decoder> decoders = List.of(
            InitRequest::decode,
            InitResponse::decode,
            WriteRequest::decode,
            WriteRequest::decodeResponse,
            CloseRequest::decode,
            Refusal::decode,
            fields -> new Handshake(SECRET).answerHello(fields, ByteBuffer.allocate(200)),
            fields -> {
                new Handshake(SECRET).answerChallenge(fields, ByteBuffer.allocate(200));
                return fields;
            },
            fields -> {
                Handshake.checkProof(fields, SECRET);
                return fields;
            });

    @Test
    void shouldAnswerGarbageWithNothingButAProtocolException() {
        int decoded = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final ByteBuffer received = random.nextBoolean() ? garbage() : damaged();
            try {
                for (ByteBuffer frame = Frames.next(received); frame != null; frame = Frames.next(received)) {
                    frame.get();
                    decoders.get(random.nextInt(decoders.size())).decode(frame);
                    decoded++;
                }
            } catch (final ProtocolException e) {
                assertThat(e.getMessage()).isNotBlank();
                assertThat(e.errno()).isPositive();
                refused++;
            }
        }
        assertThat(decoded).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    private ByteBuffer garbage() {
        final byte[] bytes = new byte[random.nextInt(120)];
        random.nextBytes(bytes);
        final ByteBuffer received = ByteBuffer.wrap(bytes);
        if (bytes.length > 4 && random.nextInt(4) != 0) {
            received.putInt(0, 1 + random.nextInt(bytes.length));
        }
        return received;
    }

    /** A sound frame in which a few bytes are changed, or which is cut. */
    private ByteBuffer damaged() {
        final ByteBuffer target = ByteBuffer.allocate(400);
        new InitRequest(true, "/logs/app.log", 1, "name", 65_536, new byte[10], new byte[20], "me").encode(target);
        new WriteRequest(1, 2, 3).encode(target);
        new InitResponse(random.nextBoolean(), 5, "text").encode(target);
        for (int flips = random.nextInt(5); flips > 0; flips--) {
            target.put(random.nextInt(target.position()), (byte) random.nextInt(256));
        }
        target.flip();
        return random.nextInt(4) == 0 ? target.limit(random.nextInt(target.limit())) : target;
    }
}
