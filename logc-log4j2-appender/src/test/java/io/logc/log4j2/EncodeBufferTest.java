package io.logc.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The scratch buffer: grows without losing a byte, lets go of what one long event needed. */
class EncodeBufferTest {
    @Test
    void shouldLendDifferentBuffersToNestedCallers() {
        final EncodeBuffer outer = EncodeBuffer.take();
        final EncodeBuffer inner = EncodeBuffer.take();
        assertThat(inner).isNotSameAs(outer);
        inner.giveBack();
        outer.giveBack();
    }

    @Test
    void shouldLendAnEmptyBufferAfterAnEventThatFailedHalfway() {
        final EncodeBuffer buffer = EncodeBuffer.take();
        buffer.writeBytes(new byte[] {1, 2, 3}, 0, 3);
        buffer.giveBack();
        final EncodeBuffer again = EncodeBuffer.take();
        assertThat(again.getByteBuffer().position()).isZero();
        again.giveBack();
    }

    @Test
    void shouldKeepWhatWasWrittenWhenItGrows() {
        final byte[] expected = new byte[300_000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i * 31);
        }
        final EncodeBuffer buffer = EncodeBuffer.take();
        int written = 0;
        for (int length = 1; written < expected.length; length = length * 2 + 1) {
            final int chunk = Math.min(length, expected.length - written);
            if (length % 4 == 1) {
                buffer.writeBytes(expected, written, chunk);
            } else {
                buffer.writeBytes(ByteBuffer.wrap(expected, written, chunk));
            }
            written += chunk;
        }
        assertThat(content(buffer)).isEqualTo(expected);
        buffer.giveBack();
    }

    @Test
    void shouldOfferMoreRoomAndTheSameContentWhenDrained() {
        final EncodeBuffer buffer = EncodeBuffer.take();
        final ByteBuffer first = buffer.getByteBuffer();
        while (first.remaining() > 3) {
            first.put((byte) 7);
        }
        final byte[] before = content(buffer);
        final ByteBuffer second = buffer.drain(first);
        assertThat(second).isSameAs(buffer.getByteBuffer());
        assertThat(second.remaining()).isGreaterThan(EncodeBuffer.INITIAL_LENGTH);
        assertThat(content(buffer)).isEqualTo(before);
        buffer.giveBack();
    }

    @Test
    void shouldHaveNoSideEffectWhenAskedForItsBuffer() {
        final EncodeBuffer buffer = EncodeBuffer.take();
        assertThat(buffer.getByteBuffer()).isSameAs(buffer.getByteBuffer());
        assertThat(buffer.getByteBuffer().position()).isZero();
        buffer.giveBack();
    }

    @Test
    void shouldNotKeepWhatOneLongEventNeeded() {
        final EncodeBuffer buffer = EncodeBuffer.take();
        buffer.writeBytes(new byte[EncodeBuffer.RETAINED_LENGTH + 1], 0, EncodeBuffer.RETAINED_LENGTH + 1);
        assertThat(buffer.capacity()).isGreaterThan(EncodeBuffer.RETAINED_LENGTH);
        buffer.giveBack();
        assertThat(buffer.capacity()).isEqualTo(EncodeBuffer.INITIAL_LENGTH);
    }

    private static byte[] content(final EncodeBuffer buffer) {
        return Arrays.copyOf(
                buffer.getByteBuffer().array(), buffer.getByteBuffer().position());
    }
}
