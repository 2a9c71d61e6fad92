package io.logc.buffer.mapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which memory a buffer covers, how it is compared, and what it and an {@code UnsafeBuffer} do with each other. */
class MappedAtomicBufferWrapTest {

    private static final int CAPACITY = 64;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(3 * CAPACITY);
    private final MappedAtomicBuffer buffer = new MappedAtomicBuffer(memory, CAPACITY, CAPACITY);

    @Test
    void shouldCoverTheRangeWhateverPositionLimitAndOrderOfTheByteBuffer() {
        final ByteBuffer source = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
        source.limit(CAPACITY + 1).position(CAPACITY);
        final MappedAtomicBuffer view = new MappedAtomicBuffer(source, CAPACITY, CAPACITY);
        source.clear().limit(0);

        view.putLong(CAPACITY - Long.BYTES, 0x0102030405060708L);

        assertThat(memory.get(2 * CAPACITY - 1)).isEqualTo((byte) 1);
        assertThat(view.capacity()).isEqualTo(CAPACITY);
        assertThat(view.byteBuffer()).isSameAs(source);
        assertThat(view.wrapAdjustment()).isEqualTo(CAPACITY);
        assertThat(view.byteArray()).isNull();
    }

    @Test
    void shouldRefuseARangeThatIsNotInTheByteBuffer() {
        assertThatThrownBy(() -> new MappedAtomicBuffer(memory, -1, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new MappedAtomicBuffer(memory, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new MappedAtomicBuffer(memory, CAPACITY, 2 * CAPACITY + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new MappedAtomicBuffer(memory, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldKeepItsMemoryWhenAWrapIsRefused() {
        assertThatThrownBy(() -> buffer.wrap(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.wrap(new UnsafeBuffer(4096L, CAPACITY)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("bare address");

        assertThat(buffer.byteBuffer()).isSameAs(memory);
        assertThat(buffer.capacity()).isEqualTo(CAPACITY);
    }

    @Test
    void shouldShareMemoryWhenWrappedAroundAnotherMappedBuffer() {
        final MappedAtomicBuffer inner = new MappedAtomicBuffer(memory, 0, 0);
        inner.wrap(buffer, 8, 16);

        inner.putInt(4, 77);

        assertThat(memory.order(ByteOrder.LITTLE_ENDIAN).getInt(CAPACITY + 12)).isEqualTo(77);
        assertThat(inner.capacity()).isEqualTo(16);
        assertThat(inner.wrapAdjustment()).isEqualTo(CAPACITY + 8);
        assertThatThrownBy(() -> inner.wrap(buffer, 8, CAPACITY)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldFollowAnExpandableBufferWhenWrappedAroundIt() {
        final ExpandableArrayBuffer source = new ExpandableArrayBuffer(32);
        buffer.wrap(source, 8, 8);
        buffer.putByte(0, (byte) 5);
        assertThat(source.getByte(8)).isEqualTo((byte) 5);
        assertThat(buffer.byteArray()).isSameAs(source.byteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void shouldFailVerificationWhenMisaligned(final int offset) {
        final MappedAtomicBuffer misaligned = new MappedAtomicBuffer(memory, offset, CAPACITY);
        assertThatThrownBy(misaligned::verifyAlignment)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("begins " + offset + " bytes past a multiple of 8");
    }

    @Test
    void shouldFailVerificationWhenOnTheHeap() {
        buffer.wrap(new byte[CAPACITY]);
        assertThatThrownBy(buffer::verifyAlignment)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("heap");
    }

    @Test
    void shouldOfferPlainAccessWhenOnTheHeap() {
        buffer.wrap(new byte[CAPACITY], 1, 33);
        buffer.putLong(3, -2L, ByteOrder.BIG_ENDIAN);
        buffer.putStringUtf8(11, "heap");
        assertThat(buffer.getLong(3, ByteOrder.BIG_ENDIAN)).isEqualTo(-2L);
        assertThat(buffer.getStringUtf8(11)).isEqualTo("heap");
    }

    @Test
    void shouldThrowWhenOrderedAccessIsMisaligned() {
        assertThatThrownBy(() -> buffer.getLongVolatile(4)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buffer.putIntRelease(2, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buffer.compareAndSetLong(1, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buffer.getShortVolatile(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldThrowWhenMemoryIsReadOnly() {
        final MappedAtomicBuffer readOnly = new MappedAtomicBuffer(memory.asReadOnlyBuffer(), 0, CAPACITY);
        assertThatThrownBy(() -> readOnly.putInt(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> readOnly.putByte(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> readOnly.putLongRelease(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> readOnly.putBytes(0, new byte[40])).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> readOnly.setMemory(0, CAPACITY, (byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(readOnly.getLongVolatile(0)).isZero();
    }

    @Test
    void shouldCopyBetweenMappedBuffersAlsoWhenTheyOverlap() {
        final byte[] content = new byte[CAPACITY];
        new Random(1).nextBytes(content);
        final UnsafeBuffer expected = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
        expected.putBytes(0, content);
        buffer.putBytes(0, content);

        expected.putBytes(5, expected, 0, 40);
        buffer.putBytes(5, buffer, 0, 40);
        expected.getBytes(9, expected, 1, 40);
        buffer.getBytes(9, buffer, 1, 40);

        assertThat(buffer.compareTo(expected)).isZero();
        assertThatThrownBy(() -> buffer.putBytes(0, buffer, 60, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getBytes(60, buffer, 0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldMakeUnsafeBufferThrowInsteadOfCrashWhenItReadsByAddress() {
        final UnsafeBuffer unsafe = new UnsafeBuffer(new byte[CAPACITY]);
        assertThatThrownBy(() -> unsafe.putBytes(0, buffer, 0, 8)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> unsafe.wrap(buffer)).isInstanceOf(UnsupportedOperationException.class);
        assertThatCode(() -> buffer.getBytes(0, unsafe, 0, 8)).doesNotThrowAnyException();
    }

    @Test
    void shouldBeEqualAndHashAlikeWhenContentIsTheSame() {
        final byte[] content = new byte[CAPACITY - 3];
        new Random(2).nextBytes(content);
        final MappedAtomicBuffer one = new MappedAtomicBuffer(memory, 3, content.length);
        one.putBytes(0, content);
        final MappedAtomicBuffer two = new MappedAtomicBuffer(ByteBuffer.wrap(content), 0, content.length);

        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isEqualByComparingTo(two);
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            assertThat(one).hasSameHashCodeAs(new UnsafeBuffer(content));
        }
        two.putByte(content.length - 1, (byte) (content[content.length - 1] + 1));
        assertThat(one).isNotEqualTo(two);
        assertThat(one).isNotEqualTo(new MappedAtomicBuffer(memory, 3, content.length - 1));
        assertThat(one).isNotEqualTo(new OtherBuffer(memory, 3, content.length));
        assertThat(one).isNotEqualTo(new UnsafeBuffer(content)).isNotEqualTo(null);
    }

    @Test
    void shouldSayWhatItCoversWhenPrinted() {
        assertThat(buffer).hasToString("MappedAtomicBuffer{capacity=64, wrapAdjustment=64, byteBuffer=" + memory + "}");
    }

    /** Another class over the same memory. */
    private static final class OtherBuffer extends MappedOrderedAccess {
        private OtherBuffer(final ByteBuffer buffer, final int offset, final int length) {
            super(buffer, offset, length);
        }

        @Override
        public boolean compareAndSetLong(final int index, final long expectedValue, final long updateValue) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putIntRelease(final int index, final int value) {
            throw new UnsupportedOperationException();
        }
    }
}
