package io.logc.server.message.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;

class TlsRecordsTest {
    private static final int MEMORY = 4 << 20;

    @Test
    void shouldCountTlsRecordsThatHaveNotComeAsAWhole() {
        final FrameBudget budget = new FrameBudget(MEMORY);
        final EmbeddedChannel channel = new EmbeddedChannel(new TlsRecords(budget));
        channel.writeInbound(record(0, 1000), record(0, 16_384));
        assertThat(budget.used()).isZero();
        final ByteBuf large = record(0, 16_384);
        final int whole = large.readableBytes();
        for (int at = 0; at < whole - 1; at += 100) {
            final int length = Math.min(100, whole - 1 - at);
            channel.writeInbound(large.copy(at, length));
            assertThat(budget.used()).isBetween((long) at + length, 2L * (at + length) + 100);
        }
        channel.writeInbound(large.copy(whole - 1, 1));
        assertThat(budget.used()).isZero();
        large.release();
        channel.writeInbound(record(0, 16_384).writerIndex(3));
        assertThat(budget.used()).isPositive();
        budget.retain(MEMORY);
        channel.writeInbound(Unpooled.buffer().writeByte(64));
        assertThat(channel.isOpen()).isFalse();
        assertThat(budget.used()).as("given back").isEqualTo(MEMORY);
        channel.inboundMessages().forEach(ReferenceCountUtil::release);
    }

    private static ByteBuf record(final int type, final int length) {
        return Unpooled.buffer(5 + length)
                .writeByte(type)
                .writeShort(0x303)
                .writeShort(length)
                .writeZero(length);
    }
}
