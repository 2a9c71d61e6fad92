package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whatever a ring holds, a scan ends, hands out nothing that is not inside the ring and before the limit, and nothing but
 * a CorruptBufferException comes out of it; freeing zeros exactly what was asked for.
 */
class RingReaderFuzzTest {
    private static final int CAPACITY = FuzzedRing.CAPACITY;
    private static final byte[] ZEROS = new byte[FuzzedRing.LENGTH];
    private static final int MAX_RECORDS = 12;
    private static final int MAX_CHANGES = 8;
    private static final BufferSpec SPEC = new BufferSpec(
            "/logs/app.log",
            0,
            0,
            0,
            false,
            -1,
            new byte[0],
            new byte[0],
            "dropped\n".getBytes(UTF_8),
            "a fuzzer",
            BufferSpec.Purpose.EVENTS);
    private static final BufferFile FILE = BufferFile.inMemory("0123456789abcdef", SPEC, CAPACITY, 1, 0);
    private static final ClaimTrackingBuffer MEMORY = FILE.newClaimTrackingBuffer();

    @FuzzTest(maxDuration = "6s")
    void shouldStayInsideTheRingWhateverItHolds(final FuzzedDataProvider data) {
        MEMORY.putBytes(0, ZEROS, 0, ZEROS.length);
        final FuzzedRing fuzzed = new FuzzedRing(FILE, data, true);
        fuzzed.fill(MAX_RECORDS);
        for (int changes = data.consumeInt(0, MAX_CHANGES); changes > 0; changes--) {
            fuzzed.damage();
        }
        final RingReader reader = FILE.newReader();
        try {
            final long head = reader.headPosition();
            final long tail = FILE.tailPosition();
            assertThat(tail - head).isBetween(0L, (long) CAPACITY);
            final boolean ownerDead = data.consumeBoolean();
            final Checks checks = new Checks(head, tail, data.consumeInt(0, 64));
            final long to = reader.scan(head, tail, ownerDead, checks);
            assertThat(to).isGreaterThanOrEqualTo(head);
            assertThat(checks.taken).isLessThanOrEqualTo(to - head);
            if (to <= tail) {
                free(reader, head, to);
            }
        } catch (final CorruptBufferException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void free(final RingReader reader, final long head, final long to) {
        final byte[] expected = new byte[CAPACITY];
        MEMORY.getBytes(0, expected);
        final int from = (int) head & CAPACITY - 1;
        final int length = (int) (to - head);
        final int toEnd = Math.min(length, CAPACITY - from);
        Arrays.fill(expected, from, from + toEnd, (byte) 0);
        Arrays.fill(expected, 0, length - toEnd, (byte) 0);
        reader.free(head, to);
        final byte[] actual = new byte[CAPACITY];
        MEMORY.getBytes(0, actual);
        assertThat(Arrays.mismatch(actual, expected)).isEqualTo(-1);
        assertThat(FILE.headPosition()).isEqualTo(to);
    }

    /** Checks each record that is handed out. */
    private static final class Checks implements RingReader.RecordSink {
        private final long head;
        private final long tail;
        private final int stopAfter;
        private int records;
        private long taken;

        private Checks(final long head, final long tail, final int stopAfter) {
            this.head = head;
            this.tail = tail;
            this.stopAfter = stopAfter;
        }

        @Override
        public boolean onRecord(final int type, final ByteBuffer source, final int index, final int length) {
            if (records == stopAfter) {
                return false;
            }
            records++;
            final int ringOffset = source.capacity() - FuzzedRing.LENGTH;
            final int ringIndex = index - ringOffset;
            assertThat(RecordType.isKnown(type)).isTrue();
            assertThat(length).isBetween(0, RingProducer.maxPayloadLength(CAPACITY));
            assertThat(ringIndex).isBetween(Long.BYTES, CAPACITY);
            assertThat(ringIndex + length).isLessThanOrEqualTo(CAPACITY);
            final long position = head + (ringIndex - Long.BYTES - head & CAPACITY - 1);
            assertThat(position + Long.BYTES + length).isLessThanOrEqualTo(tail);
            taken += Long.BYTES + length;
            return true;
        }
    }
}
