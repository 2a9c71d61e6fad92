package io.logc.server.message.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.logc.testing.Allocations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerEncoderTest {
    private static final int ROUNDS = 20;
    private static final int ANSWERS = 1000;

    private final AnswerEncoder encoder = new AnswerEncoder(new RefusalTexts(256));
    private final ByteBuf out = Unpooled.directBuffer(64);

    @AfterEach
    void tearDown() {
        out.release();
    }

    @Test
    void shouldAppendOneFrameAfterAnother() throws IOException {
        encoder.putWelcome(out, 256, MessageProtocol.WRITTEN, 6);
        encoder.putAck(out, 7);
        encoder.putNack(out, 8, NackReason.TOO_LARGE);
        encoder.putPong(out);
        encoder.putAck(out, Long.MAX_VALUE);

        final List<String> answers = new ArrayList<>();
        while (out.isReadable()) {
            final byte[] frame = new byte[out.readInt()];
            out.readBytes(frame);
            answers.add(WireClient.describe(frame));
        }
        assertThat(answers).containsExactly("WELCOME 6", "ACK 7", "NACK 8 TOO_LARGE", "PONG", "ACK " + Long.MAX_VALUE);
    }

    @Test
    void shouldSayWhatTheProtocolsDescriptionShows() {
        encoder.putWelcome(out, 256, MessageProtocol.WRITTEN, 6);
        encoder.putAck(out, 7);

        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("00000010" + "81" + "0001" + "00000100" + "01" + "0000000000000006" + "00000009" + "82"
                        + "0000000000000007");
    }

    @Test
    void shouldMakeNoGarbage() {
        final long least = Allocations.least(ROUNDS, ANSWERS, () -> {
            for (int i = 1; i <= ANSWERS; i++) {
                encoder.putAck(out.clear(), i);
                encoder.putNack(out.clear(), i, NackReason.BUSY);
                encoder.putPong(out.clear());
            }
        });
        assertThat(least).as("bytes for %d answers", 3 * ANSWERS).isLessThan(ANSWERS);
    }
}
