package io.logc.buffer.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes in memory: little-endian on every machine, because other processes and other programs read them. */
class MappedAtomicBufferFormatTest {

    private final ByteBuffer memory = ByteBuffer.allocateDirect(32);
    private final MappedAtomicBuffer buffer = new MappedAtomicBuffer(memory, 0, 32);

    @Test
    void shouldPutPlainNumbersLittleEndian() {
        buffer.putLong(0, 0x0102030405060708L);
        buffer.putInt(8, 0x0A0B0C0D);
        buffer.putShort(12, (short) 0x1112);
        buffer.putChar(14, '\u2122');
        buffer.putDouble(16, 1.0);
        buffer.putFloat(24, -2.5f);
        buffer.putByte(28, (byte) 0xEE);
        assertBytes("0807060504030201" + "0d0c0b0a" + "1211" + "2221" + "000000000000f03f" + "000020c0" + "ee000000");
    }

    @Test
    void shouldPutBigEndianWhenAsked() {
        buffer.putLong(0, 0x0102030405060708L, ByteOrder.BIG_ENDIAN);
        buffer.putInt(8, 0x0A0B0C0D, ByteOrder.BIG_ENDIAN);
        buffer.putShort(12, (short) 0x1112, ByteOrder.BIG_ENDIAN);
        buffer.putChar(14, '\u2122', ByteOrder.BIG_ENDIAN);
        buffer.putDouble(16, 1.0, ByteOrder.BIG_ENDIAN);
        buffer.putFloat(24, -2.5f, ByteOrder.BIG_ENDIAN);
        assertBytes("0102030405060708" + "0a0b0c0d" + "1112" + "2122" + "3ff0000000000000" + "c0200000" + "00000000");
    }

    @Test
    void shouldPutOrderedNumbersLittleEndian() {
        buffer.putLongVolatile(0, 0x0102030405060708L);
        buffer.putIntRelease(8, 0x0A0B0C0D);
        buffer.putShortVolatile(12, (short) 0x1112);
        buffer.putCharVolatile(14, '\u2122');
        buffer.getAndAddLong(16, 0x0100L);
        buffer.getAndAddLong(16, 0xFF01L);
        buffer.compareAndSetInt(24, 0, 0x01020304);
        buffer.putByteVolatile(28, (byte) 0x7F);
        assertBytes("0807060504030201" + "0d0c0b0a" + "1211" + "2221" + "0100010000000000" + "04030201" + "7f000000");
    }

    @Test
    void shouldPutStringsBehindALittleEndianLength() {
        buffer.putStringAscii(0, "logc");
        buffer.putStringUtf8(8, "ü", ByteOrder.BIG_ENDIAN);
        buffer.putIntAscii(16, -170);
        buffer.putNaturalPaddedIntAscii(24, 4, 42);
        assertBytes("04000000" + "6c6f6763" + "00000002c3bc0000" + "2d31373000000000" + "3030343200000000");
    }

    @Test
    void shouldReadBackWhatTheBytesSay() {
        memory.put(0, HexFormat.of().parseHex("08070605040302010d0c0b0affffffff"));
        assertThat(buffer.getLong(0)).isEqualTo(0x0102030405060708L);
        assertThat(buffer.getLongAcquire(0)).isEqualTo(0x0102030405060708L);
        assertThat(buffer.getInt(8)).isEqualTo(0x0A0B0C0D);
        assertThat(buffer.getIntVolatile(8)).isEqualTo(0x0A0B0C0D);
        assertThat(buffer.getIntVolatile(12)).isEqualTo(-1);
    }

    private void assertBytes(final String hex) {
        final byte[] content = new byte[memory.capacity()];
        memory.get(0, content);
        assertThat(HexFormat.of().formatHex(content)).isEqualTo(hex);
    }
}
